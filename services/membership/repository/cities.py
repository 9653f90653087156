"""Cities, with what others are drawn from them: the directory's entries and the network's lists of needs and offers."""

from collections.abc import Sequence
from typing import Final

from chassis.migrations import Index, Migration
from chassis.unit import Document, Unit
from services.membership.domain.city import City
from services.membership.repository import city_history, directory
from services.membership.repository.directory import Entries
from services.membership.repository.needs import WithThemed

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="cities", keys=(("listed", 1), ("hub_id", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("listed", 1), ("country", 1), ("sort_key", 1))),
    Index(collection="cities", keys=(("country", 1), ("hub_id", 1))),
    *directory.MIGRATIONS,
    *city_history.MIGRATIONS,
)


class StoredCities(WithThemed):
    """Cities. Whoever searches them asks the directory."""

    aggregate = City
    name = "cities"

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.entries = Entries(unit)

    def document(self, aggregate: City) -> Document:
        return super().document(aggregate) | {"listed": aggregate.listed, "sort_key": f"{aggregate.sort_name} {aggregate.id}"}

    def add(self, aggregate: City) -> None:
        super().add(aggregate)
        self.entries.write(aggregate)

    def save(self, aggregate: City) -> None:
        super().save(aggregate)
        self.entries.write(aggregate)

    def number_of(self, hub_id: str) -> int:
        return self.documents.count_documents({"listed": True, "hub_id": hub_id})

    def in_hub(self, hub_id: str | None, country: str, most: int) -> Sequence[City]:
        """Some of a hub's cities in one country, listed or not; with None, of those that have no hub."""
        return list(self.select({"hub_id": hub_id, "country": country}, limit=most))

    def number_in(self, hub_id: str, country: str) -> int:
        return self.documents.count_documents({"hub_id": hub_id, "country": country})

    def of_ids(self, ids: Sequence[str]) -> Sequence[City]:
        """Those that are there, in the order asked for."""
        found = {city.id: city for city in self.select({"_id": {"$in": list(ids)}})} if ids else {}
        return [found[id] for id in dict.fromkeys(ids) if id in found]
