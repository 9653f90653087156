"""When reviews are due: so many days from taking one on, as the terms say then; put off when a review is sent back."""

from datetime import datetime, timedelta
from typing import Final

from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.usecases import deadlines
from services.technical_fund.usecases.ports import Fund

REVIEW_DUE: Final = "review_due"
AGAIN: Final = timedelta(days=7)
"""For a review that was sent back without a day."""


def promise(unit: Fund, assignment: Assignment) -> None:
    """A reviewer has taken a seat on: from now the review is due. For whoever has changed the assignment, before saving it."""
    if assignment.review_by is None:
        assignment.review_by = unit.now + timedelta(days=unit.terms.current().content.review_days)
    remind(unit, assignment)


def put_off(unit: Fund, assignment: Assignment, due_at: datetime | None) -> None:
    assignment.review_by = due_at or unit.now + AGAIN
    remind(unit, assignment)


def remind(unit: Fund, assignment: Assignment) -> None:
    """Have its reviewer reminded until it is handed in."""
    if assignment.review_by is not None:
        deadlines.set(unit, REVIEW_DUE, assignment.id, assignment.review_by)


def done(unit: Fund, assignment_id: str) -> None:
    """It is handed in, or nobody waits for it any more."""
    deadlines.done(unit, REVIEW_DUE, assignment_id)
