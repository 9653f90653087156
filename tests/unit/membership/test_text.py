"""Names as people search for them, for every text there is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.domain.text import LONGEST_PREFIX, fold, name_key, prefixes, sought, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إسطنبول", "اسطنبول"),
        ("آسفي", "اسفي"),
        ("ٱلرباط", "الرباط"),
        ("مدينة", "مدينه"),
        ("مُدُن", "مدن"),
        ("مـــدن", "مدن"),
        ("مؤسسة", "موسسه"),
        ("مصطفى", "مصطفي"),
        ("København", "KOBENHAVN"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("Iğdır", "igdir"),
        ("Ærø", "aero"),
        ("N’Djamena", "ndjamena"),
        ("Port-au-Prince", "port au prince"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@given(st.text(max_size=60))
def test_a_name_reads_the_same_composed_or_not(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@given(st.text(max_size=60))
def test_whatever_is_typed_of_a_name_finds_it(name: str) -> None:
    found = set(prefixes([name]))
    for word in words(name):
        for length in range(1, len(word) + 1):
            assert set(sought(word[:length])) <= found


@given(st.lists(st.text(max_size=40), max_size=4))
def test_prefixes_stay_short(texts: list[str]) -> None:
    assert all(0 < len(prefix) <= LONGEST_PREFIX for prefix in prefixes(texts))
