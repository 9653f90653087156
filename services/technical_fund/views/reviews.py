"""Reviews, to those who may read them."""

from contracts.technical_fund import FundReviewsPage, FundReviewView, GetFundReview, ListFundReviews
from services.technical_fund.domain.review_desk import desk, review_desk
from services.technical_fund.domain.showing.reviews import review_view
from services.technical_fund.views.ports import Reading


def get_fund_review(unit: Reading, request: GetFundReview) -> FundReviewView:
    review, around = review_desk(unit, request.review_id)
    return review_view(review, around, due_at=around.seat_of(review.id).review_by, now=unit.now)


def list_fund_reviews(unit: Reading, request: ListFundReviews) -> FundReviewsPage:
    around = desk(unit, request.application_id)
    known = (review for review in around.reviews if around.sight.knows_of(review))
    return FundReviewsPage(
        items=tuple(review_view(review, around, due_at=around.seat_of(review.id).review_by, now=unit.now) for review in known)
    )
