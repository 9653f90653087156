"""Changing who sits in an application's panel. Every change writes the panel, so that no two of them pass each other."""

from collections.abc import Iterable

from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.panel import Panel
from services.technical_fund.usecases.ports import Fund


def open_next_round(unit: Fund, application_id: str, call_id: str, persons: Iterable[str]) -> Panel:
    """A disjoint round after an upheld appeal. `persons` (chair, deciders) join the former reviewers in having no seat."""
    panel = unit.panels.of(application_id, call_id)
    former = {assignment.reviewer_id for assignment in unit.assignments.of_application(application_id)}
    panel.open_next_round({*former, *persons})
    unit.panels.keep(panel)
    return panel


def release(unit: Fund, assignment: Assignment, reason: str, note: str | None = None) -> None:
    """Let a reviewer go; the seat is vacant from now on."""
    assignment.release(reason, note, by=unit.actor.person_id, at=unit.now)
    unit.panels.keep(unit.panels.of(assignment.application_id, assignment.call_id))
    unit.assignments.save(assignment)
