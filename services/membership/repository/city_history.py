"""The history of the cities' profiles: rows that are only ever added."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.context import new_id
from chassis.documents import from_document, to_value
from chassis.migrations import Index, Migration
from chassis.unit import Document, Unit
from services.membership.domain.history import Kept
from services.membership.domain.revision import Step

COLLECTION: Final = "city_history"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=COLLECTION, keys=(("city_id", 1), ("sort_key", -1))),
    Index(collection=COLLECTION, keys=(("city_id", 1), ("field", 1), ("sort_key", -1))),
)


class StoredCityHistory:
    """The history of the cities' profiles."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    def add(self, city_id: str, version: int, steps: Sequence[Step]) -> None:
        rows = [_row(city_id, version, number, step) for number, step in enumerate(steps)]
        if rows:
            self.unit.collection(COLLECTION).insert_many(rows)

    def page(self, after: Any, city_id: str, field: str | None) -> Sequence[Kept]:
        """Newest first."""
        where: dict[str, Any] = {"city_id": city_id} | ({} if field is None else {"field": field})
        if after.key is not None:
            where["sort_key"] = {"$lt": after.key}
        rows = self.unit.collection(COLLECTION).find(where, sort=(("sort_key", -1),), limit=after.most)
        return [from_document(Kept, row | {"id": row["_id"]}) for row in rows]

    def sort_key(self, kept: Kept) -> str:
        return kept.sort_key


def _row(city_id: str, version: int, number: int, step: Step) -> Document:
    return {
        "_id": new_id(),
        "city_id": city_id,
        "field": step.field,
        "version": version,
        "sort_key": f"{version:012d} {number:03d}",
        "step": to_value(step),
    }
