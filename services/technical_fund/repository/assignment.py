"""Assignments and panels."""

from collections.abc import Sequence
from typing import Any, Final

from chassis.migrations import Index, Migration
from chassis.pages import given, page_after
from chassis.repository import Repository
from chassis.unit import Document
from contracts.fields import instant_text
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.panel import Panel

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection="assignments", keys=(("application_id", 1), ("sort_key", 1))),
    Index(collection="assignments", keys=(("reviewer_id", 1), ("state", 1), ("sort_key", -1))),
    Index(collection="assignments", keys=(("reviewer_id", 1), ("sort_key", -1))),
    Index(collection="assignments", keys=(("call_id", 1), ("state", 1), ("sort_key", 1))),
    Index(collection="assignments", keys=(("call_id", 1), ("sort_key", 1))),
    Index(collection="assignments", keys=(("run_id", 1), ("sort_key", 1))),
    Index(collection="panels", keys=(("call_id", 1), ("_id", 1))),
)


class StoredAssignments(Repository[Assignment]):
    """Assignments, the ended ones too: who sat where is part of an application's record."""

    aggregate = Assignment
    name = "assignments"

    def document(self, aggregate: Assignment) -> Document:
        return super().document(aggregate) | {"sort_key": self.sort_key(aggregate)}

    def sort_key(self, assignment: Assignment) -> str:
        return f"{instant_text(assignment.assigned_at)} {assignment.id}"

    def of_application(self, application_id: str) -> Sequence[Assignment]:
        """In the order they were made, every round."""
        return list(self.select({"application_id": application_id}, sort=(("sort_key", 1),)))

    def of_reviewer(self, reviewer_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]:
        """The latest first."""
        where: dict[str, Any] = {"reviewer_id": reviewer_id}
        if states is not None:
            where["state"] = {"$in": sorted(states)}
        return list(self.select(where, sort=(("sort_key", -1),)))

    def of_call(self, call_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]:
        where: dict[str, Any] = {"call_id": call_id}
        if states is not None:
            where["state"] = {"$in": sorted(states)}
        return list(self.select(where, sort=(("sort_key", 1),)))

    def of_run(self, run_id: str) -> Sequence[Assignment]:
        return list(self.select({"run_id": run_id}, sort=(("sort_key", 1),)))

    def page_of_call(self, after: Any, call_id: str, *, state: str | None, without: Sequence[str]) -> Sequence[Assignment]:
        """`without` are applications the reader is recused from."""
        where: dict[str, Any] = {"call_id": call_id} | given(state=state)
        if without:
            where["application_id"] = {"$nin": list(without)}
        return list(page_after(self, where, after))

    def page_of_reviewer(self, after: Any, reviewer_id: str, *, state: str | None, without: Sequence[str]) -> Sequence[Assignment]:
        where: dict[str, Any] = {"reviewer_id": reviewer_id} | given(state=state)
        if without:
            where["application_id"] = {"$nin": list(without)}
        return list(page_after(self, where, after, newest_first=True))

    def seats_of(self, after: Any, reviewer_id: str, *, states: frozenset[str]) -> Sequence[Assignment]:
        """A reviewer's seats in any of `states`, the latest first."""
        where: dict[str, Any] = {"reviewer_id": reviewer_id, "state": {"$in": sorted(states)}}
        return list(page_after(self, where, after, newest_first=True))


class StoredPanels(Repository[Panel]):
    """Panels, by the id of their application."""

    aggregate = Panel
    name = "panels"

    def of(self, application_id: str, call_id: str) -> Panel:
        """The panel there is, or the one that the first change of a seat will add."""
        return self.find(application_id) or Panel(id=application_id, call_id=call_id)

    def of_call(self, call_id: str) -> Sequence[Panel]:
        return list(self.select({"call_id": call_id}, sort=(("_id", 1),)))

    def keep(self, panel: Panel) -> None:
        self.save(panel) if panel.version else self.add(panel)
