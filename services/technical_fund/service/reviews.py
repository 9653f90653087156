"""Reviews."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import review_form, review_stage, reviews


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

    @answers(ask.ListReviewQueue)
    def list_review_queue(self, request: ask.ListReviewQueue) -> Any:
        return self.work.read(views.review_desk.list_review_queue, request)

    @answers(ask.GetReviewDossier)
    def get_review_dossier(self, request: ask.GetReviewDossier) -> Any:
        return self.work.read(views.review_desk.get_review_dossier, request)

    @answers(ask.ReadDossierAttachment)
    def read_dossier_attachment(self, request: ask.ReadDossierAttachment) -> Any:
        return self.work.read(views.review_desk.read_dossier_attachment, request)

    @answers(ask.BeginApplicationReview)
    def begin_application_review(self, request: ask.BeginApplicationReview) -> Any:
        return self.work.run(review_stage.begin_application_review, request)

    @answers(ask.CloseApplicationReview)
    def close_application_review(self, request: ask.CloseApplicationReview) -> Any:
        return self.work.run(review_stage.close_application_review, request)

    @answers(ask.ReadReviewForm)
    def read_review_form(self, request: ask.ReadReviewForm) -> Any:
        return self.work.read(views.review_form.read_review_form, request)

    @answers(ask.FillInReviewForm)
    def fill_in_review_form(self, request: ask.FillInReviewForm) -> Any:
        return self.work.run(review_form.fill_in_review_form, request)
