"""The five refusals. Every failure a caller can meet is one of these and carries a code that can be searched, translated and counted."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final


class Refusal(Exception):
    """A request was understood and is not carried out; nothing has changed.

    `code` is the stable name (`membership.wrong_state`, or without a service for the general ones), `details` holds JSON values for
    programs, `message` is plain English for logs: people read a translation chosen by the code. `retryable` says that the same request may
    succeed later.
    """

    kind: ClassVar[str] = "refusal"

    def __init__(self, code: str, message: str = "", details: Mapping[str, Any] | None = None, *, retryable: bool = False) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message or code
        self.details: dict[str, Any] = dict(details or {})
        self.retryable = retryable

    def to_wire(self) -> dict[str, Any]:
        """The refusal as it crosses between processes: words and numbers, never a class path."""
        return {"kind": self.kind, "code": self.code, "message": self.message, "details": self.details, "retryable": self.retryable}

    @staticmethod
    def from_wire(wire: Mapping[str, Any]) -> "Refusal":
        """Rebuild a refusal; an unknown kind becomes `Unavailable`, because nobody can promise what it meant."""
        refusal = _KINDS.get(str(wire.get("kind")), Unavailable)
        return refusal(
            str(wire.get("code") or "unknown_refusal"),
            str(wire.get("message") or ""),
            wire.get("details") if isinstance(wire.get("details"), Mapping) else None,
            retryable=bool(wire.get("retryable")),
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r}, {self.details!r})"


class Invalid(Refusal):
    """The request is not well formed. `details["errors"]` lists `{"pointer", "code", "message"}`, one entry per field (RFC 6901)."""

    kind = "invalid"

    @classmethod
    def fields(cls, errors: Sequence[Mapping[str, Any]], code: str = "invalid") -> "Invalid":
        first = errors[0] if errors else {"pointer": "", "message": "not valid"}
        return cls(code, f"{first['pointer'] or '/'}: {first['message']}", {"errors": [dict(error) for error in errors]})

    @classmethod
    def field(cls, pointer: str, code: str, message: str) -> "Invalid":
        """One field breaks one rule."""
        return cls.fields([{"pointer": pointer, "code": code, "message": message}])


class NotAllowed(Refusal):
    """The caller may not do this; `not_signed_in` when signing in could help."""

    kind = "not_allowed"


class NotFound(Refusal):
    """There is no such thing, or the caller may not know that there is."""

    kind = "not_found"


class Conflict(Refusal):
    """The thing is not in a state where this can be done, or has changed since the caller looked."""

    kind = "conflict"


class Unavailable(Refusal):
    """Something we need is away or too slow.

    `outcome_unknown` means that the request may have been carried out: ask again with the same idempotency key.
    """

    kind = "unavailable"


_KINDS: Final[dict[str, type[Refusal]]] = {kind.kind: kind for kind in (Invalid, NotAllowed, NotFound, Conflict, Unavailable)}
