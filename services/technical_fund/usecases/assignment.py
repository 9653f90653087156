"""Seats given and released by hand, and what reviewers answer."""

from contracts.errors import Conflict, Invalid, NotFound
from contracts.standard import Done
from contracts.technical_fund import (
    AcceptFundAssignment,
    AssignFundReviewer,
    DeclareFundConflict,
    DeclineFundAssignment,
    FundAssignmentView,
    ReleaseFundAssignment,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.review_desk import no_assignment
from services.technical_fund.domain.seating import Tables
from services.technical_fund.domain.showing.assignment import assignment_view
from services.technical_fund.usecases import clearance, conflicts, deadlines, history, panels, review_dates
from services.technical_fund.usecases.ports import Fund


def accept_fund_assignment(unit: Fund, request: AcceptFundAssignment) -> FundAssignmentView:
    assignment = _own(unit, request.assignment_id)
    unit.expect(assignment)
    assignment.accept(at=unit.now)
    review_dates.promise(unit, assignment)
    unit.assignments.save(assignment)
    deadlines.done(unit, panels.ACCEPTANCE_DUE, assignment.id)
    history.note(unit, assignment.application_id, "assignment_accepted", data={"assignment_id": assignment.id})
    return _shown(unit, assignment)


def decline_fund_assignment(unit: Fund, request: DeclineFundAssignment) -> Done:
    """A conflict is declared, and the recusal that follows takes the seat; any other reason gives it back."""
    assignment = _own(unit, request.assignment_id)
    unit.expect(assignment)
    if request.reason == "conflict":
        if request.nature is None:
            raise Invalid.field("/nature", "required", "must say what the conflict is about")
        declared = DeclareFundConflict(application_id=assignment.application_id, nature=request.nature, reason=request.note)
        return conflicts.declare_fund_conflict(unit, declared)
    assignment.decline(request.reason, at=unit.now)
    panels.vacate(unit, assignment, "declined")
    data = {"assignment_id": assignment.id, "reason": request.reason}
    history.note(unit, assignment.application_id, "assignment_declined", data=data, texts={"note": request.note})
    return Done()


def assign_fund_reviewer(unit: Fund, request: AssignFundReviewer) -> FundAssignmentView:
    application = access.acting(unit, request.application_id, access.MANAGEMENT)
    panel = unit.panels.of(application.id, application.call_id)
    _check_may_sit(unit, application, panel, request.reviewer_id)
    assignment = panels.seat(unit, application, panel, request.reviewer_id, how="manual", by=unit.actor.person_id)
    unit.panels.keep(panel)
    data = {"assignment_id": assignment.id, "reviewer_id": assignment.reviewer_id, "round": assignment.round, "how": assignment.how}
    history.note(unit, application.id, "reviewer_assigned", data=data, texts={"reason": request.reason})
    panels.begin_review(unit, application)
    return _shown(unit, assignment)


def release_fund_assignment(unit: Fund, request: ReleaseFundAssignment) -> FundAssignmentView:
    assignment = unit.assignments.find(request.assignment_id)
    if assignment is None:
        raise no_assignment()
    try:
        access.acting(unit, assignment.application_id, access.MANAGEMENT)
    except NotFound:
        raise no_assignment() from None
    unit.expect(assignment)
    panels.release(unit, assignment, "by_hand", request.reason)
    return _shown(unit, assignment)


def _own(unit: Fund, assignment_id: str) -> Assignment:
    """One's own, unless one has been recused since."""
    assignment = unit.assignments.find(assignment_id)
    if assignment is None or assignment.reviewer_id != unit.actor.person_id or assignment.application_id in access.hidden(unit):
        raise no_assignment()
    return assignment


def _check_may_sit(unit: Fund, application: Application, panel: Panel, reviewer_id: str) -> None:
    """What no reason overrides."""
    if not Tables(unit).wants_reviewers(application):
        details = {"state": application.state, "action": "assign_fund_reviewer"}
        raise Conflict("technical_fund.not_under_review", "no panel is being found for it", details)
    reviewer = unit.reviewers.find(reviewer_id)
    if reviewer is None or not reviewer.active:
        raise Conflict("technical_fund.not_in_pool", "this person is not in the pool of reviewers")
    clearance.require_no_conflict(unit, application.id, reviewer_id)
    if reviewer_id in panel.barred:
        raise Conflict("technical_fund.of_a_former_round", "this person had a part in a former round")
    if any(one.reviewer_id == reviewer_id and one.seated for one in unit.assignments.of_application(application.id)):
        raise Conflict("technical_fund.seated_already", "this reviewer sits in the panel")


def _shown(unit: Fund, assignment: Assignment) -> FundAssignmentView:
    return assignment_view(assignment, unit.actor.person_id, unit.now)
