"""The directory."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.unit import Document
from contracts.membership import ListCities
from services.membership.domain.city import City
from services.membership.repository.needs import WithThemed
from services.membership.repository.pages import given, page_after

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="cities", keys=(("listed", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("listed", 1), ("words", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("listed", 1), ("hub_id", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("listed", 1), ("country", 1), ("sort_key", 1))),
)


class StoredCities(WithThemed):
    """The directory, with every beginning of every word of a city's names."""

    aggregate = City
    name = "cities"

    def document(self, aggregate: City) -> Document:
        return super().document(aggregate) | {
            "listed": aggregate.listed,
            "words": list(aggregate.search_words),
            "need_codes": [need.theme for need in aggregate.needs],
            "offer_codes": [offer.theme for offer in aggregate.offers],
            "sort_key": self.sort_key(aggregate),
        }

    def sort_key(self, city: City) -> str:
        return f"{city.sort_name} {city.id}"

    def number_of(self, hub_id: str) -> int:
        return self.documents.count_documents({"listed": True, "hub_id": hub_id})

    def of_ids(self, ids: Sequence[str]) -> Sequence[City]:
        return [city for city in (self.find(id) for id in dict.fromkeys(ids)) if city is not None]

    def page(self, after: Any, asked: ListCities, *, words: tuple[str, ...], regions: tuple[str, ...] | None) -> Sequence[City]:
        """By name."""
        where: dict[str, Any] = {"listed": True} | given(hub_id=asked.hub_id, country=asked.country, tier=asked.tier)
        where |= given(languages=asked.language, need_codes=asked.need, offer_codes=asked.offer)
        if regions is not None:
            where["region"] = regions[0] if len(regions) == 1 else {"$in": list(regions)}
        if words:
            where["words"] = words[0] if len(words) == 1 else {"$all": list(words)}
        population = given(**{"$gte": asked.min_population, "$lte": asked.max_population})
        if population:
            where["population"] = population
        return list(page_after(self, where, after))
