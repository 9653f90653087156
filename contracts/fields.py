"""Marshmallow fields with the house's rules: no silent conversion, one form for instants, text that cannot hide anything."""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import marshmallow
from marshmallow import ValidationError, fields

from contracts.text import normalise

MAX_WHOLE: Final = 2**53 - 1
"""Beyond this a JSON number loses digits in a browser."""

_CODES: Final[dict[str, str]] = {
    "Missing data for required field.": "required",
    "Unknown field.": "unknown_field",
    "Field may not be null.": "null",
}


def error_code(message: str) -> str:
    """The stable code of a field error, from its message."""
    if message in _CODES:
        return _CODES[message]
    for words, code in (("Must be one of", "not_an_option"), ("Length must be", "length"), ("Longer than", "length"), ("Shorter than", "length")):
        if message.startswith(words):
            return code
    if message.startswith("Must be greater") or message.startswith("Must be less"):
        return "range"
    return "wrong_type" if message.startswith("Not a valid") or message.startswith("Invalid input type") else "format"


class OurSchema(marshmallow.Schema):
    """Base of every generated schema: keeps declaration order."""

    class Meta:
        ordered = True


class Text(fields.String):
    """NFC text; refuses control characters and unclosed bidirectional controls."""

    def __init__(self, *, multiline: bool = False, secret: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.multiline = multiline
        self.secret = secret

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if self.secret:
            return value
        try:
            return normalise(value, multiline=self.multiline)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None


class Truth(fields.Boolean):
    """`true` or `false`, not "yes" and not 1."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class WholeNumber(fields.Integer):
    """A JSON integer that survives a browser."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_WHOLE:
            raise self.make_error("invalid", input=value)
        return value


class Number(fields.Float):
    """A finite JSON number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300 or not math.isfinite(value):
            raise self.make_error("invalid", input=value)
        return float(value)


class Base64(fields.Field[bytes]):
    """Bytes as standard base64 text."""

    default_error_messages = {"invalid": "Not a valid base64 text."}

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else base64.b64encode(value).decode("ascii")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, TypeError, ValueError):
            raise self.make_error("invalid") from None


class Instant(fields.Field[datetime]):
    """RFC 3339 with an offset; kept in UTC, truncated to milliseconds, written with `Z`."""

    default_error_messages = {"invalid": "Not a valid RFC 3339 instant with an offset."}

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else instant_text(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            return parse_instant(value)
        except (TypeError, ValueError, OverflowError):
            raise self.make_error("invalid") from None


class Day(fields.Field[date]):
    """A calendar date, `YYYY-MM-DD`."""

    default_error_messages = {"invalid": "Not a valid date; write YYYY-MM-DD."}

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            if len(value) != 10:
                raise ValueError(value)
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None


class Tuple(fields.List[Any]):
    """A list on the wire, a tuple in the message."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise self.make_error("invalid")
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class TextsByKey(fields.Dict):
    """A mapping with text keys, such as a text by language."""

    def __init__(self, keys: fields.Field[Any], values: fields.Field[Any], **options: Any) -> None:
        super().__init__(keys=keys, values=values, **options)


class AnyJson(fields.Raw):
    """Any JSON value."""


class MergePatch(fields.Field[dict[str, Any]]):
    """A JSON merge patch: the named schema with every field optional; `null` empties a field that may be empty."""

    default_error_messages = {"invalid": "Not a valid merge patch."}

    def __init__(self, schema: Callable[[], type[marshmallow.Schema]], **options: Any) -> None:
        super().__init__(**options)
        self.schema_class = schema

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise self.make_error("invalid")
        schema = self.schema_class()(partial=True)
        loaded = schema.load(value)
        return _plain(schema, loaded)


def _plain(schema: marshmallow.Schema, loaded: Any) -> dict[str, Any]:
    """A partial load back as JSON values, holding only what was given."""
    plain: dict[str, Any] = {}
    for name, value in loaded.items():
        field = schema.fields[name]
        if value is None:
            plain[name] = None
        elif isinstance(field, fields.Nested):
            plain[name] = _plain(field.schema, value)
        else:
            plain[name] = field._serialize(value, name, loaded)
    return plain


def instant_text(value: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """The instant an RFC 3339 text names. Raises `ValueError` without an offset."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None or "T" not in text.upper():
        raise ValueError("an instant needs an offset")
    value = value.astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)
