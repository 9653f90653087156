"""A country that gets a hub brings along what nobody looked after: its live applications and its cities, a few at a time.

Nothing is kept of how far it has come: only what has no hub yet is looked for, so an interruption anywhere costs nothing.
"""

from typing import Final

from chassis.timers import Timer
from services.membership.usecases.city_people import follow_city
from services.membership.usecases.ports import Membership
from services.membership.usecases.transfers import AT_ONCE, guard_routing

ADOPTION_TIMER: Final = "country_adoption"


def adopt_country(unit: Membership, country: str) -> None:
    """Called with the hub that takes the country; whoever is routed at the same instant waits for it."""
    guard_routing(unit, country)
    if unit.applications.live_in(None, country, 1) or unit.cities.in_hub(None, country, 1):
        _look_soon(unit, country)


def adopt_some(unit: Membership, timer: Timer) -> None:
    """By the clock, until nothing is left. Should the country have changed hands since, its new hub takes over."""
    country = timer.data["country"]
    guard_routing(unit, country)
    hub_id = unit.owner_of_name("country", country)
    if hub_id is not None and (_adopt_applications(unit, country, hub_id) or _adopt_cities(unit, country, hub_id)):
        _look_soon(unit, country)


def _adopt_applications(unit: Membership, country: str, hub_id: str) -> bool:
    found = unit.applications.live_in(None, country, AT_ONCE)
    for application in found:
        application.reroute(hub_id, by=unit.actor, at=unit.now)
        unit.applications.save(application)
    return bool(found)


def _adopt_cities(unit: Membership, country: str, hub_id: str) -> bool:
    found = unit.cities.in_hub(None, country, AT_ONCE)
    for city in found:
        city.move_to_hub(hub_id)
        unit.cities.save(city)
        follow_city(unit, city.id, None, hub_id)
    return bool(found)


def _look_soon(unit: Membership, country: str) -> None:
    unit.timers.set(f"{ADOPTION_TIMER}:{country}", unit.now, ADOPTION_TIMER, {"country": country})
