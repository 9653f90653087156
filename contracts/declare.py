"""Declare a message once: a frozen dataclass becomes marshmallow schema, JSON Schema, catalogue entry and sample check.

    @event("membership", subject="cities/{city_id}")
    @dataclass(frozen=True, kw_only=True)
    class CityAdmitted: ...

    @request("membership", kind="command", may=(MANAGEMENT_UNIT,), answer=ApplicationView)
    @dataclass(frozen=True, kw_only=True)
    class AdmitCity: ...
"""

import dataclasses
import functools
import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal, TypeVar

import marshmallow
from marshmallow import EXCLUDE, RAISE, fields, validate

from contracts import fields as our
from contracts.errors import Invalid, Refusal
from contracts.words import Doc, Json, MergePatchOf, Multiline, Secret

Message = TypeVar("Message")
Kind = Literal["query", "command"]

EVERY_SERVICE: Final = "*"
"""Declares a request that every service answers under its own name."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class EventDeclaration:
    """A fact a service publishes. `name` is the routing key, `type` the CloudEvents type, `subject` a template over the event's fields."""

    message: type
    publisher: str
    name: str
    type: str
    subject: str
    summary: str

    def subject_of(self, said: Any) -> str:
        return self.subject.format_map({field.name: getattr(said, field.name) for field in dataclasses.fields(said)})


@dataclasses.dataclass(frozen=True, kw_only=True)
class RequestDeclaration:
    """Something one may ask of a service. `may` names who (contracts.roles); `seconds` is the longest a caller waits; `answer` is what comes back."""

    message: type
    service: str
    method: str
    kind: Kind
    may: frozenset[str]
    answer: type
    seconds: float
    summary: str

    def wire_name(self, service: str | None = None) -> str:
        return f"{service or self.service}.{self.method}"


EVENTS: Final[dict[str, EventDeclaration]] = {}
"""Every declared event by its CloudEvents type."""

REQUESTS: Final[dict[str, RequestDeclaration]] = {}
"""Every declared request by its wire name; those that every service answers stand under `*.method`."""

_DECLARED: Final[dict[type, EventDeclaration | RequestDeclaration]] = {}


def event(publisher: str, *, subject: str, version: int = 1) -> Callable[[type[Message]], type[Message]]:
    """Declare a fact. Raises `TypeError` when the name is taken or the subject names a field that is not there."""

    def declare(message: type[Message]) -> type[Message]:
        name = f"{_snake(message.__name__.removesuffix(f'V{version}'))}.v{version}"
        declaration = EventDeclaration(
            message=message, publisher=publisher, name=name, type=f"{publisher}.{name}", subject=subject, summary=_summary(message)
        )
        named = set(re.findall(r"{(\w+)}", subject))
        if missing := named - {field.name for field in dataclasses.fields(_checked(message))}:
            raise TypeError(f"{message.__name__}: the subject names {sorted(missing)}, which are not fields")
        _register(EVENTS, declaration.type, message, declaration)
        return message

    return declare


def request(
    service: str, *, kind: Kind, may: Iterable[str], answer: type, seconds: float = 10.0
) -> Callable[[type[Message]], type[Message]]:
    """Declare a request. Raises `TypeError` when the name is taken or nobody may ask."""

    def declare(message: type[Message]) -> type[Message]:
        method = _snake(_checked(message).__name__)
        if not (allowed := frozenset(may)):
            raise TypeError(f"{message.__name__}: nobody may ask this")
        declaration = RequestDeclaration(
            message=message, service=service, method=method, kind=kind, may=allowed, answer=answer, seconds=seconds, summary=_summary(message)
        )
        _register(REQUESTS, declaration.wire_name(), message, declaration)
        return message

    return declare


def event_declaration(said: Any) -> EventDeclaration:
    declaration = _DECLARED[said if isinstance(said, type) else type(said)]
    assert isinstance(declaration, EventDeclaration)
    return declaration


def request_declaration(asked: Any) -> RequestDeclaration:
    declaration = _DECLARED[asked if isinstance(asked, type) else type(asked)]
    assert isinstance(declaration, RequestDeclaration)
    return declaration


def requests_of(service: str) -> dict[str, RequestDeclaration]:
    """Every request `service` answers, by method name, the common ones included."""
    return {entry.method: entry for entry in REQUESTS.values() if entry.service in (service, EVERY_SERVICE)}


def events_of(publisher: str) -> dict[str, EventDeclaration]:
    return {entry.name: entry for entry in EVENTS.values() if entry.publisher == publisher}


def load(message: type[Message], mapping: Any, *, unknown: Literal["raise", "exclude"] = "raise") -> Message:
    """Check `mapping` and build the message. Raises `Invalid` naming every wrong field by JSON pointer."""
    try:
        return typing.cast(Message, _schema(message).load(mapping, unknown=RAISE if unknown == "raise" else EXCLUDE))
    except marshmallow.ValidationError as wrong:
        raise Invalid.fields(field_errors(wrong.normalized_messages())) from None
    except RecursionError:
        raise Refusal.from_wire({"kind": "invalid", "code": "too_deep", "message": "nested too deeply"}) from None


