"""Who reviews what: assignments of reviewers to applications, by hand or by a run, and panels with their vacant seats."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.standard import Done
from contracts.technical_fund.conflicts import ConflictNature
from contracts.technical_fund.shared import PUBLISHER, Reference
from contracts.words import Count, Cursor, Doc, Id, Instant, Limit, OneOf, Paragraph, Range, Word

AssignmentState = Annotated[str, OneOf(["assigned", "accepted", "started", "submitted", "declined", "released"])]
AssignedHow = Annotated[str, OneOf(["run", "manual"])]
DeclineReason = Annotated[str, OneOf(["conflict", "not_my_expertise", "too_many", "away", "other"])]
ReleaseReason = Annotated[
    str,
    OneOf(["conflict", "by_hand", "moved", "left_the_pool", "away", "withdrawn", "ineligible", "decided", "call_cancelled"]),
    Doc("Why a seat was given up by somebody other than the reviewer."),
]
Round = Annotated[int, Range(1, 20), Doc("1 for the first panel; each upheld appeal opens the next, with nobody of those before.")]


@dataclass(frozen=True, kw_only=True)
class FundAssignmentView:
    """A seat in an application's panel. `reason` says how it ended; what was written with it stands in the application's history. `late`
    when the reviewer should have answered by now."""

    id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    round: Round
    state: AssignmentState
    how: AssignedHow
    run_id: Id | None
    reason: Word | None
    assigned_at: Instant
    accept_by: Instant
    late: bool
    review_by: Instant | None
    accepted_at: Instant | None
    started_at: Instant | None
    submitted_at: Instant | None
    ended_at: Instant | None
    next_steps: Annotated[tuple[Word, ...], Doc("What the reader may do with it now, as operations.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundAssignmentsPage:
    items: tuple[FundAssignmentView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundPanelView:
    """Who sits in an application's panel in this round, and how many seats are vacant."""

    application_id: Id
    reference: Reference | None
    state: Word
    round: Round
    seats: Count
    missing: Count
    assignments: tuple[FundAssignmentView, ...]


@dataclass(frozen=True, kw_only=True)
class FundPanelsPage:
    items: tuple[FundPanelView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER,), answer=FundAssignmentsPage)
@dataclass(frozen=True, kw_only=True)
class ListMyFundAssignments:
    """What one has been asked to review, the latest first."""

    state: AssignmentState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundAssignmentView)
@dataclass(frozen=True, kw_only=True)
class GetFundAssignment:
    """One's own assignment, or, for the management unit, anybody's."""

    assignment_id: Id


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=FundAssignmentView)
@dataclass(frozen=True, kw_only=True)
class AcceptFundAssignment:
    """Take the review on."""

    assignment_id: Id


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DeclineFundAssignment:
    """Give the seat back, with the reason. A conflict of interest is declared by it: from then on there is no such application for whoever
    has it."""

    assignment_id: Id
    reason: DeclineReason
    nature: Annotated[ConflictNature, Doc("What a conflict is about.")] | None = None
    note: Paragraph | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundAssignmentsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundAssignments:
    """Every seat of a call, given up ones too, in the order they were given."""

    call_id: Id
    state: AssignmentState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundPanelsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundPanels:
    """The panels of a call, those with vacant seats first where that is asked for."""

    call_id: Id
    vacant: Annotated[bool, Doc("Only those with vacant seats.")] = False
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAssignmentView)
@dataclass(frozen=True, kw_only=True)
class AssignFundReviewer:
    """Give somebody a seat by hand, with the reason. It may go against load, language, country, seniority, away dates and the number of
    seats, never against a conflict of interest nor against a former round."""

    application_id: Id
    reviewer_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAssignmentView)
@dataclass(frozen=True, kw_only=True)
class ReleaseFundAssignment:
    """Let a reviewer go, with the reason. A review that was begun does not count any more."""

    assignment_id: Id
    reason: Paragraph


# ---------------------------------------------------------------- facts


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
