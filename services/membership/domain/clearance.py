"""Who may know what of a city. Visibility is a property of each field; clearance is a property of who looks."""

from typing import Final

from chassis.context import Actor
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE

PUBLIC: Final = "public"
MEMBERS: Final = "members"
NETWORK: Final = "network"
VISIBILITIES: Final = (PUBLIC, MEMBERS, NETWORK)
"""Everybody; the people of member cities and the network's staff; the city's own people and the network's staff."""


def works_for(actor: Actor, city_id: str) -> bool:
    """Holds a role of the city itself."""
    return actor.has(FOCAL_POINT, city_id) or actor.has(MAYORS_OFFICE, city_id)


def speaks_for(actor: Actor, city_id: str) -> bool:
    """May bind the city: the mayor's office."""
    return actor.has(MAYORS_OFFICE, city_id)


def looks_after(actor: Actor, hub_id: str | None) -> bool:
    """The officers of the city's hub, and the management unit for every city."""
    return actor.has(MANAGEMENT_UNIT) or (hub_id is not None and actor.has(HUB_OFFICER, hub_id))


def is_member(actor: Actor) -> bool:
    """Holds a role in some member city, or is staff."""
    return is_staff(actor) or bool(actor.scopes(FOCAL_POINT)) or bool(actor.scopes(MAYORS_OFFICE))


def is_staff(actor: Actor) -> bool:
    return actor.has(MANAGEMENT_UNIT) or bool(actor.scopes(HUB_OFFICER))


def clearance(actor: Actor, city_id: str | None = None) -> frozenset[str]:
    """The visibilities `actor` may read, of one city or, without one, of any."""
    if is_staff(actor) or (city_id is not None and works_for(actor, city_id)):
        return frozenset(VISIBILITIES)
    return frozenset({PUBLIC, MEMBERS}) if is_member(actor) else frozenset({PUBLIC})


def may_know(actor: Actor, city_id: str, *, listed: bool) -> bool:
    """Whether `actor` may know that the city is there: everybody of one in the directory, of others its own people and the staff."""
    return listed or works_for(actor, city_id) or is_staff(actor)


def audience(actor: Actor) -> str:
    """The widest visibility that `actor` may read of every city alike: what lists over many cities are drawn by."""
    if is_staff(actor):
        return NETWORK
    return MEMBERS if is_member(actor) else PUBLIC


def audiences(visibility: str) -> tuple[str, ...]:
    """Whose lists hold what has this visibility; compare `audience`."""
    return VISIBILITIES[VISIBILITIES.index(visibility) :]
