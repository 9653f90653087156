"""Taking in a review that was filled in offline: it never writes over anything that was saved since its text was made."""

from contracts.declare import dump
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import FillInReviewForm, FundReviewView
from services.technical_fund.domain import merging, reviewing
from services.technical_fund.domain.review_desk import Desk, own_review
from services.technical_fund.domain.review_form.lines import at
from services.technical_fund.domain.review_form.reading import Filled, read_form
from services.technical_fund.domain.reviews import WITHIN, Review
from services.technical_fund.usecases import reviews
from services.technical_fund.usecases.ports import Fund


def fill_in_review_form(unit: Fund, request: FillInReviewForm) -> FundReviewView:
    review, around = own_review(unit, request.review_id)
    reviews.check_open(around, "fill_in_review_form")
    filled, faults = read_form(request.text, around.call.rubric)
    if filled is None:
        raise Invalid.fields(faults)
    if filled.review_id != review.id:
        raise Invalid.fields([at(1, "technical_fund.form_of_another", "is the form of another review")])
    _check_seen(review, filled)
    _check_rules(around, filled)
    return reviews.write(unit, review, around, filled.content, pointer="/text")


def _check_seen(review: Review, filled: Filled) -> None:
    """Raises `stale_version` with both versions, when something was saved since that the text does not say as well."""
    since = review.changed_since(filled.version)
    theirs, yours = dump(review.content), dump(filled.content)
    if filled.version > review.version:
        raise Conflict("stale_version", "this version has never been", {"version": review.version})
    if since & merging.differing(theirs, yours, WITHIN):
        raise merging.clash(version=review.version, yours=yours, theirs=theirs, since=since, within=WITHIN)


def _check_rules(around: Desk, filled: Filled) -> None:
    """What a rule has against a part is said of the line it stands on."""
    faults = reviewing.draft_faults(around.call.rubric, filled.content, around.currency)
    if faults:
        raise Invalid.fields([{**one, "pointer": f"/text/{filled.lines.get(one['pointer'], 1)}"} for one in faults])
