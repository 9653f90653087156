"""What clients may send as JSON."""

import json

import pytest

from contracts.errors import Invalid
from services.gateway.bodies import MAX_DEPTH, read_json


def refused(body: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_json(body)
    return caught.value.code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1} trailing',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": "\xff\xfe"}',
        b"\xef\xbb\xbf{}",
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"{'a': 1}",
        b"[1,]",
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_could_mean_two_things_is_refused(body: bytes) -> None:
    assert refused(body) == "malformed_body"


def test_a_body_may_nest_so_deep_and_no_deeper() -> None:
    deepest = b"[" * (MAX_DEPTH - 1) + b"1" + b"]" * (MAX_DEPTH - 1)
    assert read_json(deepest) is not None
    assert refused(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)) == "too_deep"
    assert refused(b'{"a":' * 200_000 + b"1" + b"}" * 200_000) == "too_deep"


def test_characters_of_every_plane_arrive_whole() -> None:
    said = {"name": "مدينة قوية 🏙", "escaped": "\U0001f3d9"}
    assert read_json(json.dumps(said).encode()) == said
    assert read_json(json.dumps(said, ensure_ascii=False).encode()) == said


def test_markers_of_other_serialisers_are_plain_data_here() -> None:
    marker = {"__type__": "decimal", "__value__": "1"}
    assert read_json(json.dumps(marker).encode()) == marker


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": \xff}', "byte 6 is not UTF-8"),
        (b'{"a":\n  }', "Expecting value, line 2, column 3"),
        (b"9" * 5000, "a number has too many digits"),
        (b'{"a": 1, "a": 2}', "a name stands twice in one object"),
    ],
)
def test_the_reason_says_where_and_nothing_of_how_we_read(body: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_json(body)
    assert caught.value.details["reason"] == reason
