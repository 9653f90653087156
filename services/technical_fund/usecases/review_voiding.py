"""Taking a review out of its round: when its writer has a conflict, gives the seat back or is let go, or the review itself is revoked."""

from typing import Final

from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.reviews import Review
from services.technical_fund.usecases import history, review_dates
from services.technical_fund.usecases.ports import Fund

FINAL_TIMER: Final = "fund-reviews.final"

REASONS: Final = {"conflict": "conflict", "declined": "declined"}
"""Why a review is void, by why its seat was given up; anything else is `released`."""

STAYS: Final = frozenset({"decided", "call_cancelled"})
"""Ends of a seat that leave a submitted review what it is: part of what was decided on."""


def final_key(review_id: str) -> str:
    return f"{FINAL_TIMER}:{review_id}"


def after_seat_given_up(unit: Fund, assignment: Assignment, reason: str) -> None:
    """For whoever ends a seat, in the same unit of work: what was written for it counts for nothing any more, and nothing of it is due."""
    review_dates.done(unit, assignment.id)
    review = unit.reviews.find(assignment.id)
    if review is not None and review.live and not (review.counts and reason in STAYS):
        void(unit, review, REASONS.get(reason, "released"))


def void(unit: Fund, review: Review, reason: str, *, note: str | None = None) -> None:
    review.void(reason, by=unit.actor.person_id, at=unit.now)
    unit.reviews.save(review)
    unit.timers.cancel(final_key(review.id))
    review_dates.done(unit, review.id)
    history.note(unit, review.application_id, "review_voided", data={"review_id": review.id, "reason": reason}, texts={"note": note})
