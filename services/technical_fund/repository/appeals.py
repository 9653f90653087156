"""Appeals."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.appeals import Appeal

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="appeals", keys=(("application_id", 1), ("sort_key", -1))),
    Index(collection="appeals", keys=(("call_id", 1), ("state", 1), ("sort_key", -1))),
    Index(collection="appeals", keys=(("call_id", 1), ("sort_key", -1))),
)


class StoredAppeals(Repository[Appeal]):
    """Appeals, newest first."""

    aggregate = Appeal
    name = "appeals"

    def document(self, aggregate: Appeal) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, appeal: Appeal) -> str:
        return f"{instant_text(appeal.opened_at)} {appeal.id}"

    def of_application(self, application_id: str) -> Sequence[Appeal]:
        return list(self.select({"application_id": application_id}, sort=(("sort_key", -1),)))

    def page_of_application(self, after: Any, application_id: str) -> Sequence[Appeal]:
        return list(page_after(self, {"application_id": application_id}, after, newest_first=True))

    def page_of_call(self, after: Any, call_id: str, *, state: str | None, without: frozenset[str]) -> Sequence[Appeal]:
        """`without` are applications the reader is recused from."""
        where: dict[str, Any] = {"call_id": call_id} | given(state=state)
        if without:
            where["application_id"] = {"$nin": sorted(without)}
        return list(page_after(self, where, after, newest_first=True))
