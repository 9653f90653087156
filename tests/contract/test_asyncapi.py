"""The AsyncAPI document is valid and says what the declarations say."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contracts import asyncapi, catalogue, declare

SCHEMA = json.loads((Path(__file__).parent / "schemas" / "asyncapi-3.0.0.json").read_text())


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi.document(public_url="https://cities.example")


def test_it_is_valid_asyncapi_3(document: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(json.dumps(document)))


def test_the_check_would_notice_a_wrong_document(document: dict[str, Any]) -> None:
    first = next(iter(document["channels"]))
    for wrong in (
        document | {"asyncapi": "2.6.0"},
        document | {"channels": document["channels"] | {first: {"messages": {}, "bindings": {"amqp": {"is": "topic"}}}}},
        {name: value for name, value in document.items() if name != "info"},
    ):
        assert not jsonschema.Draft7Validator(SCHEMA).is_valid(wrong)


def test_every_fact_has_a_channel_an_operation_and_a_message(document: dict[str, Any]) -> None:
    types = {said.type for said in catalogue.events()}
    assert types
    assert set(document["channels"]) == types
    assert set(document["components"]["messages"]) == types
    assert {name.removeprefix("send.") for name in document["operations"]} == types


def test_a_channel_names_the_exchange_and_routing_key_to_bind(document: dict[str, Any]) -> None:
    channel = document["channels"]["membership.city_admitted.v1"]
    assert channel["address"] == "city_admitted.v1"
    assert channel["bindings"]["amqp"]["exchange"] == {
        "name": "membership.events",
        "type": "topic",
        "durable": True,
        "autoDelete": False,
        "vhost": "/",
    }


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = list(_references(document))
    assert references
    for reference in references:
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_the_payload_is_the_json_schema_of_the_event(document: dict[str, Any]) -> None:
    for said in catalogue.events():
        payload = document["components"]["schemas"][asyncapi.schema_name(said)]
        alone = declare.json_schema(said.message)
        assert payload["properties"].keys() == alone["properties"].keys()
        assert payload.get("required") == alone.get("required")
        assert "additionalProperties" not in payload


def _references(value: Any) -> Any:
    if isinstance(value, dict):
        yield from [value["$ref"]] if "$ref" in value else []
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)
