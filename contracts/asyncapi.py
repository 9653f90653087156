"""The AsyncAPI 3.0 document: what a subscriber finds on the broker, generated from the declared facts."""

from typing import Any, Final
from urllib.parse import urlsplit

from apispec import APISpec

from contracts.catalogue import events
from contracts.declare import EventDeclaration, natural_shape, schema_class
from contracts.json_schema import plugin, teach

VERSION: Final = "3.0.0"
_BINDING: Final = "0.3.0"
_ABOUT: Final = """\
What the services of the network publish. Every fact is a CloudEvents 1.0 event in the binary mode of the RabbitMQ protocol binding: the
body is the event's data, the attributes travel as headers. Delivery is at least once; `ce-id` recognises a repetition. Within one
`ce-subject` the events carry `ce-sequence` 1, 2, 3 …; over everything a service publishes they carry `ce-position` without gaps. A new
optional field keeps the version of an event, a changed meaning gets a new one, sent beside the old: ignore fields you do not know. Events
hold identifiers, codes, numbers and instants, never names or free text."""

_HEADERS: Final[tuple[tuple[str, str, str, bool], ...]] = (
    ("ce-specversion", "text", "Always `1.0`.", True),
    ("ce-id", "text", "The event's identifier, also the AMQP `message_id`. A second delivery carries the same.", True),
    ("ce-type", "text", "Who published what, with its version.", True),
    ("ce-source", "text", "Who published it.", True),
    ("ce-subject", "text", "What it is about.", True),
    ("ce-time", "text", "When it happened, RFC 3339 in UTC.", True),
    ("ce-dataschema", "text", "Where the JSON Schema of the body is.", True),
    ("ce-sequence", "number as text", "Number of this event among those about the same subject, from 1 without gaps.", True),
    ("ce-position", "number as text", "Number of this event among all of its publisher's, without gaps; the feed goes by it.", True),
    ("ce-correlationid", "text", "What all that came of one first request shares.", True),
    ("ce-causationid", "text", "The event or request that led to this one.", False),
    ("ce-traceparent", "text", "W3C trace context.", False),
)


def document(*, public_url: str, version: str = "1.0.0", broker: str = "localhost:5672") -> dict[str, Any]:
    """The whole document. `public_url` is where clients reach the gateway, `broker` the address subscribers are given."""
    said = events()
    schemas = _schemas(said)
    return {
        "asyncapi": VERSION,
        "id": f"urn:scn:{(urlsplit(public_url).hostname or 'localhost').lower()}:events",
        "info": {
            "title": "Strong Cities platform: events",
            "version": version,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"broker": {"host": broker, "protocol": "amqp", "protocolVersion": "0.9.1", "description": "RabbitMQ 3.10 or later."}},
        "channels": {declaration.type: _channel(declaration) for declaration in said},
        "operations": {f"send.{declaration.type}": _operation(declaration) for declaration in said},
        "components": {
            "messages": {declaration.type: _message(declaration, public_url) for declaration in said},
            "schemas": schemas | {"EventHeaders": _headers()},
        },
    }


def _channel(said: EventDeclaration) -> dict[str, Any]:
    exchange = {"name": f"{said.publisher}.events", "type": "topic", "durable": True, "autoDelete": False, "vhost": "/"}
    return {
        "address": said.name,
        "summary": said.summary,
        "messages": {said.name: {"$ref": f"#/components/messages/{said.type}"}},
        "servers": [{"$ref": "#/servers/broker"}],
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": _BINDING}},
    }


def _operation(said: EventDeclaration) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{said.type}"},
        "summary": said.summary,
        "tags": [{"name": said.publisher}],
        "bindings": {"amqp": {"deliveryMode": 2, "bindingVersion": _BINDING}},
        "messages": [{"$ref": f"#/channels/{said.type}/messages/{said.name}"}],
    }


def _message(said: EventDeclaration, public_url: str) -> dict[str, Any]:
    return {
        "name": said.type,
        "title": said.message.__name__,
        "summary": said.summary,
        "description": f"Subject: `{said.subject}`. JSON Schema: {public_url}/schemas/{said.type}.json",
        "contentType": "application/json",
        "correlationId": {"location": "$message.header#/ce-correlationid"},
        "headers": {"$ref": "#/components/schemas/EventHeaders"},
        "payload": {"$ref": f"#/components/schemas/{schema_name(said)}"},
        "bindings": {"amqp": {"messageType": said.type, "bindingVersion": _BINDING}},
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name, _, _, always in _HEADERS if always],
        "properties": {
            name: {"type": "string", "description": about} | ({"pattern": "^[0-9]+$"} if kind == "number as text" else {})
            for name, kind, about, _ in _HEADERS
        },
    }


def schema_name(said: EventDeclaration) -> str:
    """The class name; with the publisher before it where two publishers have a fact of that name."""
    name = said.message.__name__
    shared = sum(1 for other in events() if other.message.__name__ == name) > 1
    return "".join(part.capitalize() for part in said.publisher.split("_")) + name if shared else name


def _schemas(said: list[EventDeclaration]) -> dict[str, Any]:
    marshmallow_plugin = plugin()
    spec = APISpec("", "", "3.1.0", plugins=[marshmallow_plugin])
    assert marshmallow_plugin.converter is not None
    teach(marshmallow_plugin.converter)
    for declaration in said:
        assert natural_shape(declaration.message) == "open"
        spec.components.schema(schema_name(declaration), schema=schema_class(declaration.message))
    return dict(spec.to_dict()["components"]["schemas"])
