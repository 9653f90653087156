"""What the rubric asks of a review, and how far a review is."""

from typing import Final

from contracts.errors import Invalid
from contracts.technical_fund import ReviewContent, RubricContent
from services.technical_fund.domain.faults import Fault, fault
from services.technical_fund.domain.reviews import Extent
from services.technical_fund.domain.rubric import check_scores, share

FUND_IN_PART: Final = "fund_in_part"


def check_draft(rubric: RubricContent, content: ReviewContent, currency: str | None, pointer: str = "") -> None:
    """Raises `Invalid` for what may not be in a draft either: scores off their scale, unknown criteria, another currency."""
    if found := draft_faults(rubric, content, currency):
        raise Invalid.fields([{**one, "pointer": f"{pointer}{one['pointer']}"} for one in found])


def draft_faults(rubric: RubricContent, content: ReviewContent, currency: str | None) -> list[Fault]:
    """What may not be in a draft either, by its pointer in the review."""
    return [*check_scores(rubric, content.scores, final=False), *_currency(content, currency)]


def missing(rubric: RubricContent, content: ReviewContent, currency: str | None) -> list[Fault]:
    """Everything that keeps a review from being handed in. Asked anew each time: nothing is kept that a later step could forget."""
    return [*check_scores(rubric, content.scores, final=True), *_currency(content, currency), *_recommendation(content)]


def extent(rubric: RubricContent, content: ReviewContent) -> Extent:
    """How far it is: of a score for each criterion, a comment where one is required, and a recommendation with what belongs to it."""
    asked = sum(1 + (criterion.comment == "required") for criterion in rubric.criteria) + 1 + (content.recommendation == FUND_IN_PART)
    open_ = [one for one in [*check_scores(rubric, content.scores, final=True), *_recommendation(content)] if one["code"] == "required"]
    return Extent(done=asked - len(open_), of=asked, points=points(rubric, content))


def points(rubric: RubricContent, content: ReviewContent) -> float | None:
    """Out of 100; None while a score is missing."""
    scored = all(criterion.code in content.scores and content.scores[criterion.code].score is not None for criterion in rubric.criteria)
    return share(rubric, content.scores) if scored and rubric.criteria else None


def _recommendation(content: ReviewContent) -> list[Fault]:
    if content.recommendation is None:
        return [fault("/recommendation", "required", "is missing")]
    suggested = content.suggested
    if content.recommendation == FUND_IN_PART and (suggested is None or not (suggested.money or suggested.half_days)):
        return [fault("/suggested", "required", "is missing: how much should it be")]
    return []


def _currency(content: ReviewContent, currency: str | None) -> list[Fault]:
    money = content.suggested.money if content.suggested else None
    if money is None or money.currency == currency:
        return []
    words = f"must be {currency}" if currency else "must be left out: this call gives no money"
    return [fault("/suggested/money/currency", "technical_fund.wrong_currency", words)]
