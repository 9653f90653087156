"""Reading what clients send: bounded, strict JSON and nothing that could mean two things."""

import json
from typing import Any, Final

import falcon.asgi

from contracts.errors import Invalid

MAX_JSON_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 20
LET_PASS_BYTES: Final = 8 * 1024 * 1024


async def read_body(req: falcon.asgi.Request, limit: int, *, broken_off: bool = False) -> bytes:
    """The whole body, chunked or not. Refuses `body_too_large` without keeping anything beyond the limit.

    A body shorter than it said is refused too, unless what came of it is welcome as `broken_off`.
    """
    length = req.get_header("Content-Length")
    if length is not None and length.isdecimal() and int(length) > limit:
        await _let_pass(req, int(length))
        raise too_large(limit)
    if length in (None, "0") and req.get_header("Transfer-Encoding") is None:
        return b""
    found: bytes = await req.stream.read(limit + 1)
    if len(found) > limit:
        await _let_pass(req, 0)
        raise too_large(limit)
    if not broken_off and length is not None and length.isdecimal() and len(found) < int(length):
        raise Invalid("bad_request", "the body broke off: what came of it may mean something else")
    return found


async def _let_pass(req: falcon.asgi.Request, length: int) -> None:
    """Take a little of what is too much and forget it: who is still sending when we close would see a broken pipe and no answer."""
    left = LET_PASS_BYTES
    while length <= LET_PASS_BYTES and left > 0 and (piece := await req.stream.read(64 * 1024)):
        left -= len(piece)


def too_large(limit: int) -> Invalid:
    return Invalid("body_too_large", f"the body may hold at most {limit} bytes", {"limit": limit})


def read_json(body: bytes) -> Any:
    """Strict JSON: UTF-8, no duplicate names, no `NaN`, no lone surrogates, at most `MAX_DEPTH` deep."""
    try:
        text = body.decode("utf-8")
        value = _DECODER.decode(text)
    except RecursionError:
        raise _too_deep() from None
    except (UnicodeDecodeError, ValueError) as wrong:
        reason = reason_of(wrong)
        raise Invalid("malformed_body", f"not JSON we can read: {reason}", {"reason": reason}) from None
    _check_depth(value)
    if b"\\u" in body:
        _check_surrogates(value)
    return value


def reason_of(wrong: ValueError) -> str:
    """Where reading stopped and why, for whoever wrote the bytes; nothing about how we read."""
    if isinstance(wrong, UnicodeDecodeError):
        return f"byte {wrong.start} is not UTF-8"
    if isinstance(wrong, json.JSONDecodeError):
        return f"{wrong.msg}, line {wrong.lineno}, column {wrong.colno}"
    return "a number has too many digits" if "digits" in str(wrong) else str(wrong)[:200]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for item in level if isinstance(item, dict | list) for inner in (item.values() if isinstance(item, dict) else item)]
        if not level:
            return
    raise _too_deep()


def _check_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Invalid("malformed_body", "half a character", {"reason": "a lone surrogate is not a character"}) from None


def _too_deep() -> Invalid:
    return Invalid("too_deep", f"nested deeper than {MAX_DEPTH}", {"limit": MAX_DEPTH})
