"""Who may give a role, renew it and take it back."""

from typing import Final

from chassis.context import Actor
from contracts.roles import DONOR, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, PARTNER, REVIEWER

GIVERS: Final[dict[str, frozenset[str]]] = {
    # role            given by
    FOCAL_POINT: frozenset({MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT}),
    MAYORS_OFFICE: frozenset({MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT}),
    HUB_OFFICER: frozenset({MANAGEMENT_UNIT}),
    REVIEWER: frozenset({MANAGEMENT_UNIT}),
    MANAGEMENT_UNIT: frozenset({MANAGEMENT_UNIT}),
    PARTNER: frozenset({MANAGEMENT_UNIT}),
    DONOR: frozenset({MANAGEMENT_UNIT}),
}
"""The mayor's office for its own city, hub officers for the cities of their hub, the management unit for all. Deputies are given like the
focal points they stand in for; a focal point names nobody."""


def may_give(actor: Actor, role: str, scope_id: str | None, hub_id: str | None) -> bool:
    """Whether `actor` may give `role` over `scope_id`, which `hub_id` looks after."""
    return not GIVERS[role].isdisjoint(_parts(actor, scope_id, hub_id))


def _parts(actor: Actor, scope_id: str | None, hub_id: str | None) -> frozenset[str]:
    """What `actor` is to the thing the role is held over."""
    parts = set()
    if actor.has(MANAGEMENT_UNIT):
        parts.add(MANAGEMENT_UNIT)
    if hub_id is not None and actor.has(HUB_OFFICER, hub_id):
        parts.add(HUB_OFFICER)
    if scope_id is not None and actor.has(MAYORS_OFFICE, scope_id):
        parts.add(MAYORS_OFFICE)
    return frozenset(parts)


def staff_readers(scope_kind: str, scope_id: str | None, hub_id: str | None) -> tuple[str, ...]:
    """The keys of those who may know who holds, or is invited to, a role over something; compare `staff_readings`."""
    keys = ["network"]
    if hub_id is not None:
        keys.append(f"hub:{hub_id}")
    if scope_kind == "city":
        keys.append(f"city:{scope_id}")
    return tuple(keys)


def staff_readings(actor: Actor) -> frozenset[str]:
    """The keys `actor` holds."""
    keys = {f"hub:{hub_id}" for hub_id in actor.scopes(HUB_OFFICER)} | {f"city:{city_id}" for city_id in actor.scopes(MAYORS_OFFICE)}
    return frozenset(keys | ({"network"} if actor.has(MANAGEMENT_UNIT) else set()))
