"""The cities of the network, to each reader as far as the reader may know."""

from collections import Counter
from typing import Any

from contracts.errors import Invalid, NotFound
from contracts.membership import (
    CitiesPage,
    CityFacets,
    CityFilters,
    CityMap,
    CityNames,
    CityView,
    CountCities,
    GetCity,
    GetNetworkFigures,
    ListCities,
    MapCities,
    NameCities,
    NetworkFigures,
    Tally,
)
from services.membership.domain import directory, showing
from services.membership.domain.clearance import NETWORK, audience, may_know
from services.membership.domain.regions import require_region
from services.membership.domain.text import sought
from services.membership.views.ports import Reading, after


def list_cities(unit: Reading, request: ListCities) -> CitiesPage:
    """The order and the filters come from the directory, each city as it is now from its own record."""
    _check(request)
    reader = audience(unit.actor)
    wanted = directory.wanted(request, reader)
    found = unit.directory.page(after(unit, request), sort=request.sort, audience=reader, wanted=wanted)
    entries, more = unit.cursors.page(request, found, lambda entry: directory.sort_key(entry, request.sort, reader))
    cities = unit.cities.of_ids([entry.id for entry in entries])
    return CitiesPage(items=tuple(showing.city_view(city, unit.actor) for city in cities), next=more)


def count_cities(unit: Reading, request: CountCities) -> CityFacets:
    _check(request)
    reader = audience(unit.actor)
    entries = unit.directory.all(directory.wanted(request, reader))
    found = directory.counts(entries, reader)
    return CityFacets(
        as_of=unit.now,
        cities=len(entries),
        status=_tallies(found["status"]),
        region=_tallies(found["region"]),
        country=_tallies(found["country"]),
        hub=_tallies(found["hub_id"]),
        tier=_tallies(found["tier"]),
        language=_tallies(found["languages"]),
        need=_tallies(found["needs"]),
        offer=_tallies(found["offers"]),
    )


def map_cities(unit: Reading, request: MapCities) -> CityMap:
    _check(request)
    reader, language = audience(unit.actor), unit.context.language
    rows: Any = []
    for entry in unit.directory.all(directory.wanted(request, reader)):
        known = entry.to(reader)
        if known.latitude is not None and known.longitude is not None:
            rows.append([entry.id, known.longitude, known.latitude, directory.name_in(entry, language), entry.country, entry.tier])
    return CityMap(as_of=unit.now, rows=rows)


def get_network_figures(unit: Reading, request: GetNetworkFigures) -> NetworkFigures:
    """Everybody reads how many members there are in which state; the staff also how many are members no longer."""
    entries = unit.directory.all(lambda entry: True)
    members = [entry for entry in entries if entry.listed]
    found = directory.counts(members, audience(unit.actor))
    states = Counter(entry.status for entry in (entries if audience(unit.actor) == NETWORK else members))
    return NetworkFigures(
        as_of=unit.now,
        members=len(members),
        countries=len(found["country"]),
        by_status=_tallies(Counter[str | None](states)),
        by_region=_tallies(found["region"]),
        by_hub=_tallies(found["hub_id"]),
        by_country=_tallies(found["country"]),
    )


def get_city(unit: Reading, request: GetCity) -> CityView:
    city = unit.cities.find(request.city_id)
    if city is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_city", "there is no such city")
    return showing.city_view(city, unit.actor)


def name_cities(unit: Reading, request: NameCities) -> CityNames:
    return CityNames(items=tuple(showing.city_name(city) for city in unit.cities.of_ids(request.city_ids)))


def _check(asked: CityFilters) -> None:
    if asked.region is not None:
        require_region(asked.region, "/region")
    if asked.q is not None and not sought(asked.q):
        raise Invalid.field("/q", "membership.nothing_to_search", "holds no letter or digit")


def _tallies(counted: "Counter[str | None]") -> tuple[Tally, ...]:
    """Most frequent first, then by value; none comes last among equals."""
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))
    return tuple(Tally(value=value, cities=number) for value, number in ordered)
