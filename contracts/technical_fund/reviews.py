"""Reviews: what a reviewer writes about an application, and who may read it when."""

from dataclasses import dataclass, field
from typing import Annotated

from contracts.declare import event
from contracts.technical_fund.forms import CriterionScore
from contracts.technical_fund.shared import PUBLISHER, Support
from contracts.words import Count, Doc, Id, Instant, Length, Multiline, OneOf, Word

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
    to_city: Annotated[ReviewText, Doc("What the city is to read, without the reviewer's name, in the letter with the decision.")] | None = None
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
