"""How a frozen dataclass becomes a marshmallow schema, in the three shapes a message can be checked in."""

import dataclasses
import functools
import inspect
import types
import typing
from datetime import date, datetime
from typing import Any, Final, Literal

import marshmallow
from marshmallow import fields, validate

from contracts import fields as our
from contracts.words import Doc, Json, MergePatchOf, Multiline, Secret

Shape = Literal["open", "closed", "patch"]
"""open: what others may extend, unknown fields are ignored all the way down (events, answers, requests between services).
closed: what a client sends, unknown fields are refused all the way down.
patch: closed, nothing required, and `null` for whatever has a default (JSON merge patch)."""


def schema_class(message: type, shape: Shape) -> type[marshmallow.Schema]:
    """The schema of a dataclass in one shape; nested dataclasses take the same shape, items of lists under a patch are whole again."""
    return _built_class(typing.cast(Any, message), shape)


def schema(message: type, shape: Shape) -> marshmallow.Schema:
    return _built(typing.cast(Any, message), shape)


@functools.cache
def _built(message: type, shape: Shape) -> marshmallow.Schema:
    return schema_class(message, shape)()


@functools.cache
def _built_class(message: type, shape: Shape) -> type[marshmallow.Schema]:
    hints = typing.get_type_hints(message, include_extras=True)
    members: dict[str, Any] = {"scn_message": message, "scn_shape": shape, "__doc__": summary(message)}
    for field in dataclasses.fields(checked(message)):
        members[field.name] = _member(hints[field.name], field, shape)

    def build(self: marshmallow.Schema, data: dict[str, Any], **_: Any) -> Any:
        return message(**data)

    if shape != "patch":
        members["build"] = marshmallow.post_load(build)
    base = our.OpenSchema if shape == "open" else our.ClosedSchema
    return type(message.__name__, (base,), members)


@functools.cache
def is_secret(message: type, name: str) -> bool:
    """Whether the field holds a secret that must not be stored or shown again."""
    return _says_secret(typing.get_type_hints(message, include_extras=True)[name])


def checked(message: type) -> Any:
    if not dataclasses.is_dataclass(message) or not message.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise TypeError(f"{message.__name__}: a message is a frozen dataclass")
    return message


def summary(message: type) -> str:
    """The docstring, unless it is the one that `dataclass` writes by itself."""
    text = inspect.getdoc(message) or ""
    return "" if text.startswith(f"{message.__name__}(") else text


def _member(hint: Any, field: "dataclasses.Field[Any]", shape: Shape) -> fields.Field[Any]:
    optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    emptied = field.default is None or (optional and shape == "patch")
    shown = field.default if isinstance(field.default, str | int | float) and shape != "patch" else None
    return _field(hint, shape, required=not optional and shape != "patch", allow_none=emptied, default=shown)


def _field(hint: Any, shape: Shape, *, required: bool = True, allow_none: bool = False, default: Any = None) -> fields.Field[Any]:
    bare, marks = _marks(hint)
    if typing.get_origin(bare) in (typing.Union, types.UnionType):
        inner = [argument for argument in typing.get_args(bare) if argument is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"{hint}: a field has one type, or one type and None")
        merged = typing.Annotated[(inner[0], *marks)] if marks else inner[0]
        return _field(merged, shape, required=required, allow_none=True, default=default)
    options = _options(marks, default) | {"required": required, "allow_none": allow_none}
    for mark in marks:
        if isinstance(mark, MergePatchOf):
            return our.MergePatch(functools.partial(schema_class, mark.message, "patch"), **options)
    return _composite(bare, shape, options) or _plain(bare, marks, options)


def _composite(bare: Any, shape: Shape, options: dict[str, Any]) -> fields.Field[Any] | None:
    origin = typing.get_origin(bare)
    if origin in (tuple, list):
        return our.Tuple(_field(typing.get_args(bare)[0], "closed" if shape == "patch" else shape), **options)
    if origin is dict:
        key, value = (_field(argument, shape) for argument in typing.get_args(bare))
        nullable = shape == "patch" or isinstance(value, our.AnyJson)
        return our.TextsByKey(key, value, nullable_values=nullable, **options)
    if dataclasses.is_dataclass(bare):
        return fields.Nested(functools.partial(schema_class, typing.cast(type, bare), shape), **options)
    return None


def _plain(bare: Any, marks: tuple[Any, ...], options: dict[str, Any]) -> fields.Field[Any]:
    if typing.get_origin(bare) is Literal:
        checks = [*options.pop("validate", []), validate.OneOf(typing.get_args(bare))]
        return our.Text(validate=checks, **options)
    if bare is str:
        multiline, secret = (any(isinstance(mark, kind) for mark in marks) for kind in (Multiline, Secret))
        return our.Text(multiline=multiline, secret=secret, **options)
    if bare in _PLAIN:
        return _PLAIN[bare](**options)
    raise TypeError(f"{bare}: no field is known for this type")


_PLAIN: Final[dict[Any, type[fields.Field[Any]]]] = {
    bool: our.Truth,
    int: our.WholeNumber,
    float: our.Number,
    bytes: our.Base64,
    datetime: our.Instant,
    date: our.Day,
    Json: our.AnyJson,
}


def _options(marks: tuple[Any, ...], default: Any) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if checks := [mark for mark in marks if isinstance(mark, validate.Validator)]:
        options["validate"] = checks
    docs = [mark.text for mark in marks if isinstance(mark, Doc)]
    metadata = ({"description": docs[-1]} if docs else {}) | ({} if default is None else {"default": default})
    return options | ({"metadata": metadata} if metadata else {})


def _says_secret(hint: Any) -> bool:
    bare, marks = _marks(hint)
    if any(isinstance(mark, Secret) for mark in marks):
        return True
    return typing.get_origin(bare) in (typing.Union, types.UnionType) and any(_says_secret(argument) for argument in typing.get_args(bare))


def _marks(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if typing.get_origin(hint) is typing.Annotated:
        bare, *marks = typing.get_args(hint)
        inner, more = _marks(bare)
        return inner, (*more, *marks)
    return hint, ()
