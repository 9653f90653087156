"""Opening and revising hubs. A country belongs to one hub at most."""

from chassis.context import new_id
from contracts.errors import Conflict, NotFound
from contracts.membership import CreateHub, HubView, ReviseHub
from services.membership.domain.hub import Hub
from services.membership.domain.showing import hub_view
from services.membership.usecases.applications import apply_changes
from services.membership.usecases.ports import Membership


def create_hub(unit: Membership, request: CreateHub) -> HubView:
    hub = Hub.open(request.hub, id=new_id())
    _look_after(unit, hub)
    unit.hubs.add(hub)
    return hub_view(hub, cities=0)


def revise_hub(unit: Membership, request: ReviseHub) -> HubView:
    """Applications already routed stay with their hub."""
    hub = unit.hubs.find(request.hub_id)
    if hub is None:
        raise NotFound("membership.no_hub", "there is no such hub")
    unit.expect(hub)
    before = hub.content.countries
    hub.revise(apply_changes(hub.content, request.changes))
    for country in set(before) - set(hub.content.countries):
        unit.free_name("country", country, hub.id)
    _look_after(unit, hub)
    unit.hubs.save(hub)
    return hub_view(hub, cities=unit.cities.number_of(hub.id))


def _look_after(unit: Membership, hub: Hub) -> None:
    for country in hub.content.countries:
        if not unit.take_name("country", country, hub.id):
            owner = unit.owner_of_name("country", country)
            raise Conflict("membership.country_taken", f"{country} belongs to another hub", {"country": country, "hub_id": owner})