def dump(message: Any) -> dict[str, Any]:
    """The message as plain JSON values."""
    return typing.cast(dict[str, Any], _schema(type(message)).dump(message))


def schema_class(message: type) -> type[marshmallow.Schema]:
    """The marshmallow schema of a declared (or nested) dataclass; built once."""
    return _schema_class(message)


def json_schema(message: type) -> dict[str, Any]:
    """JSON Schema 2020-12 of the message, generated by apispec's marshmallow plugin so that it cannot drift from OpenAPI."""
    from contracts.json_schema import document

    return document(message)


def field_errors(messages: Any, pointer: str = "") -> list[dict[str, str]]:
    """Flatten marshmallow's nested messages to `{"pointer", "code", "message"}`."""
    if isinstance(messages, Mapping):
        found: list[dict[str, str]] = []
        for key, value in messages.items():
            step = "" if key == "_schema" else f"/{str(key).replace('~', '~0').replace('/', '~1')}"
            found.extend(field_errors(value, pointer + step))
        return found
    return [{"pointer": pointer, "code": our.error_code(str(text)), "message": str(text)} for text in messages]


def is_secret(message: type, name: str) -> bool:
    """Whether the field holds a secret that must not be stored or shown again."""
    return any(isinstance(mark, Secret) for mark in _marks(typing.get_type_hints(message, include_extras=True)[name])[1])


@functools.cache
def _schema(message: type) -> marshmallow.Schema:
    return _schema_class(message)()


@functools.cache
def _schema_class(message: type) -> type[marshmallow.Schema]:
    hints = typing.get_type_hints(message, include_extras=True)
    members: dict[str, Any] = {}
    for field in dataclasses.fields(_checked(message)):
        members[field.name] = _field(hints[field.name], required=not _has_default(field), allow_none=_default(field) is None)

    def build(self: marshmallow.Schema, data: dict[str, Any], *, partial: Any = None, **_: Any) -> Any:
        return data if partial else message(**data)

    members["build"] = marshmallow.post_load(build)
    members["__doc__"] = _summary(message)
    return type(message.__name__, (our.OurSchema,), members)


def _field(hint: Any, *, required: bool = True, allow_none: bool = False, title: str = "") -> fields.Field[Any]:
    bare, marks = _marks(hint)
    options: dict[str, Any] = {"required": required, "allow_none": allow_none}
    checks = [mark for mark in marks if isinstance(mark, validate.Validator)]
    if checks:
        options["validate"] = checks
    docs = [mark.text for mark in marks if isinstance(mark, Doc)]
    if docs:
        options["metadata"] = {"description": " ".join(docs)}
    for mark in marks:
        if isinstance(mark, MergePatchOf):
            return our.MergePatch(functools.partial(_schema_class, mark.message), **options)
    origin = typing.get_origin(bare)
    if origin in (typing.Union, types.UnionType):
        inner = [argument for argument in typing.get_args(bare) if argument is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"{hint}: a field has one type, or one type and None")
        merged = typing.Annotated[(inner[0], *marks)] if marks else inner[0]
        return _field(merged, required=required, allow_none=True)
    if origin is Literal:
        return our.Text(**(options | {"validate": [*checks, validate.OneOf(typing.get_args(bare))]}))
    if origin in (tuple, list):
        return our.Tuple(_field(typing.get_args(bare)[0]), **options)
    if origin is dict:
        key, value = typing.get_args(bare)
        return our.TextsByKey(_field(key), _field(value), **options)
    if dataclasses.is_dataclass(bare):
        return fields.Nested(functools.partial(_schema_class, typing.cast(type, bare)), **options)
    if bare is str:
        return our.Text(multiline=any(isinstance(mark, Multiline) for mark in marks), secret=any(isinstance(m, Secret) for m in marks), **options)
    if bare in _PLAIN:
        return _PLAIN[bare](**options)
    raise TypeError(f"{hint}: no field is known for this type")


_PLAIN: Final[dict[Any, type[fields.Field[Any]]]] = {
    bool: our.Truth,
    int: our.WholeNumber,
    float: our.Number,
    bytes: our.Base64,
    datetime: our.Instant,
    date: our.Day,
    Json: our.AnyJson,
}


def _marks(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if typing.get_origin(hint) is typing.Annotated:
        bare, *marks = typing.get_args(hint)
        inner, more = _marks(bare)
        return inner, (*more, *marks)
    return hint, ()


def _default(field: "dataclasses.Field[Any]") -> Any:
    return field.default if field.default is not dataclasses.MISSING else ...


def _has_default(field: "dataclasses.Field[Any]") -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _checked(message: type) -> Any:
    if not dataclasses.is_dataclass(message) or not message.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"{message.__name__}: a message is a frozen dataclass")
    return message


def _register(registry: dict[str, Any], name: str, message: type, declaration: Any) -> None:
    if name in registry:
        raise TypeError(f"{name} is declared twice")
    registry[name] = declaration
    _DECLARED[message] = declaration


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _summary(message: type) -> str:
    text = inspect.getdoc(message) or ""
    return "" if text.startswith(f"{message.__name__}(") else text
