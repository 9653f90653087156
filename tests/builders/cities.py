"""Member cities and the people who act for them."""

from typing import Any

from chassis.context import Actor, Grant
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE
from tests.builders.membership import admitted, named
from tests.fakes.membership import Membership, person


def member_city(membership: Membership, name: str = "Mombasa", *, by: Actor | None = None, **city: Any) -> str:
    """The id of a city that has just been admitted."""
    view = admitted(membership, by, named(name, **city))
    return str(view.city_id)


def focal_point(city_id: str, id: str | None = None) -> Actor:
    return person(Grant(role=FOCAL_POINT, scope_kind="city", scope_id=city_id), id=id)


def mayor(city_id: str, id: str | None = None) -> Actor:
    return person(Grant(role=MAYORS_OFFICE, scope_kind="city", scope_id=city_id), id=id)
