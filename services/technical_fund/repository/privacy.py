"""People who are being forgotten, and what is kept for how long."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.unit import Document
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.privacy import Erasure
from services.technical_fund.domain.retention import THE_RULES, Hold, Kept, Rules, Run
from services.technical_fund.repository.applications import StoredApplications

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="retention_runs", keys=(("listed", 1), ("sort_key", -1))),
    Index(collection="legal_holds", keys=(("listed", 1), ("_id", 1))),
)


class StoredErasures(Repository[Erasure]):
    """Erasures, by membership's id."""

    aggregate = Erasure
    name = "erasures"


class StoredRetention(Repository[Rules]):
    """One document."""

    aggregate = Rules
    name = "retention"

    def current(self) -> Rules:
        return self.find(THE_RULES) or Rules()


class StoredHolds(Repository[Hold]):
    """A handful, read whole."""

    aggregate = Hold
    name = "legal_holds"

    def document(self, aggregate: Hold) -> Document:
        return super().document(aggregate) | {"listed": True}

    def all(self) -> Sequence[Hold]:
        return list(self.select({"listed": True}, sort=(("_id", 1),)))

    def ids(self) -> frozenset[str]:
        return frozenset(hold.id for hold in self.all())


class StoredKept(Repository[Kept]):
    """How much of which application is gone, and where to look for what has become old.

    Runs once a night, in the background: it may walk through everything, page by page.
    """

    aggregate = Kept
    name = "kept"

    def calls_closed_before(self, at: datetime) -> Sequence[str]:
        rows = self.unit.collection("calls").find({"content.closes_at": {"$lt": at}}, ["_id"], sort=(("_id", 1),))
        return [row["_id"] for row in rows]

    def drafts_of(self, call_id: str, most: int, without: frozenset[str]) -> Sequence[Application]:
        where: dict[str, Any] = {"call_id": call_id, "submitted_at": None} | _but_for(without)
        return list(StoredApplications(self.unit).select(where, limit=most))

    def handed_in_and_still_since(self, at: datetime, after: str | None, most: int) -> Sequence[Application]:
        """Applications in the order of their ids of which nothing was changed since `at`."""
        where: dict[str, Any] = {"updated_at": {"$lt": at}} | ({} if after is None else {"_id": {"$gt": after}})
        found = StoredApplications(self.unit).select(where, sort=(("_id", 1),), limit=most)
        return list(found)


class StoredRetentionRuns(Repository[Run]):
    """Newest first."""

    aggregate = Run
    name = "retention_runs"

    def document(self, aggregate: Run) -> Document:
        return super().document(aggregate) | {"listed": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, run: Run) -> str:
        return f"{run.day.isoformat()} {run.id}"

    def page(self, after: Any) -> Sequence[Run]:
        return list(page_after(self, {"listed": True}, after, newest_first=True))


def _but_for(ids: frozenset[str]) -> dict[str, Any]:
    return {"_id": {"$nin": sorted(ids)}} if ids else {}
