"""What the panel says to one another about an application, once their own reviews are in."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Doc, Id, Instant, Length, Limit, Multiline, OneOf, Word

PostText = Annotated[str, Length(1, 10_000), Multiline()]
PostVisibility = Annotated[
    str,
    OneOf(["panel", "management"]),
    Doc("`panel`: reviewers whose own review is submitted, the chair, the management unit; `management`: the last two. Never the city."),
]


@dataclass(frozen=True, kw_only=True)
class EarlierText:
    """What a post said before it was changed."""

    text: PostText
    until: Instant


@dataclass(frozen=True, kw_only=True)
class FundPostView:
    """One post. `posted_by` is null where the call hides reviewers from one another; `label` names them then."""

    id: Id
    application_id: Id
    round: Count
    visibility: PostVisibility
    posted_by: Id | None
    label: Word
    own: bool
    text: PostText
    posted_at: Instant
    edited_at: Instant | None
    earlier: tuple[EarlierText, ...]
    editable_until: Instant
    version: Count


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundPostView)
@dataclass(frozen=True, kw_only=True)
class PostInFundDiscussion:
    """Say something about an application to its panel."""

    application_id: Id
    text: PostText
    visibility: PostVisibility = "panel"


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundPostView)
@dataclass(frozen=True, kw_only=True)
class EditFundPost:
    """Change one's own post within fifteen minutes. What it said before stays beside it."""

    post_id: Id
    text: PostText


@dataclass(frozen=True, kw_only=True)
class FundPostsPage:
    """The discussion, oldest first. `closed_at` says that nothing more is said."""

    items: tuple[FundPostView, ...]
    closed_at: Instant | None
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundPostsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundPosts:
    """The discussion of an application: for reviewers once their own review is submitted."""

    application_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundDiscussionView:
    """Whether anything more may be said."""

    application_id: Id
    closed_at: Instant | None
    version: Count


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundDiscussionView)
@dataclass(frozen=True, kw_only=True)
class CloseFundDiscussion:
    """End the discussion of an application: for whoever leads the panel, or the management unit where nobody does."""

    application_id: Id


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=FundDiscussionView)
@dataclass(frozen=True, kw_only=True)
class ReopenFundDiscussion:
    """Let the discussion go on."""

    application_id: Id
