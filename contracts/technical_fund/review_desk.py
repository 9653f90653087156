"""The reviewer's desk: what there is to review, and what it looks like."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import REVIEWER
from contracts.standard import FilePart
from contracts.technical_fund.calls import Anonymity
from contracts.technical_fund.forms import FormContent, RubricContent
from contracts.technical_fund.reviews import ReviewProgress, ReviewState
from contracts.technical_fund.shared import PUBLISHER, Support
from contracts.words import Count, Country, Cursor, Doc, Id, Instant, Json, Language, Limit, Line, Paragraph, Word


@dataclass(frozen=True, kw_only=True)
class ReviewQueueItem:
    """One seat of mine. City and country are null where the call hides them from reviewers."""

    assignment_id: Id
    application_id: Id
    call_id: Id
    reference: Line | None
    title: Line | None
    city_id: Id | None
    country: Country | None
    language: Language
    round: Count
    assignment_state: Word
    review_state: ReviewState | None
    progress: ReviewProgress
    accept_by: Instant | None
    due_at: Instant | None
    late: bool
    sent_back: Annotated[Paragraph, Doc("Why the review came back, while it has not been submitted again.")] | None
    next: Annotated[Word, Doc("accept_assignment, start_fund_review, save_fund_review, submit_fund_review, or nothing.")] | None


@dataclass(frozen=True, kw_only=True)
class ReviewQueue:
    """My seats, the latest first."""

    items: tuple[ReviewQueueItem, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER,), answer=ReviewQueue)
@dataclass(frozen=True, kw_only=True)
class ListReviewQueue:
    """What there is for me to review, with how far I am and what comes next."""

    open: Annotated[bool, Doc("Only what still wants something of me.")] = False
    limit: Limit = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class DossierAttachment:
    """A file of the application. Where the city is hidden it has a neutral name."""

    number: Count
    question: Word
    file_name: Line
    media_type: Line
    size: Count
    sha256: Word


@dataclass(frozen=True, kw_only=True)
class ReviewDossier:
    """Everything a reviewer needs: the application, the questions it answers, and the rubric. Where the call hides the city, nothing here
    names it, its country or its people; what the city itself has written is shown as it was written."""

    assignment_id: Id
    application_id: Id
    call_id: Id
    call_version: Count
    anonymity: Anonymity
    reference: Line | None
    title: Line | None
    city_id: Id | None
    country: Country | None
    language: Language
    requested: Support
    answers: Annotated[dict[Word, Json], Doc("By the code of the form's question.")]
    attachments: tuple[DossierAttachment, ...]
    form: FormContent
    rubric: RubricContent
    submitted_at: Instant | None


@request(PUBLISHER, kind="query", may=(REVIEWER,), answer=ReviewDossier)
@dataclass(frozen=True, kw_only=True)
class GetReviewDossier:
    """What I am to review."""

    assignment_id: Id


@request(PUBLISHER, kind="query", may=(REVIEWER,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadDossierAttachment:
    """A file of the application I am to review."""

    assignment_id: Id
    number: Count
    offset: Count = 0
