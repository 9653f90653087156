"""Changing who sits in an application's panel. Every change writes the panel, so that no two of them pass each other."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from chassis.context import new_id
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.panel import Panel
from services.technical_fund.usecases import deadlines, history, review_voiding, steps
from services.technical_fund.usecases.ports import Fund

ACCEPTANCE_DUE: Final = "acceptance_due"
REPAIR_TIMER: Final = "fund-panels.repair"
SETTLE: Final = timedelta(minutes=10)
"""How long a panel waits for more news before a repair is looked for: whoever leaves the pool leaves several seats."""


def open_next_round(unit: Fund, application_id: str, call_id: str, persons: Iterable[str]) -> Panel:
    """A disjoint round after an upheld appeal. `persons` (chair, deciders) join the former reviewers in having no seat."""
    panel = unit.panels.of(application_id, call_id)
    former = {assignment.reviewer_id for assignment in unit.assignments.of_application(application_id)}
    panel.open_next_round({*former, *persons})
    unit.panels.keep(panel)
    return panel


def seat(
    unit: Fund, application: Application, panel: Panel, reviewer_id: str, *, how: str, by: str | None, run_id: str | None = None
) -> Assignment:
    """Give somebody a seat. Whoever calls keeps the panel, once, and has checked that nothing forbids it."""
    assignment = Assignment(
        id=new_id(),
        application_id=application.id,
        call_id=application.call_id,
        reviewer_id=reviewer_id,
        round=panel.round,
        how=how,
        run_id=run_id,
        assigned_at=unit.now,
        assigned_by=by,
        accept_by=unit.now + timedelta(days=unit.terms.current().content.acceptance_days),
    )
    unit.assignments.add(assignment.announce())
    deadlines.set(unit, ACCEPTANCE_DUE, assignment.id, assignment.accept_by)
    return assignment


def begin_review(unit: Fund, application: Application) -> None:
    """The first seat that is given opens the application to its reviewers."""
    if "begin_review" in steps.workflow_of(unit, application).possible(application.state, steps.AS_SYSTEM):
        steps.as_system(unit, application, "begin_review")


def release(unit: Fund, assignment: Assignment, reason: str, note: str | None = None) -> None:
    """Let a reviewer go; the seat is vacant from now on, and what was written for it is void."""
    assignment.release(reason, by=unit.actor.person_id, at=unit.now)
    vacate(unit, assignment, reason)
    data = {"assignment_id": assignment.id, "reviewer_id": assignment.reviewer_id, "reason": reason}
    history.note(unit, assignment.application_id, "reviewer_released", data=data, texts={"note": note})


def vacate(unit: Fund, assignment: Assignment, reason: str) -> None:
    """Save an assignment that has just ended, with all that hangs on it."""
    unit.panels.keep(unit.panels.of(assignment.application_id, assignment.call_id))
    unit.assignments.save(assignment)
    deadlines.done(unit, ACCEPTANCE_DUE, assignment.id)
    review_voiding.after_seat_given_up(unit, assignment, reason)
    look_for_repair(unit, assignment.call_id)


def look_for_repair(unit: Fund, call_id: str) -> None:
    """In a while, unless more happens meanwhile."""
    unit.timers.set(f"{REPAIR_TIMER}:{call_id}", unit.now + SETTLE, REPAIR_TIMER, {"call_id": call_id})
