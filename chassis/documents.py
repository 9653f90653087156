"""Aggregates and documents: a dataclass becomes plain values the store keeps, and comes back the same."""

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar

from chassis.aggregate import Aggregate

T = TypeVar("T")

_CONTAINERS = (dict, list, tuple)


def to_document(value: Any) -> dict[str, Any]:
    """The dataclass as a document; an aggregate's `id` becomes `_id` and its news stay out."""
    document = {field.name: to_value(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Aggregate):
        del document["news"]
        document = {"_id": document.pop("id"), **document}
    return document


def from_document(kind: type[T], document: Mapping[str, Any]) -> T:
    """Rebuild `kind`. Fields the document has and the class has not are left out, so that an older reader understands a newer writer."""
    return typing.cast(T, _builder(typing.cast(Any, kind))(document))


def to_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_value(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_value(inner) for key, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(to_value(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [to_value(inner) for inner in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return value


def copied(value: Any) -> Any:
    """A document of its own, as the store would give it back: nobody who changes one changes the other. Values that are not mappings,
    lists or tuples cannot be changed and are shared, which is what makes this many times faster than `copy.deepcopy`."""
    if isinstance(value, dict):
        return {key: copied(inner) if isinstance(inner, _CONTAINERS) else inner for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [copied(inner) if isinstance(inner, _CONTAINERS) else inner for inner in value]
    return value


@functools.cache
def _builder(kind: type) -> Callable[[Mapping[str, Any]], Any]:
    hints = typing.get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind) if field.init and field.name != "news"}
    is_aggregate = issubclass(kind, Aggregate)

    def build(document: Mapping[str, Any]) -> Any:
        given = {**document, "id": document["_id"]} if is_aggregate else document
        return kind(**{name: read(given[name]) for name, read in readers.items() if name in given})

    return build


def _reader(hint: Any) -> Callable[[Any], Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _reader(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return _optional(arguments)
    if origin is tuple and len(arguments) == 2 and arguments[1] is not Ellipsis:
        readers = [_reader(argument) for argument in arguments]
        return lambda value: tuple(read(inner) for read, inner in zip(readers, value, strict=True))
    if origin in (tuple, list, set, frozenset):
        each = _reader(arguments[0])
        return lambda value: origin(each(inner) for inner in value)
    if origin in (dict, Mapping):
        each_value = _reader(arguments[1])
        return lambda value: {key: each_value(inner) for key, inner in value.items()}
    return _plain_reader(hint)


def _optional(arguments: tuple[Any, ...]) -> Callable[[Any], Any]:
    inner = [argument for argument in arguments if argument is not type(None)]
    if len(inner) != 1:
        return lambda value: value
    read = _reader(inner[0])
    return lambda value: None if value is None else read(value)


def _plain_reader(hint: Any) -> Callable[[Any], Any]:
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return lambda value: _builder(hint)(value)
    return lambda value: value
