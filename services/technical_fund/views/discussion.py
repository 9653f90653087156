"""The discussion of an application, to its panel."""

from contracts.technical_fund import FundPostsPage, ListFundPosts
from services.technical_fund.domain.discussion import may_join, visible_to
from services.technical_fund.domain.review_desk import desk
from services.technical_fund.domain.showing.discussion import post_view
from services.technical_fund.views.ports import Reading, after


def list_fund_posts(unit: Reading, request: ListFundPosts) -> FundPostsPage:
    """Of the rounds the reader may join. To a reviewer who still owes a review, the discussion is empty."""
    around = desk(unit, request.application_id)
    rounds = range(1, unit.panels.of(around.application.id, around.application.call_id).round + 1)
    joined = [number for number in rounds if may_join(around.sight, number)]
    asked = after(unit, request)
    found = unit.posts.page(asked, around.application.id, rounds=joined, visibility=visible_to(around.sight)) if joined else ()
    items, more = unit.cursors.page(request, found, unit.posts.sort_key)
    closed_at = unit.discussions.of(around.application.id).closed_at
    return FundPostsPage(items=tuple(post_view(post, around.sight) for post in items), closed_at=closed_at, next=more)
