"""Elections of cities."""

from collections.abc import Sequence
from typing import Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from services.membership.domain.election import Election

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection="elections", keys=(("city_id", 1), ("terms_end_at", -1))),)


class StoredElections(Repository[Election]):
    """Elections of cities: one every few years."""

    aggregate = Election
    name = "elections"

    def of_city(self, city_id: str) -> Sequence[Election]:
        return list(self.select({"city_id": city_id}, sort=(("terms_end_at", -1),)))

    def current(self, city_id: str) -> Election | None:
        where = {"city_id": city_id, "terms_end_at": {"$gt": self.unit.now}}
        return next(self.select(where, sort=(("terms_end_at", -1),), limit=1), None)
