"""The cities of the network, for anyone."""

from contracts.errors import Invalid, NotFound
from contracts.membership import CitiesPage, CityNames, CityView, GetCity, ListCities, NameCities
from contracts.regions import within
from services.membership.domain import showing
from services.membership.domain.regions import require_region
from services.membership.domain.text import sought
from services.membership.views.ports import Reading, after


def list_cities(unit: Reading, request: ListCities) -> CitiesPage:
    regions = None
    if request.region is not None:
        require_region(request.region, "/region")
        regions = within(request.region)
    words = sought(request.q) if request.q else ()
    if request.q and not words:
        raise Invalid.field("/q", "membership.nothing_to_search", "holds no letter or digit")
    found = unit.cities.page(after(unit, request), request, words=words, regions=regions)
    items, more = unit.cursors.page(request, found, unit.cities.sort_key)
    return CitiesPage(items=tuple(showing.city_view(city, unit.actor) for city in items), next=more)


def get_city(unit: Reading, request: GetCity) -> CityView:
    city = unit.cities.find(request.city_id)
    if city is None or not city.listed:
        raise NotFound("membership.no_city", "there is no such city")
    return showing.city_view(city, unit.actor)


def name_cities(unit: Reading, request: NameCities) -> CityNames:
    return CityNames(items=tuple(showing.city_name(city) for city in unit.cities.of_ids(request.city_ids)))
