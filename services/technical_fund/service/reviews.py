"""Reviews."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import reviews


class ReviewDoors(Doors):
    """Reviews: written in private, handed in, sent back."""

    @answers(ask.StartFundReview)
    def start_fund_review(self, request: ask.StartFundReview) -> Any:
        return self.work.run(reviews.start_fund_review, request)

    @answers(ask.GetFundReview)
    def get_fund_review(self, request: ask.GetFundReview) -> Any:
        return self.work.read(views.reviews.get_fund_review, request)

    @answers(ask.ListFundReviews)
    def list_fund_reviews(self, request: ask.ListFundReviews) -> Any:
        return self.work.read(views.reviews.list_fund_reviews, request)

    @answers(ask.SaveFundReview)
    def save_fund_review(self, request: ask.SaveFundReview) -> Any:
        return self.work.run(reviews.save_fund_review, request)

    @answers(ask.SubmitFundReview)
    def submit_fund_review(self, request: ask.SubmitFundReview) -> Any:
        return self.work.run(reviews.submit_fund_review, request)

    @answers(ask.TakeBackFundReview)
    def take_back_fund_review(self, request: ask.TakeBackFundReview) -> Any:
        return self.work.run(reviews.take_back_fund_review, request)

    @answers(ask.ReopenFundReview)
    def reopen_fund_review(self, request: ask.ReopenFundReview) -> Any:
        return self.work.run(reviews.reopen_fund_review, request)

    @answers(ask.RevokeFundReview)
    def revoke_fund_review(self, request: ask.RevokeFundReview) -> Any:
        return self.work.run(reviews.revoke_fund_review, request)
