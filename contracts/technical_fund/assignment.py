"""Who reviews what: assignments of reviewers to applications, and the runs that propose them."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Doc, Id, Instant, OneOf, Range

AssignmentState = Annotated[str, OneOf(["assigned", "accepted", "started", "submitted", "declined", "released"])]
AssignedHow = Annotated[str, OneOf(["run", "manual"])]
DeclineReason = Annotated[str, OneOf(["conflict", "not_my_expertise", "too_many", "away", "other"])]
ReleaseReason = Annotated[
    str,
    OneOf(["conflict", "by_hand", "moved", "left_the_pool", "away", "withdrawn", "ineligible", "decided", "call_cancelled"]),
    Doc("Why a seat was given up by somebody other than the reviewer."),
]
Round = Annotated[int, Range(1, 20), Doc("1 for the first panel; each upheld appeal opens the next, with nobody of those before.")]


@event(PUBLISHER, subject="fund-assignments/{assignment_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewerAssigned:
    """A reviewer was given an application to review."""

    assignment_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    round: Round
    how: AssignedHow
    run_id: Id | None
    accept_by: Instant
    assigned_at: Instant


@event(PUBLISHER, subject="fund-assignments/{assignment_id}")
@dataclass(frozen=True, kw_only=True)
class AssignmentAccepted:
    """The reviewer will write the review."""

    assignment_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    accepted_at: Instant


@event(PUBLISHER, subject="fund-assignments/{assignment_id}")
@dataclass(frozen=True, kw_only=True)
class AssignmentDeclined:
    """The reviewer will not write the review; the seat is vacant."""

    assignment_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    reason: DeclineReason
    declined_at: Instant


@event(PUBLISHER, subject="fund-assignments/{assignment_id}")
@dataclass(frozen=True, kw_only=True)
class AssignmentReleased:
    """The reviewer has been let go of the application. What was written is no part of the round any more."""

    assignment_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    reason: ReleaseReason
    released_at: Instant
