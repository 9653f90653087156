"""Which city a request is about, and whether the caller may know of it or act for it."""

from contracts.errors import NotAllowed, NotFound
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after, may_know, speaks_for, works_for
from services.membership.usecases.ports import Membership


def known_city(unit: Membership, city_id: str) -> City:
    """Raises `NotFound` for a city that is not there, or that the caller may not know of."""
    city = unit.cities.find(city_id)
    if city is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_city", "there is no such city")
    return city


def city_in_care(unit: Membership, city_id: str) -> City:
    """A city of the caller's own, of the caller's hub, or any for the management unit."""
    city = known_city(unit, city_id)
    if not works_for(unit.actor, city.id) and not looks_after(unit.actor, city.hub_id):
        raise not_yours("this is for the city's own people, its hub and the management unit")
    return city


def city_of_its_people(unit: Membership, city_id: str) -> City:
    """A city in which the caller holds a role of the city itself."""
    city = known_city(unit, city_id)
    if not works_for(unit.actor, city.id):
        raise not_yours("this is for the city's own people")
    return city


def city_bound(unit: Membership, city_id: str) -> City:
    """A city that the caller may bind: its mayor's office, and nobody else."""
    city = known_city(unit, city_id)
    if not speaks_for(unit.actor, city.id):
        raise not_yours("only the mayor's office binds its city")
    return city


def not_yours(why: str) -> NotAllowed:
    return NotAllowed("membership.not_yours_to_do", why)
