"""The pool of reviewers."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import reviewers
from services.technical_fund.views import reviewers as views


class ReviewerDoors(Doors):
    """The pool of reviewers."""

    @answers(ask.JoinReviewerPool)
    def join_reviewer_pool(self, request: ask.JoinReviewerPool) -> Any:
        return self.work.run(reviewers.join_reviewer_pool, request)

    @answers(ask.ReviseReviewerProfile)
    def revise_reviewer_profile(self, request: ask.ReviseReviewerProfile) -> Any:
        return self.work.run(reviewers.revise_reviewer_profile, request)

    @answers(ask.SetReviewerSeniority)
    def set_reviewer_seniority(self, request: ask.SetReviewerSeniority) -> Any:
        return self.work.run(reviewers.set_reviewer_seniority, request)

    @answers(ask.RetireReviewer)
    def retire_reviewer(self, request: ask.RetireReviewer) -> Any:
        return self.work.run(reviewers.retire_reviewer, request)

    @answers(ask.ListReviewers)
    def list_reviewers(self, request: ask.ListReviewers) -> Any:
        return self.work.read(views.list_reviewers, request)

    @answers(ask.GetReviewer)
    def get_reviewer(self, request: ask.GetReviewer) -> Any:
        return self.work.read(views.get_reviewer, request)
