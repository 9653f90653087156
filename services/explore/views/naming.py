"""Names come from membership when asked for: we keep none, so none can be out of date here. Without membership there are ids."""

from dataclasses import replace
from typing import Final

from contracts.declare import load
from contracts.errors import Refusal
from contracts.explore import ComparedCity, PairView, PeersPage
from contracts.membership import CityName, CityNames, NameCities
from services.explore.views.ports import Neighbours

SECONDS: Final = 1.5

Names = dict[str, CityName]


def with_names(page: PeersPage, neighbours: Neighbours) -> PeersPage:
    """Cities that membership no longer lists leave the page, even when we have not heard of it yet."""
    names = _names([peer.city.city_id for peer in page.items], neighbours)
    if names is None:
        return page
    items = (replace(peer, city=_named(peer.city, names)) for peer in page.items if _is_listed(peer.city, names))
    return replace(page, items=tuple(items), names_available=True)


def with_both_names(pair: PairView, neighbours: Neighbours) -> PairView:
    names = _names([pair.city.city_id, pair.peer.city_id], neighbours)
    if names is None:
        return pair
    return replace(pair, city=_named(pair.city, names), peer=_named(pair.peer, names), names_available=True)


def _names(city_ids: list[str], neighbours: Neighbours) -> Names | None:
    if not city_ids:
        return {}
    try:
        told = neighbours.ask(NameCities(city_ids=tuple(city_ids)), seconds=SECONDS)
    except Refusal:
        return None
    return {city.city_id: city for city in load(CityNames, told, unknown="exclude").items}


def _is_listed(city: ComparedCity, names: Names) -> bool:
    return city.city_id not in names or names[city.city_id].listed


def _named(city: ComparedCity, names: Names) -> ComparedCity:
    return replace(city, names=dict(names[city.city_id].names)) if city.city_id in names else city
