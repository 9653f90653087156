"""Every route has a keeper, every request a route or a reason, and the documents say what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest

from chassis.card import wiring_of
from contracts.declare import REQUESTS
from contracts.standard import Done
from deploy.services import SERVICE_NAMES
from services.gateway import openapi, wiring
from services.gateway.operations import UNSAFE, Operation
from services.gateway.routes import NOT_OVER_HTTP, OPERATIONS
from services.gateway.routes.standard import PUBLISHERS, UPLOAD_OWNERS
from services.gateway.settings import Settings

WORDS = re.compile(r"/v1(/[a-z]+(-[a-z]+)*|/{[a-z_]+})+")
SETTINGS = Settings(amqp_uri="amqp://gateway@127.0.0.1:1/", public_url="http://localhost:8000", secret_key="s" * 32)
OWN = ("list_events", "stream_events")


def test_every_request_is_offered_or_said_not_to_be() -> None:
    offered = {operation.request for operation in OPERATIONS}
    declared = {entry.message for entry in REQUESTS.values() if entry.service in (*SERVICE_NAMES, "*")}
    assert declared - offered == set(NOT_OVER_HTTP)
    assert offered.isdisjoint(NOT_OVER_HTTP)
    assert sorted(operation.name for operation in OPERATIONS if operation.request not in declared) == sorted(OWN)


def test_files_can_be_sent_for_every_purpose_there_is() -> None:
    assert {purpose: name for name in SERVICE_NAMES for purpose in wiring_of(name).file_purposes} == UPLOAD_OWNERS


def test_the_feed_reads_the_log_of_every_service() -> None:
    assert sorted(PUBLISHERS) == sorted(SERVICE_NAMES)


def test_names_and_addresses_are_unique() -> None:
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({(operation.method, operation.path) for operation in OPERATIONS}) == len(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_entry_is_sound(operation: Operation) -> None:
    assert WORDS.fullmatch(operation.path), "lower-case words joined by hyphens, fields in braces, no slash at the end"
    assert operation.may, "somebody may"
    assert operation.tag in openapi.TAGS
    assert operation.declaration.summary, "the request says what it is for"
    assert set(operation.path_names) <= operation.field_names
    assert set(operation.hidden) <= operation.field_names
    assert (operation.declaration.kind == "query") == (operation.method not in UNSAFE)
    if operation.needs_version:
        assert operation.method in ("PATCH", "PUT", "DELETE")
    if operation.method in ("PATCH", "PUT") and operation.served_by == "question":
        assert operation.needs_version, "nobody's change may be lost"
    if operation.declaration.answer is Done:
        assert operation.status == 204
    if operation.csv:
        assert set(operation.csv) <= columns(operation)
    if operation.versioned:
        assert "version" in schema_names(operation.declaration.answer)


def columns(operation: Operation) -> set[str]:
    from contracts.declare import schema_class

    return set(schema_class(operation.declaration.answer)().fields["items"].inner.schema.fields)  # type: ignore[attr-defined]


def schema_names(message: type) -> set[str]:
    from contracts.declare import schema_class

    return set(schema_class(message)().fields)


def test_every_handler_named_exists() -> None:
    async def story() -> set[str]:
        return set(wiring.build_parts(SETTINGS).handlers)

    import asyncio

    handlers = asyncio.run(story())
    assert {operation.served_by for operation in OPERATIONS} == handlers


def test_the_document_holds_every_operation_and_only_those() -> None:
    paths: dict[str, Any] = openapi.document("http://localhost:8000")["paths"]
    found = {(method.upper(), path): operation for path, methods in paths.items() for method, operation in methods.items()}
    assert set(found) == {(operation.method, operation.path) for operation in OPERATIONS}
    for operation in OPERATIONS:
        assert found[operation.method, operation.path]["x-may"] == sorted(operation.may)


def test_no_business_room_is_imported_at_the_edge() -> None:
    """The gateway knows what services say (contracts), never how they do it, and no nameko, eventlet or store driver."""
    forbidden = re.compile(r"^\s*(from|import) (nameko|eventlet|pymongo|kombu|services\.(?!gateway))", re.M)
    rooms = Path(wiring.__file__).parent.rglob("*.py")
    assert [str(path) for path in rooms if forbidden.search(path.read_text(encoding="utf-8"))] == []
