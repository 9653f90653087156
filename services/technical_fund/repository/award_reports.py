"""Reports on awards."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.award_reports import DRAFT, AwardReport

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="award_reports", keys=(("award_id", 1), ("sort_key", 1))),
    Index(collection="award_reports", keys=(("award_id", 1), ("state", 1), ("sort_key", 1))),
    Index(collection="award_reports", keys=(("award_id", 1), ("handed_in", 1), ("sort_key", 1))),
)


class StoredAwardReports(Repository[AwardReport]):
    """In the order they were begun. `handed_in` ones are not the city's alone."""

    aggregate = AwardReport
    name = "award_reports"

    def document(self, aggregate: AwardReport) -> Document:
        return super().document(aggregate) | {"handed_in": aggregate.state != DRAFT, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, report: AwardReport) -> str:
        return f"{instant_text(report.drafted_at)} {report.id}"

    def of_award(self, award_id: str) -> Sequence[AwardReport]:
        return list(self.select({"award_id": award_id}, sort=(("sort_key", 1),)))

    def page(self, after: Any, *, award_id: str, state: str | None, drafts: bool) -> Sequence[AwardReport]:
        where: dict[str, Any] = {"award_id": award_id} | given(state=state, handed_in=None if drafts else True)
        return list(page_after(self, where, after))
