"""Writing reviews, handing them in, and what the panel's lead may do with them."""

from collections.abc import Mapping
from typing import Any, Final

from chassis.timers import Timer
from contracts.declare import dump, patched
from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.fields import instant_text
from contracts.technical_fund import (
    FundReviewView,
    ReopenFundReview,
    ReviewContent,
    RevokeFundReview,
    SaveFundReview,
    StartFundReview,
    SubmitFundReview,
    TakeBackFundReview,
)
from services.technical_fund.domain import access, merging, reviewing
from services.technical_fund.domain.review_desk import Desk, check_leads_panel, desk, own_review, own_seat, review_desk
from services.technical_fund.domain.reviews import HANDED_IN, WITHIN, Review
from services.technical_fund.domain.showing.reviews import review_view
from services.technical_fund.usecases import history, panels, review_dates, review_voiding
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.review_voiding import FINAL_TIMER, final_key


def start_fund_review(unit: Fund, request: StartFundReview) -> FundReviewView:
    assignment, around = own_seat(unit, request.assignment_id)
    review = unit.reviews.find(assignment.id)
    if review is None:
        check_open(around, "start_fund_review")
        assignment.begin_review_work(at=unit.now)
        review_dates.promise(unit, assignment)
        unit.assignments.save(assignment)
        review = Review(
            id=assignment.id,
            application_id=assignment.application_id,
            call_id=assignment.call_id,
            reviewer_id=assignment.reviewer_id,
            round=assignment.round,
            of=reviewing.extent(around.call.rubric, ReviewContent()).of,
            started_at=unit.now,
            updated_at=unit.now,
        )
        unit.reviews.add(review)
        _note(unit, review, "review_started")
    return _shown(unit, review)


def save_fund_review(unit: Fund, request: SaveFundReview) -> FundReviewView:
    review, around = own_review(unit, request.review_id)
    check_open(around, "save_fund_review")
    seen = unit.context.expected_version
    if seen is not None and seen != review.version:
        raise _clash(review, request.changes, seen)
    return write(unit, review, around, patched(review.content, request.changes), pointer="/changes")


def write(unit: Fund, review: Review, around: Desk, content: ReviewContent, *, pointer: str) -> FundReviewView:
    """Put `content` in place of what is written. Raises `Invalid` for what may not be in a draft either. Not a word of it is in the
    history, which others read: only that its writer was at work."""
    reviewing.check_draft(around.call.rubric, content, around.currency, pointer)
    if review.write(content, reviewing.extent(around.call.rubric, content), at=unit.now):
        unit.reviews.save(review)
    return _shown(unit, review)


def submit_fund_review(unit: Fund, request: SubmitFundReview) -> FundReviewView:
    review, around = own_review(unit, request.review_id)
    check_open(around, "submit_fund_review")
    unit.expect(review)
    if faults := reviewing.missing(around.call.rubric, review.content, around.currency):
        raise Invalid.fields(faults, "technical_fund.review_incomplete")
    review.hand_in(at=unit.now, final=request.final)
    assert review.final_at is not None
    review_dates.done(unit, review.id)
    _note(unit, review, "review_handed_in")
    if request.final:
        _finish(unit, review)
    else:
        unit.reviews.save(review)
        unit.timers.set(final_key(review.id), review.final_at, FINAL_TIMER, {"review_id": review.id})
    return _shown(unit, review)


def take_back_fund_review(unit: Fund, request: TakeBackFundReview) -> FundReviewView:
    review, around = own_review(unit, request.review_id)
    unit.expect(review)
    if review.state == HANDED_IN and review.final_at is not None and unit.now >= review.final_at:
        raise Conflict("technical_fund.too_late_to_take_back", "the review is final", {"final_at": instant_text(review.final_at)})
    review.take_back(at=unit.now)
    unit.reviews.save(review)
    unit.timers.cancel(final_key(review.id))
    review_dates.remind(unit, around.seat_of(review.id))
    _note(unit, review, "review_taken_back")
    return _shown(unit, review)


def make_final(unit: Fund, timer: Timer) -> None:
    """The time to take it back is over: the panel may read it, and it counts."""
    review = unit.reviews.find(timer.data["review_id"])
    if review is None or review.state != HANDED_IN:
        return
    _finish(unit, review)


def _finish(unit: Fund, review: Review) -> None:
    review.make_final(at=unit.now)
    unit.reviews.save(review)
    assignment = unit.assignments.get(review.id)
    assignment.finish(at=unit.now)
    unit.assignments.save(assignment)
    _note(unit, review, "review_submitted", person_id=review.reviewer_id)


def reopen_fund_review(unit: Fund, request: ReopenFundReview) -> FundReviewView:
    review, around = review_desk(unit, request.review_id)
    check_leads_panel(unit, around)
    check_open(around, "reopen_fund_review")
    unit.expect(review)
    if review.counts and not around.sight.reads(review):
        raise NotAllowed("technical_fund.own_review_first", "submit your own review before you read others'")
    if request.due_at is not None and request.due_at <= unit.now:
        raise Invalid.field("/due_at", "technical_fund.in_the_past", "must lie ahead")
    review.reopen(request.reason, by=unit.actor.person_id, at=unit.now)
    unit.reviews.save(review)
    assignment = unit.assignments.get(review.id)
    assignment.reopen()
    review_dates.put_off(unit, assignment, request.due_at)
    unit.assignments.save(assignment)
    _note(unit, review, "review_reopened", texts={"reason": request.reason})
    return _shown(unit, review)


def revoke_fund_review(unit: Fund, request: RevokeFundReview) -> FundReviewView:
    review, around = review_desk(unit, request.review_id)
    if access.MANAGEMENT not in around.parts:
        raise NotAllowed("technical_fund.not_yours_to_do", "revoking a review is for the management unit")
    unit.expect(review)
    review_voiding.void(unit, review, "revoked", note=request.reason)
    assignment = unit.assignments.get(review.id)
    if assignment.seated:
        panels.release(unit, assignment, "by_hand", request.reason)
    return _shown(unit, review)


# ---------------------------------------------------------------- what they share


def _shown(unit: Fund, review: Review) -> FundReviewView:
    """As the actor sees it after the change."""
    seat = unit.assignments.get(review.id)
    around = desk(unit, review.application_id)
    return review_view(review, around, due_at=seat.review_by, now=unit.now)


def _clash(review: Review, changes: Mapping[str, Any], seen: int) -> Conflict:
    return merging.clash(
        version=review.version, yours=changes, theirs=dump(review.content), since=review.changed_since(seen), within=WITHIN
    )


def check_open(around: Desk, action: str) -> None:
    """Raises `technical_fund.not_under_review`."""
    if not around.open:
        state = around.application.state
        raise Conflict("technical_fund.not_under_review", f"{action} is not possible when {state}", {"state": state, "action": action})


def _note(unit: Fund, review: Review, what: str, *, texts: Mapping[str, str] | None = None, person_id: str | None = None) -> None:
    by = {} if person_id is None else {"person_id": person_id}
    history.note(unit, review.application_id, what, data={"review_id": review.id, "round": review.round}, texts=texts, **by)


TIMERS: Final = {FINAL_TIMER: make_final}
