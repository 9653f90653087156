"""How a city is shown, and to whom."""

from chassis.context import Actor
from contracts.membership import CityName, CityView
from services.membership.domain.city import City
from services.membership.domain.needs import NEED, OFFER
from services.membership.domain.showing.needs import themed_views


def city_view(city: City, reader: Actor) -> CityView:
    return CityView(
        id=city.id,
        names=city.names,
        country=city.country,
        subdivision=city.subdivision,
        region=city.region,
        hub_id=city.hub_id,
        tier=city.tier,
        population=city.population,
        population_year=city.population_year,
        languages=city.languages,
        latitude=city.latitude,
        longitude=city.longitude,
        needs=themed_views(city, NEED, reader),
        offers=themed_views(city, OFFER, reader),
        status=city.status,
        admitted_at=city.admitted_at,
        version=city.version,
    )


def city_name(city: City) -> CityName:
    return CityName(city_id=city.id, names=city.names, country=city.country, listed=city.listed)
