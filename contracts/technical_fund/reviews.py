"""Reviews: what a reviewer writes about an application, and who may read it when."""

from dataclasses import dataclass, field
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund.forms import CriterionScore
from contracts.technical_fund.shared import PUBLISHER, Support
from contracts.words import Count, Doc, Id, Instant, Length, Line, MergePatchOf, Multiline, OneOf, Paragraph, Word

ReviewState = Annotated[
    str,
    OneOf(["draft", "handed_in", "submitted", "void"]),
    Doc("handed_in: finished by the reviewer, who may still take it back for ten minutes; nobody else reads it before it is submitted."),
]
Recommendation = Annotated[str, OneOf(["fund", "fund_in_part", "decline"])]
VoidReason = Annotated[
    str,
    OneOf(["conflict", "declined", "released", "revoked"]),
    Doc("Why a review does not count: its writer has a conflict, gave the seat back, was let go, or the review itself was taken out."),
]
ReviewText = Annotated[str, Length(1, 20_000), Multiline()]


@dataclass(frozen=True, kw_only=True)
class ReviewContent:
    """What a reviewer says. A comment on a criterion is the city's to read, unless the rubric calls that criterion confidential."""

    scores: Annotated[dict[Word, CriterionScore], Doc("By the code of the rubric's criterion.")] = field(default_factory=dict)
    to_city: (
        Annotated[ReviewText, Doc("What the city is to read, without the reviewer's name, in the letter with the decision.")] | None
    ) = None
    confidential: Annotated[ReviewText, Doc("For the panel and the management unit only: never shown to the city.")] | None = None
    recommendation: Recommendation | None = None
    suggested: Annotated[Support, Doc("What to give, where the recommendation is to fund in part.")] | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewProgress:
    """How far a review is: things the rubric asks for, and those that are there. No word of what was written."""

    done: Count
    of: Count


@event(PUBLISHER, subject="fund-reviews/{review_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewSubmitted:
    """A review is final: the panel may read it now. `number` counts submissions of this review: 2 after it was sent back once."""

    review_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    round: Count
    number: Count
    submitted_at: Instant


@event(PUBLISHER, subject="fund-reviews/{review_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewReopened:
    """A submitted review was sent back to its writer. It counts for nothing until it is submitted again."""

    review_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    reopened_at: Instant


@event(PUBLISHER, subject="fund-reviews/{review_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewVoided:
    """A review that was begun or submitted does not count any more, for good."""

    review_id: Id
    application_id: Id
    call_id: Id
    reviewer_id: Id
    reason: VoidReason
    voided_at: Instant


Reason = Annotated[Paragraph, Doc("For the record, and for whom it concerns to read.")]
Pointer = Annotated[str, Length(0, 400), Doc("JSON pointer into the review's content.")]


@dataclass(frozen=True, kw_only=True)
class ReviewFault:
    """Something the rubric asks for that is not there, or not as it should be."""

    pointer: Pointer
    code: Word
    message: Line


@dataclass(frozen=True, kw_only=True)
class ReviewSubmission:
    """One time the review was submitted; with the reason, when it was sent back."""

    number: Count
    submitted_at: Instant
    reopened_at: Instant | None = None
    reason: Paragraph | None = None


@dataclass(frozen=True, kw_only=True)
class FundReviewView:
    """A review, as far as the reader may see it. `content`, `points` and `missing` of a draft are its writer's alone; everybody else sees
    how far it is. `label` names a reviewer whose identity the call hides from the reader."""

    id: Id
    application_id: Id
    call_id: Id
    round: Count
    state: ReviewState
    reviewer_id: Id | None
    label: Line
    own: bool
    content: ReviewContent | None
    points: Annotated[float, Doc("The weighted mean of its scores, out of 100; null while a score is missing.")] | None
    progress: ReviewProgress
    missing: tuple[ReviewFault, ...]
    due_at: Instant | None
    late: bool
    started_at: Instant
    updated_at: Instant
    handed_in_at: Instant | None
    final_at: Annotated[Instant, Doc("Until then its writer may take it back.")] | None
    submitted_at: Instant | None
    submissions: tuple[ReviewSubmission, ...]
    voided_at: Instant | None
    void_reason: VoidReason | None
    next_steps: tuple[Word, ...]
    version: Count


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class StartFundReview:
    """Begin to write the review of an assignment; it takes the assignment's id. Begun again, it is simply there."""

    assignment_id: Id


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class GetFundReview:
    """One review. A draft's content is its writer's alone; a submitted one is the panel's, for reviewers once their own is submitted."""

    review_id: Id


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class SaveFundReview:
    """Write in one's review. It may be saved half done; scores off their scale are refused. Written over something newer, it is refused
    with both versions."""

    review_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(ReviewContent)]


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class SubmitFundReview:
    """Hand in one's review, with everything the rubric asks for. It can be taken back for ten minutes, and nobody else reads it, unless
    its writer says that it is final."""

    review_id: Id
    final: Annotated[bool, Doc("The panel may read it at once: there is nothing to take back.")] = False


@request(PUBLISHER, kind="command", may=(REVIEWER,), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class TakeBackFundReview:
    """Undo handing in, within the ten minutes."""

    review_id: Id


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class ReopenFundReview:
    """Send a submitted review back to its writer. For whoever leads the panel, or the management unit where nobody does."""

    review_id: Id
    reason: Reason
    due_at: Annotated[Instant, Doc("When it is wanted back; without it, in seven days.")] | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundReviewView)
@dataclass(frozen=True, kw_only=True)
class RevokeFundReview:
    """Take a review out of the round for good; its seat is vacant again."""

    review_id: Id
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class FundReviewsPage:
    """Reviews of one application, of every round, the oldest first."""

    items: tuple[FundReviewView, ...]


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundReviewsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundReviews:
    """The reviews of an application that the reader may see: one's own, and, once that is submitted, those of the panel."""

    application_id: Id
