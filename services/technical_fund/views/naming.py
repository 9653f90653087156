"""Names of cities come from membership when asked for: we keep none. While it is away, lists show ids."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, Protocol

from contracts.declare import load
from contracts.errors import Refusal
from contracts.membership import CityNames, NameCities
from contracts.technical_fund import ScreeningsPage

SECONDS: Final = 1.5
AT_ONCE: Final = 200


class Neighbours(Protocol):
    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]: ...


def names_of(city_ids: Iterable[str | None], neighbours: Neighbours) -> dict[str, dict[str, str]]:
    """Names by language, by city; only of those that could be asked."""
    wanted = sorted({city_id for city_id in city_ids if city_id})[:AT_ONCE]
    if not wanted:
        return {}
    try:
        told = neighbours.ask(NameCities(city_ids=tuple(wanted)), seconds=SECONDS)
    except Refusal:
        return {}
    return {city.city_id: dict(city.names) for city in load(CityNames, told, unknown="exclude").items}


def with_names(page: ScreeningsPage, neighbours: Neighbours) -> ScreeningsPage:
    names = names_of((row.city_id for row in page.items), neighbours)
    return replace(page, items=tuple(replace(row, city=names.get(row.city_id, {})) for row in page.items))
