"""The discussion of one application among its panel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from services.technical_fund.domain import access
from services.technical_fund.domain.blindness import Sight

PANEL, MANAGEMENT = "panel", "management"

EDIT_WINDOW: Final = timedelta(minutes=15)
"""How long a post can be changed. What it said before stays on record, for those who answered it."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    text: str
    until: datetime


@dataclass(kw_only=True)
class Post(Aggregate):
    """`seat_id` is the review of a reviewer who posted; `part` is what they were to the application: reviewer, chair or management."""

    kind: ClassVar[str] = "fund-posts"
    application_id: str
    round: int
    visibility: str
    posted_by: str | None
    part: str
    seat_id: str | None
    text: str
    posted_at: datetime
    earlier: tuple[Earlier, ...] = ()

    @property
    def editable_until(self) -> datetime:
        return self.posted_at + EDIT_WINDOW

    @property
    def edited_at(self) -> datetime | None:
        return self.earlier[-1].until if self.earlier else None

    def edit(self, text: str, *, at: datetime) -> None:
        """Raises `technical_fund.too_late_to_edit` once the window is over."""
        if at >= self.editable_until:
            raise Conflict("technical_fund.too_late_to_edit", "this post cannot be changed any more")
        if text != self.text:
            self.earlier = (*self.earlier, Earlier(text=self.text, until=at))
            self.text = text


@dataclass(kw_only=True)
class Discussion(Aggregate):
    """Keyed by the application; there is one once it has been closed."""

    kind: ClassVar[str] = "fund-discussions"
    closed_at: datetime | None = None
    closed_by: str | None = None

    def close(self, *, by: str | None, at: datetime) -> None:
        if self.closed_at is not None:
            raise Conflict("technical_fund.discussion_closed", "the discussion is closed")
        self.closed_at, self.closed_by = at, by

    def reopen(self) -> None:
        if self.closed_at is None:
            raise Conflict("technical_fund.discussion_open", "the discussion is open")
        self.closed_at = self.closed_by = None


def may_join(sight: Sight, round: int) -> bool:
    """Whoever leads, unless they owe a review themselves; reviewers of the round, once their own review is final."""
    return round not in sight.blind and (sight.leads or round in sight.rounds)


def visible_to(sight: Sight) -> frozenset[str]:
    return frozenset({PANEL, MANAGEMENT} if sight.leads else {PANEL})


def part_in(parts: frozenset[str]) -> str:
    """As what somebody speaks, of several the one that leads."""
    return next(part for part in (access.CHAIR, access.MANAGEMENT, access.REVIEWING) if part in parts)
