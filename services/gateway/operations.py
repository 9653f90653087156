"""What the gateway offers. One entry drives the route, its validation, its permission, its documentation and its tests."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

import marshmallow

from contracts.declare import EVERY_SERVICE, RequestDeclaration, request_declaration, schema_class
from contracts.roles import ANYONE

Method = Literal["GET", "POST", "PATCH", "PUT", "DELETE"]
Cache = Literal["public", "private", "never"]
Origin = Literal["client", "address"]

JSON: Final = "application/json"
MERGE_PATCH: Final = "application/merge-patch+json"
OCTETS: Final = "application/offset+octet-stream"
CSV: Final = "text/csv"
GEOJSON: Final = "application/geo+json"
PDF: Final = "application/pdf"
ANY_FILE: Final = ("application/octet-stream", PDF, "application/zip", "application/*", "image/*", "text/*")
"""What a file is, its own record says; whoever takes any of these gets it."""
EVENT_STREAM: Final = "text/event-stream"
UNSAFE: Final = frozenset({"POST", "PATCH", "PUT", "DELETE"})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that can be done over HTTP.

    `body_as` names the request field that the whole body becomes; `body_names` renames top-level body fields (HTTP name → request
    field); `from_edge` fills request fields that a client may not choose; `hidden` ones cannot be set over HTTP at all. `answer_without`
    leaves fields of the answer out; `csv` and `geojson` name those that a list also has in these forms. `needs_version` asks for
    `If-Match`; `versioned` answers with an `ETag`. `served_by` names the handler of what is not one question and one answer (streams,
    uploads, the feed).
    """

    request: type
    method: Method
    path: str
    tag: str
    status: int = 200
    body_as: str | None = None
    body_names: Mapping[str, str] = field(default_factory=dict)
    from_edge: Mapping[str, Origin] = field(default_factory=dict)
    location: str | None = None
    versioned: bool = False
    needs_version: bool = False
    keyed: bool | None = None
    csv: Sequence[str] = ()
    geojson: Sequence[str] = ()
    cache: Cache = "private"
    key_scope: str | None = None
    limit: str = "default"
    served_by: str = "question"
    hidden: Sequence[str] = ()
    answer_without: Sequence[str] = ()
    declared: RequestDeclaration | None = None

    @cached_property
    def declaration(self) -> RequestDeclaration:
        """What the service declared; `declared` for the few things the gateway answers itself."""
        return self.declared or request_declaration(self.request)

    @cached_property
    def service(self) -> str | None:
        """Whom to ask; None when the request's owner is found out while asking."""
        return None if self.declaration.service == EVERY_SERVICE else self.declaration.service

    @property
    def name(self) -> str:
        """The one verb: operation id, method of the service, name of its use case."""
        return self.declaration.method

    @property
    def may(self) -> frozenset[str]:
        return self.declaration.may

    @cached_property
    def public(self) -> bool:
        return ANYONE in self.may

    @cached_property
    def unsafe(self) -> bool:
        return self.method in UNSAFE

    @cached_property
    def open(self) -> bool:
        """Read by anybody: a key cannot see less than somebody without one."""
        return self.public and not self.unsafe

    @cached_property
    def takes_key(self) -> bool:
        """Whether `Idempotency-Key` means something here: on every POST that creates or moves something.

        Not where the answer is a secret, nor where anybody may ask: strangers' keys would meet (and registering twice does nothing twice).
        """
        return self.method == "POST" if self.keyed is None else self.keyed

    @cached_property
    def takes_version(self) -> bool:
        """Whether `If-Match` means something here: on everything that changes a thing that has a version."""
        return self.needs_version or (self.unsafe and self.versioned and bool(self.path_names))

    @cached_property
    def scope(self) -> str:
        """The API key scope this needs."""
        return self.key_scope or ("write" if self.unsafe else "read")

    @cached_property
    def schema(self) -> marshmallow.Schema:
        return schema_class(self.request)()

    @cached_property
    def field_names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in dataclasses.fields(self.request))

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.path))

    @cached_property
    def body_fields(self) -> dict[str, str]:
        """HTTP name → request field of what the body holds; empty when there is no body to send."""
        if not self.unsafe or self.method == "DELETE" or self.body_as:
            return {}
        renamed = {request: http for http, request in self.body_names.items()}
        return {renamed.get(name, name): name for name in self._free_fields}

    @cached_property
    def query_names(self) -> tuple[str, ...]:
        return () if self.unsafe and self.method != "DELETE" else self._free_fields

    @cached_property
    def _free_fields(self) -> tuple[str, ...]:
        taken = {*self.path_names, *self.from_edge, *self.hidden}
        return tuple(entry.name for entry in dataclasses.fields(self.request) if entry.name not in taken)

    @property
    def has_body(self) -> bool:
        return bool(self.body_as or self.body_fields)

    @cached_property
    def body_required(self) -> bool:
        return bool(self.body_as) or any(self.schema.fields[name].required for name in self.body_fields.values())

    @property
    def body_type(self) -> str:
        return OCTETS if self.served_by == "upload_part" else MERGE_PATCH if self.method == "PATCH" else JSON

    @cached_property
    def answer_types(self) -> tuple[str, ...]:
        """Media types of the answer, the preferred one first."""
        special = {"mandate": (PDF,), "event_stream": (EVENT_STREAM,), "map": (GEOJSON,), "file": ANY_FILE}
        lists = (JSON, *((CSV,) if self.csv else ()), *((GEOJSON,) if self.geojson else ()))
        return special.get(self.served_by) or lists

    def http_pointer(self, pointer: str) -> str:
        """Where in the HTTP body a pointer into the request leads."""
        first, _, rest = pointer.removeprefix("/").partition("/")
        tail = f"/{rest}" if rest else ""
        if first == self.body_as:
            return tail
        for http, request in self.body_names.items():
            if first == request:
                return f"/{http}{tail}"
        return pointer


def location_of(template: str, answer: Mapping[str, Any]) -> str:
    """The address of what an answer tells about; `{key.id}` reaches into it."""

    def value(match: re.Match[str]) -> str:
        found: Any = answer
        for step in match[1].split("."):
            found = found[step]
        return str(found)

    return re.sub(r"{([\w.]+)}", value, template)
