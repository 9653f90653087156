"""Awards."""

from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from services.technical_fund.domain.awards import Award

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="awards", keys=(("application_id", 1),)),
    Index(collection="awards", keys=(("call_id", 1), ("sort_key", 1))),
    Index(collection="awards", keys=(("city_id", 1), ("sort_key", 1))),
)


class StoredAwards(Repository[Award]):
    """Awards, by their reference."""

    aggregate = Award
    name = "awards"

    def document(self, aggregate: Award) -> Document:
        derived: dict[str, Any] = {"sort_key": self.sort_key(aggregate)}
        return super().document(aggregate) | derived

    def sort_key(self, award: Award) -> str:
        return f"{award.reference} {award.id}"

    def of_application(self, application_id: str) -> Award | None:
        return next(self.select({"application_id": application_id}), None)
