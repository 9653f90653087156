"""The OpenAPI 3.1 document, written from the table of operations and the schemas that also check every request."""

import http
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import marshmallow
from apispec import APISpec

from contracts import catalogue, json_schema, words
from contracts.declare import schema_class
from contracts.standard import Done
from services.gateway.auth import COOKIE
from services.gateway.operations import CSV, EVENT_STREAM, GEOJSON, JSON, OCTETS, Operation
from services.gateway.problems import PROBLEM_JSON
from services.gateway.routes import OPERATIONS

VERSION: Final = "1"
TAGS: Final = {
    "Cities": "The directory of the network.",
    "Explore": "Which cities are like mine, who shares its challenges, and who could help whom.",
    "Applications": "A city applies to join: draft, submitted, in hub review, recommended, admitted.",
    "Membership": "How a membership stands, what it rests on, its mandates, and the rules.",
    "Hubs": "Regional hubs and the principles.",
    "Needs and offers": "What cities need and can offer, in the words of one vocabulary.",
    "Commitments": "Declarations that cities endorse, and what becomes of them, with dated evidence. Silence is shown as silence.",
    "Introductions": "One city meets another; neither learns whom to write to before both have agreed.",
    "People": "Accounts.",
    "Sessions": "Signing in from a browser: the session lives in a cookie.",
    "Privacy": "One's own data: taken along, or forgotten.",
    "Security": "The second factor, forgotten passwords, confirmed addresses.",
    "API keys": "For programs: send the key as a bearer token.",
    "Invitations": "Asking somebody by mail to take a role, and their answer.",
    "Grants": "Who holds which role over what, and for how long.",
    "Imports": "Cities and people by the table, in and out.",
    "Partners": "Partner organisations, agreements with them, and what they give.",
    "Fund calls": "What the Technical Support Fund offers, to whom, by which form, rubric and workflow.",
    "Fund applications": "A city asks the Fund: draft, attachments, submission, information, withdrawal, versions, dossier.",
    "Fund screening": "Whether an application may be considered: each rule, the fact it used, and who has decided otherwise and why.",
    "Fund reviewers": "Who reviews, what they know, and what they have nothing to do with.",
    "Fund assignment": "Who reviews what, computed, explained and repaired.",
    "Fund reviews": "Reviews, discussion and scores.",
    "Fund decisions": "Reasoned decisions, letters and appeals.",
    "Fund budget": "The envelopes and every unit that went through them.",
    "Fund awards": "Agreements, tranches, reports, amendments, mentors.",
    "Fund register": "What the public may know of calls and awards.",
    "Fund management": "What is due, when people are reminded of it, and how long what is kept.",
    "Fund history": "Everything that ever happened to an application, provably.",
    "Notifications": "Mails: what was written about which event, and what became of it.",
    "Files": "Files on their way in, in resumable parts.",
    "Jobs": "Long work.",
    "Events": "What happened, as CloudEvents: to read from the beginning, or as it happens.",
}

FILES: Final = ("mandate", "data_export", "file")
"""Handlers whose answer is a file."""

