"""Assignments and panels as they are shown."""

from datetime import datetime

from contracts.technical_fund import FundAssignmentView, FundPanelView
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.seating import Table

OF_REVIEWER = {"accept": "accept_fund_assignment", "decline": "decline_fund_assignment", "begin_review_work": "start_fund_review"}
OF_MANAGEMENT = {"release": "release_fund_assignment"}


def assignment_view(assignment: Assignment, reader_id: str | None, now: datetime) -> FundAssignmentView:
    offered = OF_REVIEWER if assignment.reviewer_id == reader_id else OF_MANAGEMENT
    return FundAssignmentView(
        id=assignment.id,
        application_id=assignment.application_id,
        call_id=assignment.call_id,
        reviewer_id=assignment.reviewer_id,
        round=assignment.round,
        state=assignment.state,
        how=assignment.how,
        run_id=assignment.run_id,
        reason=assignment.reason,
        assigned_at=assignment.assigned_at,
        accept_by=assignment.accept_by,
        late=assignment.late(now),
        review_by=assignment.review_by,
        accepted_at=assignment.accepted_at,
        started_at=assignment.started_at,
        submitted_at=assignment.submitted_at,
        ended_at=assignment.ended_at,
        next_steps=tuple(offered[action] for action in assignment.possible() if action in offered),
        version=assignment.version,
    )


def panel_view(table: Table, reader_id: str | None, now: datetime) -> FundPanelView:
    application = table.application
    return FundPanelView(
        application_id=application.id,
        reference=application.reference,
        state=application.state,
        round=table.panel.round,
        seats=table.seats,
        missing=table.missing,
        assignments=tuple(assignment_view(one, reader_id, now) for one in table.seated),
    )
