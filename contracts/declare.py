"""Declare a message once: a frozen dataclass becomes marshmallow schema, JSON Schema, catalogue entry and sample check.

@event("membership", subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityAdmitted: ...

@request("membership", kind="command", may=(MANAGEMENT_UNIT,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class AdmitCity: ...
"""

import dataclasses
import re
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, TypeVar

import marshmallow

from contracts import fields as our
from contracts.errors import Invalid
from contracts.schemas import Shape, checked, is_secret, schema, summary
from contracts.schemas import schema_class as _schema_class

__all__ = [
    "EVENTS",
    "EVERY_SERVICE",
    "REQUESTS",
    "EventDeclaration",
    "RequestDeclaration",
    "dump",
    "event",
    "event_declaration",
    "events_of",
    "field_errors",
    "is_secret",
    "json_schema",
    "load",
    "natural_shape",
    "patched",
    "request",
    "request_declaration",
    "requests_of",
    "schema_class",
]

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
    """Something one may ask of a service.

    `may` names who (contracts.roles), `seconds` is the longest a caller waits, `answer` is what comes back.
    """

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
            message=message, publisher=publisher, name=name, type=f"{publisher}.{name}", subject=subject, summary=summary(message)
        )
        named = set(re.findall(r"{(\w+)}", subject))
        if missing := named - {field.name for field in dataclasses.fields(checked(message))}:
            raise TypeError(f"{message.__name__}: the subject names {sorted(missing)}, which are not fields")
        _register(EVENTS, declaration.type, message, declaration)
        return message

    return declare


def request(
    service: str, *, kind: Kind, may: Iterable[str], answer: type, seconds: float = 10.0
) -> Callable[[type[Message]], type[Message]]:
    """Declare a request. Raises `TypeError` when the name is taken or nobody may ask."""

    def declare(message: type[Message]) -> type[Message]:
        method = _snake(checked(message).__name__)
        if not (allowed := frozenset(may)):
            raise TypeError(f"{message.__name__}: nobody may ask this")
        declaration = RequestDeclaration(
            message=message,
            service=service,
            method=method,
            kind=kind,
            may=allowed,
            answer=answer,
            seconds=seconds,
            summary=summary(message),
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
    return typing.cast(Message, _load(schema(message, "closed" if unknown == "raise" else "open"), mapping))


def dump(message: Any) -> dict[str, Any]:
    """The message as plain JSON values."""
    return typing.cast(dict[str, Any], schema(type(message), "open").dump(message))


def patched(message: Message, changes: Mapping[str, Any]) -> Message:
    """A copy of `message` with a JSON merge patch applied (RFC 7396): `null` brings a default back, lists are replaced whole.

    Raises `Invalid` when the result is not a valid message.
    """
    return load(type(message), _merged(dump(message), changes))


def schema_class(message: type, *, shape: Shape | None = None) -> type[marshmallow.Schema]:
    """The marshmallow schema of a dataclass: closed when it is a declared request, open when it is anything else."""
    return _schema_class(message, shape or natural_shape(message))


def natural_shape(message: type) -> Shape:
    """Clients may send a request only what it names; facts and answers may grow."""
    return "closed" if isinstance(_DECLARED.get(message), RequestDeclaration) else "open"


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


def _load(form: marshmallow.Schema, mapping: Any) -> Any:
    try:
        return form.load(mapping)
    except marshmallow.ValidationError as wrong:
        raise Invalid.fields(field_errors(wrong.messages)) from None
    except RecursionError:
        raise Invalid("too_deep", "nested too deeply") from None


def _merged(document: Any, changes: Any) -> Any:
    if not isinstance(changes, Mapping):
        return changes
    result = dict(document) if isinstance(document, Mapping) else {}
    for name, change in changes.items():
        if change is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), change)
    return result


def _register(registry: dict[str, Any], name: str, message: type, declaration: Any) -> None:
    if name in registry:
        raise TypeError(f"{name} is declared twice")
    registry[name] = declaration
    _DECLARED[message] = declaration


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
