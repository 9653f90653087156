"""The pool of reviewers: what each can judge, how much they take on, and when they are away."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund.shared import PUBLISHER, Code
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    MergePatchOf,
    OneOf,
    Paragraph,
    Range,
    Word,
)

LeftBecause = Annotated[str, OneOf(["role_ended", "retired"])]


@dataclass(frozen=True, kw_only=True)
class AwayRange:
    """Both days included."""

    first: Day
    last: Day


@dataclass(frozen=True, kw_only=True)
class ReviewerProfile:
    """What a reviewer says of themselves. `country` is where they are based, and keeps them from its applications; `countries` are those
    they know, and make them fit."""

    country: Country
    languages: Annotated[tuple[Language, ...], Length(1, 20)]
    themes: Annotated[tuple[Word, ...], Length(max=50), Doc("Themes of the network's vocabulary they can judge.")] = ()
    countries: Annotated[tuple[Country, ...], Length(max=60), Doc("Countries they know, besides the one they are based in.")] = ()
    organisation_id: Annotated[Id, Doc("The partner organisation they work for.")] | None = None
    city_ids: Annotated[tuple[Id, ...], Length(max=50), Doc("Cities they work or have worked for in the last years.")] = ()
    max_load: Annotated[int, Range(0, 200), Doc("The most applications they review at a time.")] = 5
    away: Annotated[tuple[AwayRange, ...], Length(max=50)] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewerView:
    """A reviewer, with the work before them: applications the reader is recused from are not counted."""

    person_id: Id
    profile: ReviewerProfile
    senior: bool
    active: bool
    open_assignments: Count
    room: Annotated[Count, Doc("How many more they take on.")]
    joined_at: Instant
    updated_at: Instant
    left_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class ReviewersPage:
    items: tuple[ReviewerView, ...]
    next: Cursor | None = None


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=ReviewerView)
@dataclass(frozen=True, kw_only=True)
class JoinReviewerPool:
    """Put a reviewer into the pool, or back into it: oneself, or for the management unit anybody who holds the role. Conflicts with all
    applications there are found at once."""

    profile: ReviewerProfile
    person_id: Annotated[Id, Doc("Somebody else, for the management unit.")] | None = None


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=ReviewerView)
@dataclass(frozen=True, kw_only=True)
class ReviseReviewerProfile:
    """Change one's own profile, or as the management unit anybody's. What is taken out lifts no conflict."""

    person_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(ReviewerProfile)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ReviewerView)
@dataclass(frozen=True, kw_only=True)
class SetReviewerSeniority:
    """Say whether somebody counts as senior. Every panel wants at least one who does."""

    person_id: Id
    senior: bool


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ReviewerView)
@dataclass(frozen=True, kw_only=True)
class RetireReviewer:
    """Take somebody out of the pool. Their open seats are vacant; what they have handed in stays."""

    person_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=ReviewersPage)
@dataclass(frozen=True, kw_only=True)
class ListReviewers:
    """The pool, in the order they joined."""

    active: bool = True
    theme: Word | None = None
    language: Language | None = None
    country: Annotated[Country, Doc("Where they are based.")] | None = None
    senior: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=ReviewerView)
@dataclass(frozen=True, kw_only=True)
class GetReviewer:
    """One reviewer: oneself, or for the management unit anybody."""

    person_id: Id


# ---------------------------------------------------------------- what is said


@event(PUBLISHER, subject="fund-reviewers/{person_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewerJoined:
    """Somebody is in the pool of reviewers, for the first time or again."""

    person_id: Id
    senior: bool
    joined_at: Instant


@event(PUBLISHER, subject="fund-reviewers/{person_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewerLeft:
    """Somebody is no longer in the pool; their open seats are vacant."""

    person_id: Id
    because: LeftBecause
    left_at: Instant


@event(PUBLISHER, subject="fund-reviewers/{person_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewerRecused:
    """A reviewer has lost a seat to a conflict of interest, which was declared or found after the seat was given."""

    person_id: Id
    application_id: Id
    ground: Code
