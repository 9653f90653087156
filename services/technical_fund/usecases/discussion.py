"""Saying something to the panel, changing it for a while, and ending the discussion."""

from chassis.context import new_id
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.technical_fund import (
    CloseFundDiscussion,
    EditFundPost,
    FundDiscussionView,
    FundPostView,
    PostInFundDiscussion,
    ReopenFundDiscussion,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.discussion import MANAGEMENT, Discussion, Post, may_join, part_in, visible_to
from services.technical_fund.domain.review_desk import Desk, check_leads_panel, desk
from services.technical_fund.domain.showing.discussion import discussion_view, post_view
from services.technical_fund.usecases import history
from services.technical_fund.usecases.ports import Fund


def post_in_fund_discussion(unit: Fund, request: PostInFundDiscussion) -> FundPostView:
    around = desk(unit, request.application_id)
    round_ = _joined(unit, around)
    if request.visibility not in visible_to(around.sight):
        raise NotAllowed("technical_fund.not_yours_to_do", "reviewers speak to the whole panel")
    _check_goes_on(unit, around)
    part = part_in(around.parts)
    own = next((one.id for one in around.reviews if around.sight.owns(one) and one.round == round_ and one.counts), None)
    post = Post(
        id=new_id(),
        application_id=around.application.id,
        round=round_,
        visibility=request.visibility,
        posted_by=unit.actor.person_id,
        part=part,
        seat_id=own if part == access.REVIEWING else None,
        text=request.text,
        posted_at=unit.now,
    )
    unit.posts.add(post)
    _note(unit, post, "discussion_posted")
    return post_view(post, around.sight)


def edit_fund_post(unit: Fund, request: EditFundPost) -> FundPostView:
    post = unit.posts.find(request.post_id)
    if post is None or post.posted_by != unit.actor.person_id:
        raise no_post()
    try:
        around = desk(unit, post.application_id)
    except NotFound:
        raise no_post() from None
    if not may_join(around.sight, post.round) or post.visibility not in visible_to(around.sight):
        raise no_post()
    unit.expect(post)
    _check_goes_on(unit, around)
    post.edit(request.text, at=unit.now)
    unit.posts.save(post)
    _note(unit, post, "discussion_edited")
    return post_view(post, around.sight)


def close_fund_discussion(unit: Fund, request: CloseFundDiscussion) -> FundDiscussionView:
    found = _led(unit, request.application_id)
    found.close(by=unit.actor.person_id, at=unit.now)
    return _kept(unit, found, "discussion_closed")


def reopen_fund_discussion(unit: Fund, request: ReopenFundDiscussion) -> FundDiscussionView:
    found = _led(unit, request.application_id)
    found.reopen()
    return _kept(unit, found, "discussion_reopened")


def no_post() -> NotFound:
    return NotFound("technical_fund.no_post", "there is no such post")


def _joined(unit: Fund, around: Desk) -> int:
    """The present round, for whoever may speak in it. Raises `technical_fund.own_review_first` for a reviewer whose own is not final."""
    round_ = unit.panels.of(around.application.id, around.application.call_id).round
    if not may_join(around.sight, round_):
        raise NotAllowed("technical_fund.own_review_first", "submit your own review first")
    return round_


def _check_goes_on(unit: Fund, around: Desk) -> None:
    """Posting and closing write one document, so that nothing is said after the end."""
    application = around.application
    unit.guard(f"discussion:{application.id}")
    if not around.open:
        details = {"state": application.state, "action": "post_in_fund_discussion"}
        raise Conflict("technical_fund.not_under_review", "the panel has decided", details)
    if unit.discussions.of(application.id).closed_at is not None:
        raise Conflict("technical_fund.discussion_closed", "the discussion is closed")


def _led(unit: Fund, application_id: str) -> Discussion:
    around = desk(unit, application_id)
    check_leads_panel(unit, around)
    unit.guard(f"discussion:{application_id}")
    found = unit.discussions.of(application_id)
    unit.expect(found)
    return found


def _kept(unit: Fund, discussion: Discussion, what: str) -> FundDiscussionView:
    unit.discussions.keep(discussion)
    history.note(unit, discussion.id, what)
    return discussion_view(discussion.id, discussion)


def _note(unit: Fund, post: Post, what: str) -> None:
    """That something was said, not what: the history has other readers than the panel."""
    history.note(unit, post.application_id, what, data={"post_id": post.id, "internal": post.visibility == MANAGEMENT})
