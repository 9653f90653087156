"""Awards."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from services.technical_fund.domain.awards import Award

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="awards", keys=(("application_id", 1),)),
    Index(collection="awards", keys=(("readers", 1), ("sort_key", 1))),
    Index(collection="awards", keys=(("readers", 1), ("call_id", 1), ("sort_key", 1))),
    Index(collection="awards", keys=(("readers", 1), ("city_id", 1), ("sort_key", 1))),
    Index(collection="awards", keys=(("readers", 1), ("state", 1), ("sort_key", 1))),
    Index(collection="awards", keys=(("readers", 1), ("call_id", 1), ("state", 1), ("sort_key", 1))),
)


class StoredAwards(Repository[Award]):
    """Awards, by their reference."""

    aggregate = Award
    name = "awards"

    def document(self, aggregate: Award) -> Document:
        return super().document(aggregate) | {"readers": list(aggregate.readers()), "sort_key": self.sort_key(aggregate)}

    def sort_key(self, award: Award) -> str:
        return f"{award.reference} {award.id}"

    def of_application(self, application_id: str) -> Award | None:
        """The latest, where a decision was appealed and taken again."""
        return max(self.select({"application_id": application_id}), key=self.sort_key, default=None)

    def page(
        self,
        after: Any,
        *,
        readers: frozenset[str],
        call_id: str | None,
        city_id: str | None,
        state: str | None,
        without: frozenset[str],
    ) -> Sequence[Award]:
        keys = sorted(readers)
        where: dict[str, Any] = {"readers": keys[0] if len(keys) == 1 else {"$in": keys}}
        where |= given(call_id=call_id, city_id=city_id, state=state)
        if without:
            where["application_id"] = {"$nin": sorted(without)}
        return list(page_after(self, where, after))
