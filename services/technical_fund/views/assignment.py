"""Assignments and panels, without those of applications the reader is recused from."""

from collections import defaultdict

from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import (
    FundAssignmentsPage,
    FundAssignmentView,
    FundPanelsPage,
    GetFundAssignment,
    ListFundAssignments,
    ListFundPanels,
    ListMyFundAssignments,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.panel import Panel
from services.technical_fund.domain.review_desk import no_assignment
from services.technical_fund.domain.seating import Table, Tables
from services.technical_fund.domain.showing.assignment import assignment_view, panel_view
from services.technical_fund.views.ports import Reading, after


def list_my_fund_assignments(unit: Reading, request: ListMyFundAssignments) -> FundAssignmentsPage:
    found = unit.assignments.page_of_reviewer(
        after(unit, request), str(unit.actor.person_id), state=request.state, without=sorted(access.hidden(unit))
    )
    items, more = unit.cursors.page(request, found, unit.assignments.sort_key)
    return FundAssignmentsPage(items=tuple(_shown(unit, one) for one in items), next=more)


def get_fund_assignment(unit: Reading, request: GetFundAssignment) -> FundAssignmentView:
    assignment = unit.assignments.find(request.assignment_id)
    if assignment is None or assignment.application_id in access.hidden(unit):
        raise no_assignment()
    if assignment.reviewer_id != unit.actor.person_id and not unit.actor.has(MANAGEMENT_UNIT):
        raise no_assignment()
    return _shown(unit, assignment)


def list_fund_assignments(unit: Reading, request: ListFundAssignments) -> FundAssignmentsPage:
    found = unit.assignments.page_of_call(after(unit, request), request.call_id, state=request.state, without=sorted(access.hidden(unit)))
    items, more = unit.cursors.page(request, found, unit.assignments.sort_key)
    return FundAssignmentsPage(items=tuple(_shown(unit, one) for one in items), next=more)


def list_fund_panels(unit: Reading, request: ListFundPanels) -> FundPanelsPage:
    """In the order of the applications' ids. A call has some hundreds of applications, which are read together."""
    asked, tables = after(unit, request), _tables(unit, request.call_id)
    found = [table for table in tables if (asked.key is None or table.application.id > asked.key) and (table.missing or not request.vacant)]
    items, more = unit.cursors.page(request, found[: asked.most], lambda table: table.application.id)
    return FundPanelsPage(items=tuple(panel_view(table, unit.actor.person_id, unit.now) for table in items), next=more)


def _tables(unit: Reading, call_id: str) -> list[Table]:
    seats: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in unit.assignments.of_call(call_id):
        seats[assignment.application_id].append(assignment)
    panels = {panel.id: panel for panel in unit.panels.of_call(call_id)}
    tables = Tables(unit)
    waiting: list[Application] = sorted(
        (one for one in unit.applications.of_call(call_id, without=access.hidden(unit)) if tables.wants_reviewers(one)),
        key=lambda application: application.id,
    )
    return [
        tables.of(application, panels.get(application.id) or Panel(id=application.id, call_id=call_id), seats[application.id])
        for application in waiting
    ]


def _shown(unit: Reading, assignment: Assignment) -> FundAssignmentView:
    return assignment_view(assignment, unit.actor.person_id, unit.now)
