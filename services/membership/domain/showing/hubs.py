"""How a hub is shown: everybody hears how many officers it has, the network's staff who they are."""

from chassis.context import Actor
from contracts.membership import HubView
from services.membership.domain.clearance import is_staff
from services.membership.domain.hub import Hub


def hub_view(hub: Hub, cities: int, officers: tuple[str, ...], reader: Actor | None = None) -> HubView:
    content = hub.content
    return HubView(
        id=hub.id,
        names=content.names,
        countries=content.countries,
        languages=content.languages,
        time_zone=content.time_zone,
        region=content.region,
        state=hub.state,
        cities=cities,
        officers=len(officers),
        officer_names=tuple(sorted(officers)) if reader is not None and is_staff(reader) else None,
        version=hub.version,
    )
