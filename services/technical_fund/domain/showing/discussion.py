"""Posts as they are shown to one reader."""

from contracts.technical_fund import EarlierText, FundDiscussionView, FundPostView
from services.technical_fund.domain.blindness import Sight, label
from services.technical_fund.domain.discussion import Discussion, Post


def post_view(post: Post, sight: Sight) -> FundPostView:
    """Who leads is no secret; of reviewers, the call says whether they know one another."""
    own = post.posted_by is not None and post.posted_by == sight.person_id
    named = own or sight.leads or sight.names or post.seat_id is None
    return FundPostView(
        id=post.id,
        application_id=post.application_id,
        round=post.round,
        visibility=post.visibility,
        posted_by=post.posted_by if named else None,
        label=post.part if post.seat_id is None else label(post.seat_id),
        own=own,
        text=post.text,
        posted_at=post.posted_at,
        edited_at=post.edited_at,
        earlier=tuple(EarlierText(text=one.text, until=one.until) for one in post.earlier),
        editable_until=post.editable_until,
        version=post.version,
    )


def discussion_view(application_id: str, discussion: Discussion) -> FundDiscussionView:
    return FundDiscussionView(application_id=application_id, closed_at=discussion.closed_at, version=discussion.version)
