"""The network's lists of needs and offers: one row each, drawn from the cities and written with them, by whom it may be shown to."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.documents import from_document, to_value
from chassis.migrations import Index, Migration
from chassis.pages import given
from chassis.repository import Repository
from chassis.unit import Document, Unit
from contracts.fields import instant_text
from services.membership.domain.city import City
from services.membership.domain.clearance import audiences
from services.membership.domain.needs import KINDS, Kind, Listing, Themed
from services.membership.domain.themes import GROUP_OF

COLLECTION: Final = "needs_and_offers"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=COLLECTION, keys=(("city_id", 1),)),
    Index(collection=COLLECTION, keys=(("kind", 1), ("seen_by", 1), ("sort_key", -1))),
    Index(collection=COLLECTION, keys=(("kind", 1), ("theme", 1), ("seen_by", 1), ("sort_key", -1))),
    Index(collection=COLLECTION, keys=(("kind", 1), ("group", 1), ("seen_by", 1), ("sort_key", -1))),
    Index(collection=COLLECTION, keys=(("kind", 1), ("country", 1), ("seen_by", 1), ("sort_key", -1))),
    Index(collection=COLLECTION, keys=(("kind", 1), ("hub_id", 1), ("seen_by", 1), ("sort_key", -1))),
)


class WithThemed(Repository[City]):
    """Cities whose needs and offers are also rows of the network's lists, written in the same transaction as the city."""

    def add(self, aggregate: City) -> None:
        super().add(aggregate)
        if rows := _rows(aggregate):
            self.unit.collection(COLLECTION).insert_many(rows)

    def save(self, aggregate: City) -> None:
        super().save(aggregate)
        _draw(self.unit, aggregate)

    def remove(self, aggregate: City) -> None:
        super().remove(aggregate)
        self.unit.collection(COLLECTION).delete_many({"city_id": aggregate.id})


class StoredThemed:
    """Needs and offers over all cities."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def page(
        self,
        after: Any,
        kind: Kind,
        *,
        audience: str,
        theme: str | None,
        group: str | None,
        country: str | None,
        hub_id: str | None,
        priority: str | None,
    ) -> Sequence[Listing]:
        """Newest first."""
        where: dict[str, Any] = {"kind": kind.name, "seen_by": audience}
        where |= given(theme=theme, group=group, country=country, hub_id=hub_id, priority=priority)
        if after.key is not None:
            where["sort_key"] = {"$lt": after.key}
        rows = self.unit.collection(COLLECTION).find(where, sort=(("sort_key", -1),), limit=after.most)
        return [from_document(Listing, row) for row in rows]

    def sort_key(self, listing: Listing) -> str:
        return _sort_key(listing.themed)


def _draw(unit: Unit, city: City) -> None:
    """Make the rows what the city says now; most saves change none."""
    rows = unit.collection(COLLECTION)
    drawn = {row["_id"]: row for row in rows.find({"city_id": city.id})}
    wanted = {row["_id"]: row for row in _rows(city)}
    for id, row in wanted.items():
        if drawn.get(id) != row:
            rows.replace_one({"_id": id}, row, upsert=True)
    for id in drawn.keys() - wanted.keys():
        rows.delete_one({"_id": id})


def _rows(city: City) -> list[Document]:
    return [_row(city, kind, themed) for kind in KINDS.values() for themed in kind.of(city)]


def _row(city: City, kind: Kind, themed: Themed) -> Document:
    return {
        "_id": themed.id,
        "kind": kind.name,
        "city_id": city.id,
        "city_names": dict(city.names),
        "country": city.country,
        "hub_id": city.hub_id,
        "theme": themed.theme,
        "group": GROUP_OF[themed.theme],
        "priority": themed.priority,
        "seen_by": list(audiences(themed.visibility)) if city.listed else [],
        "sort_key": _sort_key(themed),
        "themed": to_value(themed),
    }


def _sort_key(themed: Themed) -> str:
    return f"{instant_text(themed.declared_at)} {themed.id}"
