"""Amendments of awards."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.amendments import Amendment

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection="amendments", keys=(("award_id", 1), ("sort_key", 1))),)


class StoredAmendments(Repository[Amendment]):
    """In the order they were asked for."""

    aggregate = Amendment
    name = "amendments"

    def document(self, aggregate: Amendment) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, amendment: Amendment) -> str:
        return f"{instant_text(amendment.requested_at)} {amendment.id}"

    def page(self, after: Any, *, award_id: str) -> Sequence[Amendment]:
        return list(page_after(self, {"award_id": award_id}, after))
