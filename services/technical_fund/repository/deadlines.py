"""Deadlines and the rules of reminding."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.deadlines import THE_REMINDERS, WAITING, Deadline, Reminders

COLLECTION: Final = "fund_deadlines"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=COLLECTION, keys=(("seen_by", 1), ("state", 1), ("sort_key", 1))),
    Index(collection=COLLECTION, keys=(("concerned.application_id", 1), ("state", 1), ("sort_key", 1))),
    Index(collection=COLLECTION, keys=(("concerned.call_id", 1), ("what", 1), ("state", 1), ("_id", 1))),
    Index(collection=COLLECTION, keys=(("state", 1), ("_id", 1))),
)


class StoredDeadlines(Repository[Deadline]):
    """Deadlines, the next first."""

    aggregate = Deadline
    name = COLLECTION

    def document(self, aggregate: Deadline) -> Document:
        return super().document(aggregate) | {"seen_by": list(aggregate.seen_by()), "sort_key": self.sort_key(aggregate)}

    def sort_key(self, deadline: Deadline) -> str:
        return f"{instant_text(deadline.due_at)} {deadline.id}"

    def waiting(self, after: str | None, most: int, *, what: str | None = None, call_id: str | None = None) -> Sequence[Deadline]:
        """In the order of their ids, for going through all of them."""
        where: dict[str, Any] = {"state": WAITING} | given(what=what) | given(**{"concerned.call_id": call_id})
        if after is not None:
            where["_id"] = {"$gt": after}
        return list(self.select(where, sort=(("_id", 1),), limit=most))

    def of_application(self, application_id: str) -> Sequence[Deadline]:
        return list(self.select({"concerned.application_id": application_id, "state": WAITING}, sort=(("sort_key", 1),)))

    def of_reviewer(self, reviewer_id: str) -> Sequence[Deadline]:
        return list(self.select({"seen_by": f"person:{reviewer_id}", "state": WAITING}, sort=(("sort_key", 1),)))

    def page(
        self,
        after: Any,
        *,
        keys: frozenset[str],
        without: frozenset[str],
        what: str | None = None,
        call_id: str | None = None,
        application_id: str | None = None,
        due_before: datetime | None = None,
    ) -> Sequence[Deadline]:
        """Of those that the holder of these keys sees, but for the applications `without`."""
        where: dict[str, Any] = {"seen_by": {"$in": sorted(keys)}, "state": WAITING} | given(what=what)
        where |= given(**{"concerned.call_id": call_id, "concerned.application_id": application_id})
        if without and application_id is None:
            where["concerned.application_id"] = {"$nin": sorted(without)}
        between = given(**{"$gt": after.key, "$lt": None if due_before is None else instant_text(due_before)})
        if between:
            where["sort_key"] = between
        return list(self.select(where, sort=(("sort_key", 1),), limit=after.most))


class StoredReminders(Repository[Reminders]):
    """One document."""

    aggregate = Reminders
    name = "fund_reminders"

    def current(self) -> Reminders:
        return self.find(THE_REMINDERS) or Reminders()