EXAMPLES: Final = {
    words.UUID_PATTERN: "0192f0c4-7b3a-7cc0-8a55-000000000101",
    r"^[^@\s]+@[^@\s]+\.[^@\s.]+$": "amina@city.example",
    r"^\+?[0-9 ().\-/]+$": "+254 41 000 000",
    r"^[A-Z]{2}$": "KE",
    r"^[A-Z]{2}-[A-Z0-9]{1,3}$": "KE-28",
    r"^[A-Z]{3}$": "EUR",
    r"^[A-Z]{2,4}-[0-9]{4}-[0-9]{4,}$": "TSF-2027-0042",
    r"^[A-Z0-9][A-Za-z0-9_.\-]+$": "XM-SCN",
    r"^[A-Za-z0-9][A-Za-z0-9\-]+$": "360G-strongcities",
    r"^[a-z0-9]+([.-][a-z0-9]+)*$": "2027-1",
    r"^https?://[^\s/?#@:]+\.[^\s/?#@:]+(:[0-9]{1,5})?([/?#]\S*)?$": "https://foundation.example/cities",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "sw",
    r"^[A-Za-z0-9_+\-/]+$": "Africa/Nairobi",
    r"^[a-z][a-z0-9_]*\Z": "youth_council",
    r"^-?[0-9]{1,15}(\.[0-9]{1,6})?\Z": "182",
    r"^[0-9a-f]{64}$": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
"""A readable text for every pattern."""

_TEXT: Final = {"type": "string"}
VERSION_TAG: Final = {"type": "string", "pattern": r'^((W/)?"[0-9]{1,15}\.[0-9a-f]{10}"|\*)$'}
HEADERS: Final[Mapping[str, dict[str, Any]]] = {
    "ETag": {"description": 'Strong tag `"<version>.<view>"`.', "schema": _TEXT},
    "Location": {"description": "Where the new thing is.", "schema": _TEXT},
    "Link": {"description": 'The next page, `rel="next"`.', "schema": _TEXT},
    "Content-Language": {"description": "The language of texts meant for people.", "schema": _TEXT},
    "Vary": {"description": "What the answer depends on.", "schema": _TEXT},
    "Cache-Control": {"description": "Who may keep the answer, and how long.", "schema": _TEXT},
    "X-Request-Id": {"description": "The request's id, in our logs too.", "schema": _TEXT},
    "RateLimit": {"description": "What is left of the limit.", "schema": _TEXT},
    "RateLimit-Policy": {"description": "The limit.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
    "WWW-Authenticate": {"description": "How to sign in.", "schema": _TEXT},
    "Set-Cookie": {"description": "The session.", "schema": _TEXT},
    "Upload-Offset": {"description": "Bytes received so far.", "schema": {"type": "integer", "minimum": 0}},
    "Upload-Length": {"description": "Bytes in all.", "schema": {"type": "integer", "minimum": 0}},
    "Content-Disposition": {"description": "The file's name.", "schema": _TEXT},
}
EVERY_ANSWER: Final = ("X-Request-Id", "Content-Language", "Vary", "Cache-Control", "RateLimit", "RateLimit-Policy")

PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `title` and `detail` are in the reader's language; details stand beside them.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "code": _TEXT,
        "request_id": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body."},
                    "parameter": {"type": "string", "description": "Name of a parameter of the path or query."},
                    "code": _TEXT,
                    "detail": _TEXT,
                },
            },
        },
    },
}

FEATURES: Final = {
    "type": "object",
    "description": "A FeatureCollection of points (RFC 7946); what has no place that the reader may know is left out.",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "id", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": _TEXT,
                    "geometry": {
                        "type": "object",
                        "required": ["type", "coordinates"],
                        "properties": {
                            "type": {"const": "Point"},
                            "coordinates": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
                        },
                    },
                    "properties": {"type": "object"},
                },
            },
        },
    },
}

MEANING: Final = {
    400: "The request cannot be read.",
    401: "Not signed in, or the key or session is no longer good.",
    403: "Signed in, and not allowed.",
    404: "There is no such thing, or the caller may not see it.",
    406: "None of the accepted media types can be given.",
    409: "Not possible in the present state.",
    412: "Changed since the version named in If-Match.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is of another media type than expected.",
    422: "Some field or parameter is not valid: `errors` names each.",
    428: "If-Match is missing.",
    429: "Too many requests.",
    431: "The headers are too large.",
    500: "Our fault.",
    503: "A part of the platform is away, busy or too slow; ask again. `outcome_unknown` means that it may have been done.",
}


