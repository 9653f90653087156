"""Hubs, for anyone."""

from contracts.errors import NotFound
from contracts.membership import GetHub, HubsPage, HubView, ListHubs
from services.membership.domain import showing
from services.membership.views.ports import Reading


def list_hubs(unit: Reading, request: ListHubs) -> HubsPage:
    hubs = sorted(unit.hubs.all(), key=lambda hub: (hub.sort_name, hub.id))
    chosen = [hub for hub in hubs if request.country in (None, *hub.content.countries)]
    return HubsPage(items=tuple(showing.hub_view(hub, unit.cities.number_of(hub.id)) for hub in chosen))


def get_hub(unit: Reading, request: GetHub) -> HubView:
    hub = unit.hubs.find(request.hub_id)
    if hub is None:
        raise NotFound("membership.no_hub", "there is no such hub")
    return showing.hub_view(hub, unit.cities.number_of(hub.id))
