"""Opening, revising and closing hubs. A country belongs to one hub at most, and is not dropped while work is open in it."""

from collections.abc import Iterable

from chassis.context import new_id
from contracts.errors import Conflict, NotFound
from contracts.membership import CloseHub, CreateHub, HubView, ReopenHub, ReviseHub
from contracts.roles import HUB_OFFICER
from services.membership.domain.grant import REVOKED
from services.membership.domain.hub import Hub
from services.membership.domain.showing import hub_view
from services.membership.usecases.adoption import adopt_country
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.grants import end_all
from services.membership.usecases.open_work import recall_over
from services.membership.usecases.ports import Membership
from services.membership.usecases.transfers import guard_arrivals, guard_routing, require_not_promised


def create_hub(unit: Membership, request: CreateHub) -> HubView:
    hub = Hub.open(request.hub, id=new_id())
    _look_after(unit, hub, hub.content.countries)
    unit.hubs.add(hub)
    return hub_view(hub, cities=0, officers=())


def revise_hub(unit: Membership, request: ReviseHub) -> HubView:
    """Applications already routed stay with their hub; what has had none goes to the hub of its country."""
    hub = _hub(unit, request.hub_id)
    before = set(hub.content.countries)
    hub.revise(apply_changes(hub.content, request.changes))
    after = set(hub.content.countries)
    for country in sorted(before - after):
        _let_go(unit, hub, country)
    _look_after(unit, hub, sorted(after - before))
    unit.hubs.save(hub)
    return _shown(unit, hub)


def close_hub(unit: Membership, request: CloseHub) -> HubView:
    """Its officers' roles end, and what was left with them is handed over."""
    hub = _hub(unit, request.hub_id)
    guard_arrivals(unit, hub.id)
    if any(transfer.live for transfer in unit.transfers.of_hub(hub.id)):
        raise Conflict("membership.hub_awaits_country", "a country is on its way to this hub")
    hub.close(at=unit.now)
    unit.hubs.save(hub)
    recall_over(unit, hub.id)
    end_all(unit, unit.grants.over("hub", hub.id), REVOKED)
    return _shown(unit, hub)


def reopen_hub(unit: Membership, request: ReopenHub) -> HubView:
    hub = _hub(unit, request.hub_id)
    hub.reopen()
    unit.hubs.save(hub)
    return _shown(unit, hub)


def _hub(unit: Membership, hub_id: str) -> Hub:
    hub = unit.hubs.find(hub_id)
    if hub is None:
        raise NotFound("membership.no_hub", "there is no such hub")
    unit.expect(hub)
    return hub


def _shown(unit: Membership, hub: Hub) -> HubView:
    active = [grant for grant in unit.grants.over("hub", hub.id) if grant.role == HUB_OFFICER and grant.active(unit.now)]
    people = (unit.people.find(grant.person_id) for grant in active)
    names = tuple(person.name for person in people if person is not None)
    return hub_view(hub, cities=unit.cities.number_of(hub.id), officers=names, reader=unit.actor)


def _look_after(unit: Membership, hub: Hub, countries: Iterable[str]) -> None:
    for country in countries:
        if not unit.take_name("country", country, hub.id):
            owner = unit.owner_of_name("country", country)
            raise Conflict("membership.country_taken", f"{country} belongs to another hub", {"country": country, "hub_id": owner})
        adopt_country(unit, country)


def _let_go(unit: Membership, hub: Hub, country: str) -> None:
    """Raises `Conflict` while somebody waits for this hub there: such a country is transferred, with what waits."""
    require_not_promised(unit, country)
    guard_routing(unit, country)
    waiting = {
        "applications": unit.applications.number_live_in(hub.id, country),
        "cities": unit.cities.number_in(hub.id, country),
    }
    if any(waiting.values()):
        raise Conflict("membership.country_has_work", f"transfer {country} to another hub instead", {"country": country, **waiting})
    unit.free_name("country", country, hub.id)
