"""Marshmallow fields with the house's rules: no silent conversion, one form for instants, text that cannot hide anything."""

import base64
import binascii
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import marshmallow
from marshmallow import ValidationError, fields, validate

from contracts.text import normalise, whole

MAX_WHOLE: Final = 2**53 - 1
"""Beyond this a JSON number loses digits in a browser."""

_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS: Final = range(1800, 3000)
"""Of the days and instants that others may name: a day can be added to each of them, and a term of any length."""
_OTHER_YEAR: Final = f"Must be a day of the years {YEARS[0]} to {YEARS[-1]}."

_CODES: Final[dict[str, str]] = {
    "Missing data for required field.": "required",
    "Unknown field.": "unknown_field",
    "Field may not be null.": "null",
}


def error_code(message: str) -> str:
    """The stable code of a field error, from its message."""
    if message in _CODES:
        return _CODES[message]
    for words, code in (
        ("Must be one of", "not_an_option"),
        ("Length must be", "length"),
        ("Longer than", "length"),
        ("Shorter than", "length"),
        ("Must be a day of", "range"),
    ):
        if message.startswith(words):
            return code
    if message.startswith(("Must be greater", "Must be less")):
        return "range"
    return "wrong_type" if message.startswith(("Not a valid", "Invalid input type")) else "format"


class OpenSchema(marshmallow.Schema):
    """Ignores what it does not know."""

    class Meta:
        unknown = marshmallow.EXCLUDE


class ClosedSchema(marshmallow.Schema):
    """Refuses what it does not know."""

    class Meta:
        unknown = marshmallow.RAISE


class Entries(validate.Validator):
    """How many entries a mapping may hold."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def __call__(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self.least <= len(value) <= self.most:
            raise ValidationError(f"Length must be between {self.least} and {self.most}.")
        return value


class Text(fields.String):
    """NFC text; refuses control characters and unclosed bidirectional controls."""

    def __init__(self, *, multiline: bool = False, secret: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.multiline = multiline
        self.secret = secret

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        try:
            return whole(value) if self.secret else normalise(value, multiline=self.multiline)
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

    default_error_messages = {"invalid": "Not a valid base64 text."}  # noqa: RUF012 marshmallow reads it so

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else base64.b64encode(value).decode("ascii")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, TypeError, ValueError):
            raise self.make_error("invalid") from None


class Instant(fields.Field[datetime]):
    """RFC 3339 with an offset; kept in UTC, truncated to milliseconds, written with `Z`."""

    default_error_messages = {  # noqa: RUF012 marshmallow reads it so
        "invalid": "Not a valid RFC 3339 instant with an offset.",
        "year": _OTHER_YEAR,
    }

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else instant_text(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            instant = parse_instant(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        except OverflowError:
            raise self.make_error("year") from None
        if instant.year not in YEARS:
            raise self.make_error("year")
        return instant


class Day(fields.Field[date]):
    """A calendar date, `YYYY-MM-DD`."""

    default_error_messages = {  # noqa: RUF012 marshmallow reads it so
        "invalid": "Not a valid date; write YYYY-MM-DD.",
        "year": _OTHER_YEAR,
    }

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            if not _DAY.fullmatch(value):
                raise ValueError(value)
            day = date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.make_error("invalid") from None
        if day.year not in YEARS:
            raise self.make_error("year")
        return day


class Tuple(fields.List[Any]):
    """A list on the wire, a tuple in the message."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise self.make_error("invalid")
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class TextsByKey(fields.Dict):
    """A mapping with text keys, such as a text by language. Errors point at the entry, whether its key or its value is wrong.

    `nullable_values` lets `null` stand for "take this entry away", as a merge patch means it.
    """

    def __init__(self, keys: fields.Field[Any], values: fields.Field[Any], *, nullable_values: bool = False, **options: Any) -> None:
        values.allow_none = nullable_values
        super().__init__(keys=keys, values=values, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[Any, Any]:
        try:
            texts = dict(super()._deserialize(value, attr, data, **kwargs))  # type: ignore[no-untyped-call]
        except ValidationError as wrong:
            if not isinstance(wrong.messages, dict):
                raise
            raise ValidationError({key: _flat(found) for key, found in wrong.messages.items()}) from None
        if len(texts) != len(value):
            raise ValidationError("must not say the same key twice")
        return texts


def _flat(found: dict[str, Any]) -> Any:
    return found["key"] if "key" in found else found["value"]


class AnyJson(fields.Raw):
    """Any JSON value."""


class MergePatch(fields.Field[dict[str, Any]]):
    """A JSON merge patch: the named schema with every field optional; `null` empties a field that may be empty."""

    default_error_messages = {"invalid": "Not a valid merge patch."}  # noqa: RUF012 marshmallow reads it so

    def __init__(self, schema: Callable[[], type[marshmallow.Schema]], **options: Any) -> None:
        super().__init__(**options)
        self.schema_class = schema

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise self.make_error("invalid")
        schema = self.schema_class()()
        return _plain(schema, schema.load(value))


def _plain(schema: marshmallow.Schema, loaded: Any) -> dict[str, Any]:
    """A loaded patch back as JSON values, holding only what was given."""
    plain: dict[str, Any] = {}
    for name, value in loaded.items():
        field = schema.fields[name]
        if value is not None and isinstance(field, fields.Nested):
            plain[name] = _plain(field.schema, value)
        else:
            plain[name] = None if value is None else field._serialize(value, name, loaded)
    return plain


def instant_text(value: datetime) -> str:
    """RFC 3339 in UTC with milliseconds. Raises `ValueError` for an instant without a zone: nobody knows when that was."""
    if value.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """The instant an RFC 3339 text names. Raises `ValueError` without an offset."""
    if not _INSTANT.fullmatch(text):
        raise ValueError("not an RFC 3339 instant with an offset")
    value = datetime.fromisoformat(text.upper()).astimezone(UTC)
    return value.replace(microsecond=value.microsecond // 1000 * 1000)
