"""Whom a message is believed to come from."""

import json

import pytest

from chassis.context import Actor, Context, Grant

PERSON = Actor(kind="person", person_id="p", grants=(Grant(role="management_unit", scope_kind="network"),))


def heard(actor: object, sender: str | None) -> Actor:
    return Context.from_headers({"scn-actor": json.dumps(actor)}, sender=sender, trusted_gateway="gateway").actor


def test_the_gateway_speaks_for_people_and_for_itself() -> None:
    assert heard(PERSON.to_wire(), "gateway") == PERSON
    assert heard({"kind": "service", "service": "gateway"}, "gateway") == Actor(kind="service", service="gateway")
    assert heard({"kind": "anonymous"}, "gateway") == Actor()


def test_the_gateway_does_not_speak_for_another_process() -> None:
    assert heard({"kind": "service", "service": "operator"}, "gateway") == Actor()


@pytest.mark.parametrize(("sender", "service"), [("resources", "resources"), ("operator", "operator"), (None, "unknown")])
def test_nobody_else_speaks_for_anybody_but_themselves(sender: str | None, service: str) -> None:
    assert heard(PERSON.to_wire(), sender) == Actor(kind="service", service=service)


@pytest.mark.parametrize(
    "odd", [None, 7, [], {}, {"kind": "god"}, {"kind": "person", "person_id": 7}, {"kind": "person", "grants": [["x"]]}]
)
def test_a_malformed_actor_is_nobody(odd: object) -> None:
    assert heard(odd, "gateway") == Actor()
