"""From an HTTP request to a declared request: path, query and body become fields, each checked once and named as the client wrote it."""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import falcon.asgi
from falcon.util import mediatypes
from marshmallow import fields

from contracts.declare import load, schema_class
from contracts.errors import Invalid, Refusal
from services.gateway.bodies import MAX_JSON_BYTES, read_body, read_json, reason_of
from services.gateway.operations import JSON, Operation
from services.gateway.problems import wrong_parameter

MAX_QUERY_FIELDS: Final = 60
_WHOLE: Final = re.compile(r"-?[0-9]{1,16}", re.ASCII)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,20})?", re.ASCII)
_TRUTH: Final = {"true": True, "false": False}


async def read_request(operation: Operation, req: falcon.asgi.Request, path: Mapping[str, str], edge: Mapping[str, Any]) -> Any:
    """The declared request a client means. Raises `Invalid`."""
    values: dict[str, Any] = {**path_values(operation, path), **edge}
    if operation.query_names:
        values.update(query_values(operation, req.query_string))
    elif req.query_string:
        raise unknown_parameters(parse_query(req.query_string))
    if operation.has_body:
        values.update(body_values(operation, await json_body(operation, req)))
    elif operation.unsafe:
        await no_body(req)
    return build(operation, values)


def build(operation: Operation, values: Mapping[str, Any]) -> Any:
    """Raises `Invalid` with pointers into the request; `at_http_places` leads them back to what the client wrote."""
    return load(operation.request, values)


async def json_body(operation: Operation, req: falcon.asgi.Request) -> Any:
    body = await read_body(req, MAX_JSON_BYTES)
    if not body and not operation.body_required:
        return {}
    check_content_type(req.content_type, operation.body_type)
    return read_json(body)


async def no_body(req: falcon.asgi.Request) -> None:
    """A request without fields may come with nothing or with an empty object."""
    body = await read_body(req, MAX_JSON_BYTES)
    if not body:
        return
    check_content_type(req.content_type, JSON)
    found = read_json(body)
    if not isinstance(found, dict):
        raise Invalid.field("", "wrong_type", "Not a valid object.")
    if found:
        raise Invalid.fields([{"pointer": f"/{escape(name)}", "code": "unknown_field", "message": "Unknown field."} for name in found])


def body_values(operation: Operation, body: Any) -> dict[str, Any]:
    if operation.body_as:
        return {operation.body_as: body}
    if not isinstance(body, dict):
        raise Invalid.field("", "wrong_type", "Not a valid object.")
    known = operation.body_fields
    if strange := [name for name in body if name not in known]:
        raise Invalid.fields([{"pointer": f"/{escape(name)}", "code": "unknown_field", "message": "Unknown field."} for name in strange])
    return {known[name]: value for name, value in body.items()}


def path_values(operation: Operation, path: Mapping[str, str]) -> dict[str, Any]:
    """Path parameters as JSON values, by what the request's schema expects."""
    readers = query_readers(operation.request, operation.path_names)
    return {name: readers[name][0](text) for name, text in path.items()}


def query_values(operation: Operation, query: str) -> dict[str, Any]:
    """Query parameters as JSON values, by what the request's schema expects."""
    if not query:
        return {}
    found = parse_query(query)
    readers = query_readers(operation.request, operation.query_names)
    if strange := {name: "" for name, _ in found if name not in readers}:
        raise unknown_parameters(list(strange.items()))
    values: dict[str, Any] = {}
    for name, text in found:
        reader, many = readers[name]
        if many:
            values.setdefault(name, []).extend(reader(part) for part in text.split(",") if part)
        elif name in values:
            raise wrong_parameter(name, "repeated", "May be given once.")
        else:
            values[name] = reader(text)
    return values


def parse_query(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MAX_QUERY_FIELDS)
    except ValueError as wrong:
        reason = reason_of(wrong)
        raise Invalid("bad_query", f"the query cannot be read: {reason}", {"reason": reason}) from None


def unknown_parameters(found: list[tuple[str, str]]) -> Invalid:
    errors = [{"parameter": name, "code": "unknown_field", "message": "Unknown parameter."} for name, _ in found]
    return Invalid("invalid", "unknown parameters", {"errors": errors})


@functools.cache
def query_readers(request: type, names: tuple[str, ...]) -> dict[str, tuple[Callable[[str], Any], bool]]:
    """How to read each parameter's text; what cannot be read stays text, so that the schema says what is wrong."""
    schema = schema_class(request)()
    return {name: _reader(schema.fields[name]) for name in names}


def _reader(field: fields.Field[Any]) -> tuple[Callable[[str], Any], bool]:
    if isinstance(field, fields.List):
        return _reader(field.inner)[0], True
    if isinstance(field, fields.Boolean):
        return lambda text: _TRUTH.get(text, text), False
    if isinstance(field, fields.Integer):
        return lambda text: int(text) if _WHOLE.fullmatch(text) else text, False
    if isinstance(field, fields.Float):
        return lambda text: float(text) if _DECIMAL.fullmatch(text) else text, False
    return str, False


def at_http_places(operation: Operation, refusal: Refusal) -> Refusal:
    """The same refusal with its errors where the client wrote them: in the path, the query or the body."""
    errors = refusal.details.get("errors")
    if isinstance(refusal, Invalid) and isinstance(errors, list):
        refusal.details["errors"] = [_placed(operation, error) for error in errors if isinstance(error, Mapping)]
    return refusal


def _placed(operation: Operation, error: Mapping[str, Any]) -> dict[str, Any]:
    pointer = str(error.get("pointer", ""))
    first = pointer.removeprefix("/").partition("/")[0]
    if first in operation.path_names or first in operation.query_names:
        rest = {name: value for name, value in error.items() if name != "pointer"}
        return {"parameter": first, **rest}
    return {**error, "pointer": operation.http_pointer(pointer)}


def check_content_type(found: str | None, expected: str) -> None:
    """One media type, UTF-8 if it names a character set."""
    media_type, parameters = mediatypes.parse_header((found or "").lower())
    if media_type != expected or parameters.get("charset", "utf-8") != "utf-8":
        raise Invalid("unsupported_media_type", f"send {expected}", {"expected": expected})


@functools.lru_cache(maxsize=512)
def negotiated(accept: str | None, offered: tuple[str, ...]) -> str:
    """The offered media type the reader likes best. Raises `Invalid` `not_acceptable`."""
    if not accept or accept == "*/*":
        return offered[0]
    try:
        best = mediatypes.best_match(offered, accept)
    except ValueError:
        best = ""
    if not best:
        raise Invalid("not_acceptable", f"we can answer {', '.join(offered)}", {"offered": list(offered)})
    return best


def escape(name: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
