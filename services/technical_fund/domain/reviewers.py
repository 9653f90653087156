"""A reviewer in the pool. The id is the person's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.technical_fund import ReviewerProfile


@dataclass(kw_only=True)
class Reviewer(Aggregate):
    """`active` while the person holds the role; `senior` is for the management unit to say."""

    kind: ClassVar[str] = "fund-reviewers"
    profile: ReviewerProfile
    senior: bool = False
    active: bool = True
    joined_at: datetime
    updated_at: datetime
    left_at: datetime | None = None

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
