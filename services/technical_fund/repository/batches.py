"""Batches of decisions."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.batches import Batch

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (Index(collection="decision_batches", keys=(("call_id", 1), ("sort_key", -1))),)


class StoredBatches(Repository[Batch]):
    """Batches, newest first."""

    aggregate = Batch
    name = "decision_batches"

    def document(self, aggregate: Batch) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, batch: Batch) -> str:
        return f"{instant_text(batch.made_at)} {batch.id}"

    def page(self, after: Any, call_id: str) -> Sequence[Batch]:
        return list(page_after(self, {"call_id": call_id}, after, newest_first=True))
