"""The panel's work at a glance."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund.reviews import Recommendation, ReviewProgress, ReviewState
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Id, Instant, Limit, Line, OneOf, Word


@dataclass(frozen=True, kw_only=True)
class ReviewSeat:
    """One seat of an application's panel."""

    assignment_id: Id
    reviewer_id: Id
    assignment_state: Word
    review_state: ReviewState | None
    progress: ReviewProgress
    due_at: Instant | None
    late: bool
    points: float | None
    recommendation: Recommendation | None


@dataclass(frozen=True, kw_only=True)
class ReviewTableRow:
    """One application: what is missing, what is late, and where reviewers disagree. Points are of submitted reviews only."""

    application_id: Id
    reference: Line | None
    title: Line | None
    state: Word
    round: Count
    wanted: Count
    submitted: Count
    missing: Count
    vacant: Count
    late: Count
    mean: float | None
    spread: float | None
    range: float | None
    disagreement: tuple[Annotated[str, OneOf(["range", "spread", "recommendation"])], ...]
    seats: tuple[ReviewSeat, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewTable:
    """The panel's work at a glance, what needs somebody first. Applications the reader is recused from are in no figure."""

    call_id: Id
    applications: Count
    wanted: Count
    submitted: Count
    missing: Count
    late: Count
    disagreeing: Count
    items: tuple[ReviewTableRow, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=ReviewTable)
@dataclass(frozen=True, kw_only=True)
class GetReviewTable:
    """Every application in review under a call with its seats: for the management unit and whoever leads the panel."""

    call_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None
