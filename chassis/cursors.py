"""Where a list goes on: opaque to clients, signed, and good only for the list it came from."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from contracts.declare import dump, request_declaration
from contracts.errors import Invalid

Item = TypeVar("Item")

_SIGNATURE_BYTES: Final = 16
_NOT_ABOUT: Final = ("cursor", "limit")
"""Fields that may change from page to page."""


class Cursors:
    """Writes and reads cursors. `secret` is shared by all instances of a deployment."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(b"cursor:" + secret.encode()).digest()

    def write(self, request: Any, key: str) -> str:
        """The cursor that goes on after `key` in the list `request` asks for."""
        body = json.dumps([key], ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(request, body) + body).decode().rstrip("=")

    def read(self, request: Any) -> str | None:
        """The key to go on after, None for the first page. Raises `Invalid` for a cursor that is forged or belongs to another list."""
        if request.cursor is None:
            return None
        try:
            raw = base64.b64decode(request.cursor + "=" * (-len(request.cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise bad_cursor() from None
        signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(request, body)):
            raise bad_cursor()
        return str(json.loads(body)[0])

    def page(self, request: Any, found: Sequence[Item], key: Callable[[Item], str]) -> tuple[Sequence[Item], str | None]:
        """Cut `found`, which holds one item more than asked for when there are more, to a page and the cursor of the next."""
        if len(found) <= request.limit:
            return found, None
        items = found[: request.limit]
        return items, self.write(request, key(items[-1]))

    def _sign(self, request: Any, body: bytes) -> bytes:
        asked = {name: value for name, value in dump(request).items() if name not in _NOT_ABOUT}
        about = json.dumps([request_declaration(request).wire_name(), asked], sort_keys=True).encode()
        return hmac.new(self._secret, hashlib.sha256(about).digest() + body, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def bad_cursor() -> Invalid:
    return Invalid.field("/cursor", "bad_cursor", "is not a cursor of this list")
