"""The OpenAPI document is valid, whole, and made of the schemas that check requests."""

import json
import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from contracts.catalogue import sample_file
from services.gateway import openapi
from services.gateway.asking import body_values, build, path_values
from services.gateway.operations import Operation
from services.gateway.routes import OPERATIONS

URL = "https://network.example"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.document(URL)


def entry(document: dict[str, Any], operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][operation.path][operation.method.lower()]
    return found


def test_it_is_a_valid_openapi_document(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    validate(document)
    json.dumps(document)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_answer_is_documented_with_its_headers(document: dict[str, Any], operation: Operation) -> None:
    responses = entry(document, operation)["responses"]
    assert str(operation.status) in responses
    assert {"400", "401", "406", "422", "429", "500", "503"} <= set(responses)
    assert set(openapi.EVERY_ANSWER) <= set(responses[str(operation.status)]["headers"])
    for status in responses:
        if status.startswith(("4", "5")):
            shared = document["components"]["responses"][f"Problem{status}"]
            assert list(shared["content"]) == ["application/problem+json"]
            assert "X-Request-Id" in shared["headers"]


@pytest.mark.parametrize(
    "operation", [entry for entry in OPERATIONS if entry.has_body and entry.served_by != "upload_part"], ids=lambda o: o.name
)
def test_bodies_are_closed_and_say_what_is_required(document: dict[str, Any], operation: Operation) -> None:
    body = entry(document, operation)["requestBody"]
    (media_type,) = body["content"]
    assert media_type == ("application/merge-patch+json" if operation.method == "PATCH" else "application/json")
    schema = body["content"][media_type]["schema"]
    for part in schema.get("allOf", [schema]):
        if "$ref" in part:
            schema = document["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    assert schema["additionalProperties"] is False


def test_what_the_gateway_fills_in_or_keeps_cannot_be_sent(document: dict[str, Any]) -> None:
    sign_in = document["paths"]["/v1/sessions"]["post"]
    assert set(sign_in["requestBody"]["content"]["application/json"]["schema"]["properties"]) == {"email", "password", "code"}
    assert "token" not in sign_in["responses"]["201"]["content"]["application/json"]["schema"]["properties"]


def test_versions_and_retry_keys_are_asked_for_where_they_matter(document: dict[str, Any]) -> None:
    def headers(path: str, method: str) -> dict[str, bool]:
        parameters = document["paths"][path][method]["parameters"]
        return {parameter["name"]: parameter["required"] for parameter in parameters if parameter["in"] == "header"}

    assert headers("/v1/applications/{application_id}", "patch")["If-Match"] is True
    assert headers("/v1/applications/{application_id}/submissions", "post")["If-Match"] is False
    assert "Idempotency-Key" in headers("/v1/applications/{application_id}/submissions", "post")
    assert "Idempotency-Key" not in headers("/v1/sessions", "post")
    assert "If-None-Match" in headers("/v1/cities/{city_id}", "get")


def patterns_of(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for entry in node for found in patterns_of(entry)]
    if not isinstance(node, dict):
        return []
    here = [node] if isinstance(node.get("pattern"), str) and node["pattern"] != openapi.VERSION_TAG["pattern"] else []
    return here + [found for entry in node.values() for found in patterns_of(entry)]


def test_every_pattern_has_an_example_that_people_can_read(document: dict[str, Any]) -> None:
    for schema in patterns_of(document):
        assert all(re.search(schema["pattern"], example) for example in schema["examples"]), schema


@pytest.mark.parametrize(
    "operation", [entry for entry in OPERATIONS if entry.has_body and entry.served_by != "upload_part"], ids=lambda o: o.name
)
def test_the_body_shown_is_one_that_is_taken(document: dict[str, Any], operation: Operation) -> None:
    (content,) = entry(document, operation)["requestBody"]["content"].values()
    sample = json.loads(sample_file(operation.declaration).read_text("utf-8"))
    in_path = path_values(operation, {name: str(sample[name]) for name in operation.path_names})
    build(operation, {**in_path, **body_values(operation, content["example"])})
