"""ETags and retry keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Conflict, Invalid
from services.gateway.conditional import etag, expected_version, idempotency_key, matches


@given(version=st.integers(0, 10**14), body=st.binary(max_size=50))
def test_a_tag_carries_its_version_back(version: int, body: bytes) -> None:
    tag = etag(version, body, "application/json", "en")
    assert expected_version(tag, required=True) == version
    assert expected_version("W/" + tag, required=True) == version
    assert matches(tag, tag)
    assert matches(f'"other", W/{tag}', tag)


def test_the_view_tells_language_form_and_content_apart() -> None:
    tags = {
        etag(3, b"{}", "application/json", "en"),
        etag(3, b"{}", "application/json", "ar"),
        etag(3, b"{}", "text/csv", "en"),
        etag(3, b"{ }", "application/json", "en"),
    }
    assert len(tags) == 4
    assert all(tag.startswith('"3.') for tag in tags)


def test_another_version_does_not_match() -> None:
    assert not matches(etag(2, b"{}", "application/json", "en"), etag(3, b"{}", "application/json", "en"))
    assert not matches(None, etag(3, b"{}", "application/json", "en"))
    assert matches("*", etag(3, b"{}", "application/json", "en"))


def test_a_write_that_needs_a_version_says_which() -> None:
    with pytest.raises(Conflict) as caught:
        expected_version(None, required=True)
    assert caught.value.code == "version_required"
    assert expected_version(None, required=False) is None
    assert expected_version("*", required=True) is None


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("3", "bad_header"),
        ("", "bad_header"),
        ('"3.0123456789", nonsense', "bad_header"),
        ('"3.0123456789", "4.0123456789"', "bad_header"),
        ('"something-else"', "stale_version"),
        ('"3.short"', "stale_version"),
        ('"٣.0123456789"', "bad_header"),
    ],
)
def test_tags_that_are_not_ours_match_nothing(header: str, code: str) -> None:
    with pytest.raises((Invalid, Conflict)) as caught:
        expected_version(header, required=True)
    assert caught.value.code == code


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "tab\tinside", "née"])
def test_a_retry_key_is_short_and_printable(key: str) -> None:
    with pytest.raises(Invalid) as caught:
        idempotency_key(key)
    assert caught.value.code == "bad_header"


def test_a_good_retry_key_passes() -> None:
    assert idempotency_key("attempt 1") == "attempt 1"
    assert idempotency_key(None) is None
