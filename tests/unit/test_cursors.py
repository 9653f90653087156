"""A cursor goes on in the list it came from, and nowhere else."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.cursors import Cursors
from contracts.errors import Invalid
from contracts.membership import ListCities, ListHubs, ListPeople

CURSORS = Cursors("a secret of at least thirty-two characters")
CITIES = ListCities(country="MX", need="youth", limit=2)


def with_cursor(request: ListCities, cursor: str | None, **changed: object) -> ListCities:
    from dataclasses import replace

    return replace(request, cursor=cursor, **changed)  # type: ignore[arg-type]


def code_of(request: object, cursors: Cursors = CURSORS) -> str:
    with pytest.raises(Invalid) as refused:
        cursors.read(request)
    (error,) = refused.value.details["errors"]
    assert error["pointer"] == "/cursor"
    return str(error["code"])


@given(st.text(max_size=80))
def test_a_cursor_leads_on_from_its_key(key: str) -> None:
    assert CURSORS.read(with_cursor(CITIES, CURSORS.write(CITIES, key))) == key


def test_without_a_cursor_a_list_begins() -> None:
    assert CURSORS.read(CITIES) is None


def test_the_page_size_may_change_on_the_way() -> None:
    assert CURSORS.read(with_cursor(CITIES, CURSORS.write(CITIES, "k"), limit=50)) == "k"


def test_a_cursor_of_another_filter_or_list_is_refused() -> None:
    cursor = CURSORS.write(CITIES, "k")
    assert code_of(with_cursor(CITIES, cursor, country="AR")) == "bad_cursor"
    assert code_of(ListPeople(cursor=cursor)) == "bad_cursor"


def test_a_cursor_of_another_deployment_is_refused() -> None:
    assert code_of(with_cursor(CITIES, Cursors("another secret").write(CITIES, "k"))) == "bad_cursor"


@pytest.mark.parametrize(
    "forged", ["x", "!!!", "AAAA", "e30", base64.urlsafe_b64encode(b"0" * 16 + b'["k"]').decode(), "é", "=", "A" * 2000]
)
def test_a_forged_cursor_is_refused(forged: str) -> None:
    assert code_of(with_cursor(CITIES, forged)) == "bad_cursor"


@given(st.integers(0, 60), st.integers(0, 7))
def test_no_bit_of_a_cursor_can_be_turned(place: int, bit: int) -> None:
    whole = CURSORS.write(CITIES, "tlaxcala 0190a000")
    raw = bytearray(base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4)))
    raw[place % len(raw)] ^= 1 << bit
    assert code_of(with_cursor(CITIES, base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="))) == "bad_cursor"


def test_a_list_is_cut_to_a_page_and_leads_on_only_when_there_is_more() -> None:
    items, more = CURSORS.page(CITIES, ["a", "b", "c"], lambda item: item)
    assert (items, CURSORS.read(with_cursor(CITIES, more))) == (["a", "b"], "b")
    assert CURSORS.page(CITIES, ["a", "b"], lambda item: item) == (["a", "b"], None)


def test_a_list_without_pages_has_no_cursor() -> None:
    assert not hasattr(ListHubs(), "cursor")
