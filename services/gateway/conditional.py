"""ETags and what clients say about versions (RFC 9110, section 13)."""

import hashlib
import re
from typing import Final

from contracts.errors import Conflict, Invalid

_TAG: Final = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_VERSION: Final = re.compile(r"([0-9]{1,15})\.[0-9a-f]{10}", re.ASCII)


def etag(version: int, body: bytes, media_type: str, language: str) -> str:
    """A strong tag `"<version>.<view>"`.

    The view stands for media type, language and what this reader may see, the last by the bytes themselves: two readers who see
    the same get the same tag, and what changes without a new version (a count, the next steps) still gets another.
    """
    view = hashlib.blake2b(body, digest_size=5, person=f"{media_type[:11]}|{language}".encode()[:16]).hexdigest()
    return f'"{version}.{view}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether the client already has `tag`. Weak forms count: a compressing proxy makes them (RFC 9110, section 8.8.3.2)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag[1:-1] in _TAG.findall(if_none_match)


def expected_version(if_match: str | None, *, required: bool) -> int | None:
    """The version the client looked at, or None for `*` and for no header. Raises `version_required`, `bad_header` or `stale_version`."""
    if if_match is None:
        if required:
            raise Conflict("version_required", "say with If-Match which version you looked at")
        return None
    if if_match.strip() == "*":
        return None
    tags = _TAG.findall(if_match)
    if not tags or _TAG.sub("", if_match).strip(" ,\t"):
        raise Invalid("bad_header", "If-Match holds no entity tag", {"header": "If-Match"})
    versions = {match[1] for tag in tags if (match := _VERSION.fullmatch(tag))}
    if not versions:
        raise Conflict("stale_version", "none of the tags in If-Match is one of ours")
    if len(versions) > 1:
        raise Invalid("bad_header", "If-Match may name one version", {"header": "If-Match"})
    return int(versions.pop())


def idempotency_key(header: str | None) -> str | None:
    """The key as given. Raises `bad_header` when it is empty, too long or not printable ASCII."""
    if header is None:
        return None
    key = header.strip()
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise Invalid("bad_header", "Idempotency-Key holds 1 to 200 printable characters", {"header": "Idempotency-Key"})
    return key
