"""Screenings, by when their applications were handed in."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.awards.award import ENDED
from services.technical_fund.domain.screening import Screening

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="screenings", keys=(("call_id", 1), ("sort_key", 1))),
    Index(collection="screenings", keys=(("call_id", 1), ("result", 1), ("sort_key", 1))),
)


class StoredScreenings(Repository[Screening]):
    """Screenings, with what they come to."""

    aggregate = Screening
    name = "screenings"

    def document(self, aggregate: Screening) -> Document:
        return super().document(aggregate) | {"result": aggregate.result, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, screening: Screening) -> str:
        return f"{instant_text(screening.submitted_at)} {screening.id}"

    def page(
        self, after: Any, call_id: str, *, result: str | None, among: Iterable[str] | None, without: frozenset[str]
    ) -> Sequence[Screening]:
        """The longest waiting first; `among` are the only ones wanted, `without` those the reader is recused from."""
        where: dict[str, Any] = {"call_id": call_id} | given(result=result)
        if among is not None:
            where["_id"] = {"$in": sorted(set(among) - without)}
        elif without:
            where["_id"] = {"$nin": sorted(without)}
        return list(page_after(self, where, after))

    def open_awards_of(self, city_id: str) -> int:
        """How many awards of a city have not been settled."""
        return self.unit.collection("awards").count_documents({"readers": f"city:{city_id}", "state": {"$nin": list(ENDED)}})
