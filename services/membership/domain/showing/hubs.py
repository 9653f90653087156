"""How a hub is shown."""

from contracts.membership import HubView
from services.membership.domain.hub import Hub


def hub_view(hub: Hub, cities: int) -> HubView:
    content = hub.content
    return HubView(
        id=hub.id,
        names=content.names,
        countries=content.countries,
        languages=content.languages,
        time_zone=content.time_zone,
        region=content.region,
        cities=cities,
        version=hub.version,
    )
