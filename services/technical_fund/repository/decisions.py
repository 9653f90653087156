"""Decisions, the ones sent back among them."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.decisions import APPROVED, OPEN, Decision

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="decisions", keys=(("application_id", 1), ("sort_key", -1))),
    Index(collection="decisions", keys=(("call_id", 1), ("state", 1), ("sort_key", -1))),
    Index(collection="decisions", keys=(("call_id", 1), ("sort_key", -1))),
)


class StoredDecisions(Repository[Decision]):
    """Decisions. `told` ones are the city's to read."""

    aggregate = Decision
    name = "decisions"

    def document(self, aggregate: Decision) -> Document:
        return super().document(aggregate) | {"told": aggregate.told_at is not None, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, decision: Decision) -> str:
        return f"{instant_text(decision.proposed_at or decision.written_at)} {decision.id}"

    def of_application(self, application_id: str) -> Sequence[Decision]:
        """Newest first."""
        return list(self.select({"application_id": application_id}, sort=(("sort_key", -1),)))

    def open_of(self, application_id: str) -> Decision | None:
        """The one that is being written or waits for approval."""
        return next((one for one in self.of_application(application_id) if one.state in OPEN), None)

    def approved_of(self, application_id: str) -> Decision | None:
        """The one that stands."""
        return next((one for one in self.of_application(application_id) if one.state == APPROVED), None)

    def page_of_application(self, after: Any, application_id: str, *, told: bool | None) -> Sequence[Decision]:
        return list(page_after(self, {"application_id": application_id} | given(told=told), after, newest_first=True))

    def page_of_call(self, after: Any, call_id: str, *, state: str | None, without: frozenset[str]) -> Sequence[Decision]:
        """Newest first; `without` are applications the reader is recused from."""
        where: dict[str, Any] = {"call_id": call_id} | given(state=state)
        if without:
            where["application_id"] = {"$nin": sorted(without)}
        return list(page_after(self, where, after, newest_first=True))
