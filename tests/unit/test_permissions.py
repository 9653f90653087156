"""Who gets past the door: the declaration's words against every kind of actor."""

from dataclasses import dataclass

import pytest

from chassis.context import Actor, Grant
from chassis.permissions import check, key_scope
from contracts.declare import REQUESTS, RequestDeclaration
from contracts.errors import NotAllowed
from contracts.roles import ANYONE, HUB_OFFICER, MANAGEMENT_UNIT, SIGNED_IN, service


@dataclass(frozen=True, kw_only=True)
class Nothing:
    pass


def asking(*may: str, kind: str = "query") -> RequestDeclaration:
    return RequestDeclaration(
        message=Nothing, service="demo", method="look", kind=kind, may=frozenset(may), answer=Nothing, seconds=1, summary=""
    )


NOBODY = Actor()
PERSON = Actor(kind="person", person_id="p")
OFFICER = Actor(kind="person", person_id="o", grants=(Grant(role=HUB_OFFICER, scope_kind="hub", scope_id="h"),))
MANAGER = Actor(kind="person", person_id="m", grants=(Grant(role=MANAGEMENT_UNIT, scope_kind="network"),))
GATEWAY = Actor(kind="service", service="gateway")
RESOURCES = Actor(kind="service", service="resources")
UNKNOWN = Actor(kind="service", service="unknown")

EXPECTED = {
    (ANYONE,): {"nobody", "person", "officer", "manager", "gateway", "resources", "unknown"},
    (SIGNED_IN,): {"person", "officer", "manager"},
    (HUB_OFFICER,): {"officer"},
    (HUB_OFFICER, MANAGEMENT_UNIT): {"officer", "manager"},
    (service("gateway"),): {"gateway"},
    (service("subscriber"),): {"gateway", "resources"},
    (MANAGEMENT_UNIT, service("resources")): {"manager", "resources"},
}
ACTORS = {
    "nobody": NOBODY,
    "person": PERSON,
    "officer": OFFICER,
    "manager": MANAGER,
    "gateway": GATEWAY,
    "resources": RESOURCES,
    "unknown": UNKNOWN,
}


@pytest.mark.parametrize("may", EXPECTED)
@pytest.mark.parametrize("who", ACTORS)
def test_the_door_opens_for_those_named_and_nobody_else(may: tuple[str, ...], who: str) -> None:
    if who in EXPECTED[may]:
        check(asking(*may), ACTORS[who])
    else:
        with pytest.raises(NotAllowed) as refused:
            check(asking(*may), ACTORS[who])
        assert refused.value.code == ("not_signed_in" if who == "nobody" else "not_allowed")


def test_a_person_who_calls_their_role_a_service_is_still_a_person() -> None:
    forged = Actor(kind="person", person_id="p", grants=(Grant(role="service:gateway", scope_kind="network"),))
    with pytest.raises(NotAllowed):
        check(asking(service("gateway")), forged)


def with_key(*scopes: str) -> Actor:
    return Actor(kind="person", person_id="m", api_key_id="k", key_scopes=scopes, grants=MANAGER.grants)


@pytest.mark.parametrize(
    ("scopes", "kind", "may", "allowed"),
    [
        (("read",), "query", MANAGEMENT_UNIT, True),
        (("read",), "command", MANAGEMENT_UNIT, False),
        (("write",), "command", MANAGEMENT_UNIT, True),
        (("write",), "query", MANAGEMENT_UNIT, False),
        (("events",), "query", MANAGEMENT_UNIT, False),
        ((), "query", ANYONE, True),
        ((), "command", ANYONE, False),
    ],
)
def test_a_key_does_only_what_its_scopes_say(scopes: tuple[str, ...], kind: str, may: str, allowed: bool) -> None:
    if allowed:
        check(asking(may, kind=kind), with_key(*scopes))
    else:
        with pytest.raises(NotAllowed) as refused:
            check(asking(may, kind=kind), with_key(*scopes))
        assert refused.value.details == {"scope": key_scope(asking(may, kind=kind))}


def test_a_scope_gives_no_role() -> None:
    with pytest.raises(NotAllowed):
        check(asking(HUB_OFFICER), with_key("read", "write", "events"))


def test_the_event_log_has_a_scope_of_its_own() -> None:
    import contracts.standard as standard

    assert standard.ReadEvents
    assert key_scope(REQUESTS["*.read_events"]) == "events"
    assert key_scope(REQUESTS["*.get_job"]) == "read"
