"""The panel's discussion, and its work at a glance."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import discussion


class DiscussionDoors(Doors):
    """The panel's discussion, and its work at a glance."""

    @answers(ask.PostInFundDiscussion)
    def post_in_fund_discussion(self, request: ask.PostInFundDiscussion) -> Any:
        return self.work.run(discussion.post_in_fund_discussion, request)

    @answers(ask.EditFundPost)
    def edit_fund_post(self, request: ask.EditFundPost) -> Any:
        return self.work.run(discussion.edit_fund_post, request)

    @answers(ask.ListFundPosts)
    def list_fund_posts(self, request: ask.ListFundPosts) -> Any:
        return self.work.read(views.discussion.list_fund_posts, request)

    @answers(ask.CloseFundDiscussion)
    def close_fund_discussion(self, request: ask.CloseFundDiscussion) -> Any:
        return self.work.run(discussion.close_fund_discussion, request)

    @answers(ask.ReopenFundDiscussion)
    def reopen_fund_discussion(self, request: ask.ReopenFundDiscussion) -> Any:
        return self.work.run(discussion.reopen_fund_discussion, request)

    @answers(ask.GetReviewTable)
    def get_review_table(self, request: ask.GetReviewTable) -> Any:
        return self.work.read(views.review_table.get_review_table, request)
