"""Reviews as they are shown to one reader."""

from datetime import datetime

from contracts.technical_fund import FundReviewView, ReviewContent, ReviewFault, ReviewProgress, ReviewSubmission
from services.technical_fund.domain import reviewing
from services.technical_fund.domain.blindness import Sight, label
from services.technical_fund.domain.review_desk import Desk
from services.technical_fund.domain.reviews import DRAFT, HANDED_IN, SUBMITTED, Review, Submission


def review_view(review: Review, around: Desk, *, due_at: datetime | None, now: datetime) -> FundReviewView:
    sight = around.sight
    own, reads = sight.owns(review), sight.reads(review)
    faults = reviewing.missing(around.call.rubric, review.content, around.currency) if own else ()
    return FundReviewView(
        id=review.id,
        application_id=review.application_id,
        call_id=review.call_id,
        round=review.round,
        state=review.state,
        reviewer_id=review.reviewer_id if sight.reads_name(review) else None,
        label=label(review.id),
        own=own,
        content=_content(review, own=own) if reads else None,
        points=review.points if own or (reads and review.counts) else None,
        progress=ReviewProgress(done=review.done, of=review.of),
        missing=tuple(ReviewFault(**one) for one in faults),
        due_at=due_at,
        late=is_late(review, due_at, now),
        started_at=review.started_at,
        updated_at=review.updated_at,
        handed_in_at=review.handed_in_at,
        final_at=review.final_at,
        submitted_at=review.submitted_at,
        submissions=tuple(_submission(one, told=own or sight.leads) for one in review.submissions),
        voided_at=review.voided_at,
        void_reason=review.void_reason,
        next_steps=_next_steps(review, sight, now) if around.open else (),
        version=review.version,
    )


def _content(review: Review, *, own: bool) -> ReviewContent:
    """To others, what was submitted last: never a draft."""
    return review.content if own or review.counts else review.submissions[-1].content


def is_late(review: Review | None, due_at: datetime | None, now: datetime) -> bool:
    """Not handed in when it was due; or handed in after."""
    if due_at is None:
        return False
    handed_in = review.handed_in_at if review is not None else None
    return (handed_in or now) > due_at


def _submission(submission: Submission, *, told: bool) -> ReviewSubmission:
    return ReviewSubmission(
        number=submission.number,
        submitted_at=submission.submitted_at,
        reopened_at=submission.reopened_at,
        reason=submission.reason if told else None,
    )


def _next_steps(review: Review, sight: Sight, now: datetime) -> tuple[str, ...]:
    steps: list[str] = []
    if sight.owns(review):
        if review.state == DRAFT:
            steps += ["save_fund_review", "submit_fund_review"] if review.done == review.of else ["save_fund_review"]
        elif review.state == HANDED_IN and review.final_at is not None and now < review.final_at:
            steps.append("take_back_fund_review")
    if sight.leads and review.state == SUBMITTED and sight.reads(review) and not sight.owns(review):
        steps.append("reopen_fund_review")
    return tuple(steps)
