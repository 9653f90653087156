"""Introductions, to those who may read them; and, once both cities have agreed, whom to write to."""

from collections.abc import Iterator, Sequence

from chassis.context import Actor
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import (
    ContactOfCity,
    ContactsOfIntroduction,
    GetIntroduction,
    IntroductionsPage,
    IntroductionView,
    ListIntroductionContacts,
    ListIntroductions,
)
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from services.membership.domain import showing
from services.membership.domain.city import City
from services.membership.domain.grant import Grant
from services.membership.domain.introduction import FROM, TO, Introduction
from services.membership.views.ports import Reading, after


def list_introductions(unit: Reading, request: ListIntroductions) -> IntroductionsPage:
    keys = _reading_keys(unit, unit.actor)
    found = unit.introductions.page(after(unit, request), readers=keys, city_id=request.city_id, state=request.state) if keys else ()
    items, more = unit.cursors.page(request, found, unit.introductions.sort_key)
    cities = {city.id: city for city in unit.cities.of_ids([id for one in items for id in (one.from_city_id, one.to_city_id)])}
    rows = tuple(showing.introduction_row(one, cities[one.from_city_id], cities[one.to_city_id]) for one in items)
    return IntroductionsPage(items=rows, next=more)


def get_introduction(unit: Reading, request: GetIntroduction) -> IntroductionView:
    introduction, from_city, to_city = _readable(unit, request.introduction_id)
    return showing.introduction_view(introduction, from_city, to_city, unit.actor)


def list_introduction_contacts(unit: Reading, request: ListIntroductionContacts) -> ContactsOfIntroduction:
    """Each side sees the other's. The network's staff have other ways, and no part in the exchange."""
    introduction, from_city, to_city = _readable(unit, request.introduction_id)
    own = showing.sides_of(unit.actor, from_city, to_city) & {FROM, TO}
    if not own:
        raise NotAllowed("membership.not_yours_to_do", "this is for the people of the two cities")
    if not introduction.agreed:
        details = {"state": introduction.state, "action": "list_introduction_contacts"}
        raise Conflict("membership.introduction_state", "not before both cities have agreed", details)
    others = [city for side, city in ((TO, to_city), (FROM, from_city)) if own - {side}]
    return ContactsOfIntroduction(items=tuple(contact for city in others for contact in _contacts(unit, city)))


def _contacts(unit: Reading, city: City) -> Iterator[ContactOfCity]:
    """The focal points and deputies of today; where there are none, the mayor's office."""
    active = [grant for grant in unit.grants.over("city", city.id) if grant.active(unit.now)]
    near = [grant for grant in active if grant.role == FOCAL_POINT] or [grant for grant in active if grant.role == MAYORS_OFFICE]
    for grant in _in_order(near):
        person = unit.people.find(grant.person_id)
        if person is not None and person.erasing_at is None:
            yield showing.contact_of_city(city.id, person, grant)


def _in_order(grants: Sequence[Grant]) -> list[Grant]:
    return sorted(grants, key=lambda grant: (grant.deputy, grant.given_at, grant.id))


def _readable(unit: Reading, introduction_id: str) -> tuple[Introduction, City, City]:
    introduction = unit.introductions.find(introduction_id)
    if introduction is not None:
        from_city, to_city = unit.cities.find(introduction.from_city_id), unit.cities.find(introduction.to_city_id)
        if from_city and to_city and showing.may_read(introduction, showing.sides_of(unit.actor, from_city, to_city)):
            return introduction, from_city, to_city
    raise NotFound("membership.no_introduction", "there is no such introduction")


def _reading_keys(unit: Reading, actor: Actor) -> Sequence[str]:
    if actor.has(MANAGEMENT_UNIT):
        return ["network"]
    own = actor.scopes(FOCAL_POINT) | actor.scopes(MAYORS_OFFICE)
    looked_after = unit.introductions.cities_of_hubs(sorted(actor.scopes(HUB_OFFICER)))
    return [*(f"city:{id}" for id in sorted(own)), *(f"staff:{id}" for id in looked_after)]
