"""Mentor cities and experts with what they can take on, and who helps with which award."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import MentoringEnded, MentoringNeeds, MentorMatch, MentorMatched, Mentorship

CITY: Final = "city"
EXPERT: Final = "expert"


@dataclass(kw_only=True)
class Mentor(Aggregate):
    """By the id of the city or the person. What they take on stands in this one document, so that no two matches together exceed it.

    Of a city only its room is kept here: themes, languages and country are what membership tells of it.
    """

    kind: ClassVar[str] = "fund-mentors"
    helps_as: str
    capacity: int = 0
    until: date | None = None
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    country: str | None = None
    countries: tuple[str, ...] = ()
    mentorships: tuple[Mentorship, ...] = ()

    @property
    def left(self) -> int:
        """Room in awards for a city, in half-days for an expert."""
        return self.left_beside(self.mentorships)

    def left_beside(self, mentorships: Iterable[Mentorship]) -> int:
        return max(0, self.capacity - sum(self.load(one.half_days) for one in mentorships))

    def load(self, half_days: int) -> int:
        return half_days if self.helps_as == EXPERT else 1

    def is_offering(self, today: date) -> bool:
        return self.left > 0 and (self.until is None or today <= self.until)

    def take_on(self, mentorship: Mentorship) -> None:
        """Raises `technical_fund.mentor_full`."""
        if self.load(mentorship.half_days) > self.left:
            raise Conflict("technical_fund.mentor_full", "there is no room left", {"mentor_id": self.id, "left": self.left})
        self.mentorships = (*self.mentorships, mentorship)

    def let_go(self, award_id: str) -> None:
        self.mentorships = tuple(one for one in self.mentorships if one.award_id != award_id)


@dataclass(kw_only=True)
class Mentoring(Aggregate):
    """Who helps with an award, by the award's id."""

    kind: ClassVar[str] = "fund-mentorings"
    application_id: str
    call_id: str
    city_id: str
    needs: MentoringNeeds = field(default_factory=MentoringNeeds)
    matches: tuple[MentorMatch, ...] = ()

    @property
    def helping(self) -> tuple[MentorMatch, ...]:
        return tuple(one for one in self.matches if one.ended_at is None)

    def missing(self, helps_as: str) -> int:
        wanted = self.needs.cities if helps_as == CITY else self.needs.experts
        return max(0, wanted - sum(one.kind == helps_as for one in self.helping))

    def match(self, mentor: Mentor, *, run_id: str | None, at: datetime) -> Mentorship:
        """Have somebody help; raises `technical_fund.helps_already` or `technical_fund.own_mentor`."""
        if mentor.id == self.city_id:
            raise Conflict("technical_fund.own_mentor", "no city mentors itself")
        if any(one.mentor_id == mentor.id for one in self.helping):
            raise Conflict("technical_fund.helps_already", "they help with this award already")
        half_days = self.needs.half_days if mentor.helps_as == EXPERT else 0
        match = MentorMatch(mentor_id=mentor.id, kind=mentor.helps_as, half_days=half_days, run_id=run_id, since=at, ended_at=None)
        self.matches = (*self.matches, match)
        self.say(MentorMatched(**self._about(match), half_days=half_days, run_id=run_id, matched_at=at))
        return Mentorship(award_id=self.id, city_id=self.city_id, half_days=half_days, since=at)

    def end(self, mentor_id: str, *, at: datetime) -> MentorMatch:
        """Somebody helps no more, who may have been forgotten meanwhile; raises `technical_fund.helps_not`."""
        found = next((one for one in self.helping if one.mentor_id == mentor_id), None)
        if found is None:
            raise Conflict("technical_fund.helps_not", "they do not help with this award")
        self.matches = tuple(_ended(one, at) if one is found else one for one in self.matches)
        self.say(MentoringEnded(**self._about(found), ended_at=at))
        return found

    def _about(self, match: MentorMatch) -> dict[str, Any]:
        return {
            "award_id": self.id,
            "application_id": self.application_id,
            "city_id": self.city_id,
            "mentor_city_id": match.mentor_id if match.kind == CITY else None,
            "expert_id": match.mentor_id if match.kind == EXPERT else None,
        }


def _ended(match: MentorMatch, at: datetime) -> MentorMatch:
    return replace(match, ended_at=at)