class Writer:
    """Writes one document. apispec's converter turns fields into schemas and keeps those that are used under `components`."""

    def __init__(self, public_url: str) -> None:
        self._plugin = json_schema.plugin()
        self.spec = APISpec(
            title="Strong Cities platform",
            version=VERSION,
            openapi_version="3.1.0",
            plugins=[self._plugin],
            info={
                "description": "The platform of an international network of cities. Guide: docs/guides/use-the-api.md.",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            servers=[{"url": public_url}],
            tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        )
        assert self._plugin.converter is not None
        self._converter = self._plugin.converter
        json_schema.teach(self._converter)
        self._converter.add_attribute_function(_example)
        self._components()

    def _components(self) -> None:
        components = self.spec.components
        components.schema("Problem", PROBLEM)
        for name, header in HEADERS.items():
            components.header(name, header)
        components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "Set by signing in."})
        components.security_scheme("key", {"type": "http", "scheme": "bearer", "description": "An API key."})
        for status, meaning in MEANING.items():
            components.response(f"Problem{status}", self._problem(status, meaning))

    def _problem(self, status: int, meaning: str) -> dict[str, Any]:
        names = list(EVERY_ANSWER)
        if status in (429, 503):
            names.append("Retry-After")
        if status == 401:
            names.append("WWW-Authenticate")
        return {
            "description": meaning,
            "headers": _headers(names),
            "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }

    def add(self, operation: Operation) -> None:
        self.spec.path(path=operation.path, operations={operation.method.lower(): self._operation(operation)})

    def _operation(self, operation: Operation) -> dict[str, Any]:
        summary, _, rest = operation.declaration.summary.partition("\n")
        found: dict[str, Any] = {
            "operationId": operation.name,
            "tags": [operation.tag],
            "summary": summary,
            "parameters": self._parameters(operation),
            "responses": self._responses(operation),
            "security": [*([{}] if operation.public else []), {"session": []}, {"key": []}],
            "x-may": sorted(operation.may),
            "x-key-scope": operation.scope,
        }
        if rest.strip():
            found["description"] = " ".join(rest.split())
        if body := self._body(operation):
            found["requestBody"] = body
        return found

    def _parameters(self, operation: Operation) -> list[dict[str, Any]]:
        found = [self._parameter(operation, name, "path") for name in operation.path_names]
        found += [self._parameter(operation, name, "query") for name in operation.query_names]
        found.append(_header("Accept-Language", "Languages you read, such as `es, en;q=0.5`."))
        if operation.takes_key:
            found.append(_header("Idempotency-Key", "A name for this attempt: repeated with it, the request is done once.", 200))
        if operation.takes_version:
            found.append(_header("If-Match", "The ETag you read.", required=operation.needs_version, schema=VERSION_TAG))
        if operation.method == "GET" and (operation.versioned or operation.served_by in FILES):
            found.append(_header("If-None-Match", "The ETag you have."))
        if operation.served_by == "upload_part":
            found.append(_header("Upload-Offset", "From which byte on.", required=True, schema={"type": "integer", "minimum": 0}))
        if operation.served_by == "event_stream":
            found.append(_header("Last-Event-ID", "The id of the last event you have."))
        return found

    def _parameter(self, operation: Operation, name: str, place: str) -> dict[str, Any]:
        field = operation.schema.fields[name]
        schema = dict(self._converter.field2property(field))
        description = schema.pop("description", None)
        if isinstance(schema.get("type"), list):
            schema["type"] = next(kind for kind in schema["type"] if kind != "null")
        if schema.get("default") is None:
            schema.pop("default", None)
        if isinstance(schema.get("enum"), list):
            schema["enum"] = [choice for choice in schema["enum"] if choice is not None]
        found: dict[str, Any] = {"name": name, "in": place, "required": place == "path" or field.required, "schema": schema}
        return {**found, "description": description} if description else found

    def _body(self, operation: Operation) -> dict[str, Any] | None:
        if operation.served_by == "upload_part":
            return {"required": True, "content": {OCTETS: {"schema": {"type": "string", "format": "binary", "minLength": 1}}}}
        if operation.body_as:
            schema = self._converter.field2property(operation.schema.fields[operation.body_as])
        elif operation.body_fields:
            schema = self._object({http: operation.schema.fields[name] for http, name in operation.body_fields.items()})
        else:
            return None
        content = {"schema": schema, "example": body_example(operation)}
        return {"required": operation.body_required, "content": {operation.body_type: content}}

    def _object(self, fields: Mapping[str, marshmallow.fields.Field[Any]], *, closed: bool = True) -> dict[str, Any]:
        found: dict[str, Any] = {
            "type": "object",
            "properties": {name: self._converter.field2property(field) for name, field in fields.items()},
        }
        if required := [name for name, field in fields.items() if field.required]:
            found["required"] = required
        if closed:
            found["additionalProperties"] = False
        return found

    def _responses(self, operation: Operation) -> dict[str, Any]:
        found: dict[str, Any] = {str(operation.status): self._success(operation)}
        if operation.method == "GET" and (operation.versioned or operation.served_by in FILES):
            found["304"] = {"description": "You have it already.", "headers": _headers([*EVERY_ANSWER, "ETag"])}
        for status in problem_statuses(operation):
            found[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        return found

    def _success(self, operation: Operation) -> dict[str, Any]:
        found: dict[str, Any] = {
            "description": http.HTTPStatus(operation.status).phrase,
            "headers": _headers([*EVERY_ANSWER, *success_headers(operation)]),
        }
        if content := self._content(operation):
            found["content"] = content
        return found

    def _content(self, operation: Operation) -> dict[str, Any]:
        answer = operation.declaration.answer
        if answer is Done or operation.status == 204:
            return {}
        if operation.served_by in FILES:
            files = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in operation.answer_types}
            return {JSON: {"schema": {}}, **files} if operation.served_by == "file" else files
        if operation.served_by == "event_stream":
            return {EVENT_STREAM: {"schema": _TEXT}}
        if operation.served_by == "map":
            return {GEOJSON: {"schema": FEATURES}}
        schema = schema_class(answer)
        if operation.answer_without:
            left = {name: field for name, field in schema().fields.items() if name not in operation.answer_without}
            found = {JSON: {"schema": self._object(left, closed=False)}}
        else:
            found = {JSON: {"schema": self._converter.resolve_nested_schema(schema)}}
        if operation.csv:
            found[CSV] = {"schema": _TEXT}
        if operation.geojson:
            found[GEOJSON] = {"schema": FEATURES}
        return found


def _example(self: Any, field: marshmallow.fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Without one, pages that show the document make up a text that fits the pattern, and nobody can read that."""
    patterns = [check.regex.pattern for check in field.validators if isinstance(check, marshmallow.validate.Regexp)]
    return {"examples": [EXAMPLES[patterns[0]]]} if patterns and patterns[0] in EXAMPLES else {}


def body_example(operation: Operation) -> Any:
    """The declaration's own sample, as a client would write it."""
    sample = json.loads(catalogue.sample_file(operation.declaration).read_text("utf-8"))
    if operation.body_as:
        return sample[operation.body_as]
    return {http: sample[name] for http, name in operation.body_fields.items() if name in sample}


def problem_statuses(operation: Operation) -> list[int]:
    """Every problem this operation can answer with."""
    found = {400, 401, 406, 414, 422, 429, 431, 500, 503}
    if operation.unsafe or not operation.public:
        found.add(403)
    if operation.unsafe or operation.path_names:
        found.add(404)
    if operation.unsafe:
        found |= {409, 413, 415}
    if operation.takes_version:
        found.add(412)
    if operation.needs_version:
        found.add(428)
    return sorted(found)


def success_headers(operation: Operation) -> list[str]:
    names = []
    if operation.versioned or operation.served_by in FILES:
        names.append("ETag")
    if operation.location:
        names.append("Location")
    if operation.csv:
        names += ["Link", "Content-Disposition"]
    if operation.served_by in FILES:
        names.append("Content-Disposition")
    if operation.served_by in ("sign_in", "sign_out"):
        names.append("Set-Cookie")
    if operation.served_by in ("open_upload", "upload", "upload_part"):
        names += ["Upload-Offset", "Upload-Length"]
    return names


@cache
def document(public_url: str) -> dict[str, Any]:
    """The whole document."""
    writer = Writer(public_url)
    for operation in OPERATIONS:
        writer.add(operation)
    found: dict[str, Any] = writer.spec.to_dict()
    return found


def _headers(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in dict.fromkeys(names)}


def _header(
    name: str, description: str, length: int | None = None, *, required: bool = False, schema: dict[str, Any] | None = None
) -> dict[str, Any]:
    limits = {"minLength": 1, "maxLength": length} if length else {}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema or {**_TEXT, **limits}}
