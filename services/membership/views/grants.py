"""Who holds which role, who works for a city, and when it elects, to those who may know."""

from contracts.errors import NotFound
from contracts.membership import CityPeople, CityPerson, ElectionsPage, GrantsPage, ListCityPeople, ListElections, ListGrants
from services.membership.domain import showing
from services.membership.domain.clearance import looks_after, works_for
from services.membership.domain.grant import Grant, grant_readings
from services.membership.views.ports import Reading, after


def list_grants(unit: Reading, request: ListGrants) -> GrantsPage:
    """Grants that the caller may not know of are not in the list."""
    found = unit.grants.page(
        after(unit, request),
        readers=grant_readings(unit.actor),
        person_id=request.person_id,
        role=request.role,
        scope_id=request.scope_id,
        active=request.active,
        at=unit.now,
    )
    items, more = unit.cursors.page(request, found, unit.grants.sort_key)
    return GrantsPage(items=tuple(showing.grant_view(grant) for grant in items), next=more)


def list_city_people(unit: Reading, request: ListCityPeople) -> CityPeople:
    """Staff names are private: whoever is not of the city, its hub or the management unit hears that there is no such city."""
    _among_its_own(unit, request.city_id)
    held = [grant for grant in unit.grants.over("city", request.city_id) if grant.active(unit.now)]
    held.sort(key=lambda grant: (grant.role, grant.deputy, grant.starts_at, grant.id))
    return CityPeople(items=tuple(person for grant in held if (person := _city_person(unit, grant))))


def list_elections(unit: Reading, request: ListElections) -> ElectionsPage:
    _among_its_own(unit, request.city_id)
    return ElectionsPage(items=tuple(showing.election_view(election) for election in unit.elections.of_city(request.city_id)))


def _among_its_own(unit: Reading, city_id: str) -> None:
    city = unit.cities.find(city_id)
    if city is None or not (works_for(unit.actor, city_id) or looks_after(unit.actor, city.hub_id)):
        raise NotFound("membership.no_city", "there is no such city")


def _city_person(unit: Reading, grant: Grant) -> CityPerson | None:
    person = unit.people.find(grant.person_id)
    if person is None:
        return None
    return CityPerson(
        person_id=person.id,
        name=person.name,
        grant_id=grant.id,
        role=grant.role,
        deputy=grant.deputy,
        since=grant.starts_at,
        until=grant.until,
        ends_because=grant.ends_because,
    )
