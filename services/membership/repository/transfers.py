"""Transfers of countries between hubs: a handful for each hub."""

from collections.abc import Sequence
from typing import Final

from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from services.membership.domain.transfer import Transfer

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="transfers", keys=(("hubs", 1),)),
    Index(collection="applications", keys=(("hub_id", 1), ("country", 1), ("state", 1))),
    Index(collection="cities", keys=(("hub_id", 1), ("country", 1))),
)


class StoredTransfers(Repository[Transfer]):
    """Transfers, found by either hub."""

    aggregate = Transfer
    name = "transfers"

    def document(self, aggregate: Transfer) -> Document:
        return super().document(aggregate) | {"hubs": [aggregate.from_hub_id, aggregate.to_hub_id]}

    def of_hub(self, hub_id: str) -> Sequence[Transfer]:
        """The latest first."""
        return sorted(self.select({"hubs": hub_id}), key=lambda transfer: (transfer.planned_at, transfer.id), reverse=True)
