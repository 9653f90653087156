"""A reviewer in the pool. The id is the person's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.technical_fund import ReviewerJoined, ReviewerLeft, ReviewerProfile, ReviewerRecused
from contracts.themes import THEME_CODES

ROLE_ENDED: Final = "role_ended"
RETIRED: Final = "retired"


@dataclass(kw_only=True)
class Reviewer(Aggregate):
    """`active` while in the pool; `senior` is for the management unit to say. Why it let somebody go is closed with its author's key."""

    kind: ClassVar[str] = "fund-reviewers"
    profile: ReviewerProfile
    senior: bool = False
    active: bool = True
    joined_at: datetime
    updated_at: datetime
    left_at: datetime | None = None
    left_text_id: str | None = None
    left_text: str | None = None

    @property
    def person_id(self) -> str:
        return self.id

    @property
    def country(self) -> str:
        """Where they are based: at most one of a country judges an application, and none of its own."""
        return self.profile.country

    @property
    def countries(self) -> tuple[str, ...]:
        return self.profile.countries

    @property
    def languages(self) -> tuple[str, ...]:
        return self.profile.languages

    @property
    def themes(self) -> tuple[str, ...]:
        return self.profile.themes

    @property
    def max_load(self) -> int:
        return self.profile.max_load

    def is_away(self, first: date, last: date) -> bool:
        """On any day of a span, both ends included."""
        return any(away.first <= last and first <= away.last for away in self.profile.away)

    def joined(self, *, at: datetime) -> "Reviewer":
        """Say that they are in the pool; for whoever adds them."""
        self.say(ReviewerJoined(person_id=self.id, senior=self.senior, joined_at=at))
        return self

    def returns(self, profile: ReviewerProfile, *, at: datetime) -> None:
        self.profile, self.updated_at = profile, at
        self.active, self.left_at = True, None
        self.left_text_id = self.left_text = None
        self.joined(at=at)

    def revise(self, profile: ReviewerProfile, *, at: datetime) -> None:
        self.profile, self.updated_at = profile, at

    def leave(self, because: str, *, at: datetime) -> None:
        self.active, self.left_at, self.updated_at = False, at, at
        self.say(ReviewerLeft(person_id=self.id, because=because, left_at=at))

    def recused_from(self, application_id: str, ground: str) -> None:
        """Say that a seat was lost to a conflict."""
        self.say(ReviewerRecused(person_id=self.id, application_id=application_id, ground=ground))


def check_profile(profile: ReviewerProfile) -> None:
    """Raises `Invalid` for a stay away that ends before it begins, and for a theme that is not in the vocabulary."""
    for number, theme in enumerate(profile.themes):
        if theme not in THEME_CODES:
            raise Invalid.field(f"/profile/themes/{number}", "not_an_option", "is not one of the network's themes")
    for number, away in enumerate(profile.away):
        if away.last < away.first:
            raise Invalid.field(f"/profile/away/{number}/last", "technical_fund.away_backwards", "must not be before the first day")
