"""A helper as the actor may see them: what both commands and views answer with."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from contracts.technical_fund import MentorView
from services.technical_fund.domain.access import Looking as LookingAtApplications
from services.technical_fund.domain.access import hidden
from services.technical_fund.domain.facts import CityFacts
from services.technical_fund.domain.mentor_access import works_for
from services.technical_fund.domain.mentors import CITY, Mentor, Mentoring
from services.technical_fund.domain.showing.mentors import mentor_view


class Cities(Protocol):
    def find(self, city_id: str) -> CityFacts | None: ...


class Mentorings(Protocol):
    def of_applications(self, application_ids: Iterable[str]) -> Sequence[Mentoring]: ...


class Looking(LookingAtApplications, Protocol):
    @property
    def city_facts(self) -> Cities: ...
    @property
    def mentorings(self) -> Mentorings: ...


def shown_mentor(unit: Looking, mentor: Mentor) -> MentorView:
    """A city sees all that it has taken on; anybody else, what they are not recused from."""
    is_city = mentor.helps_as == CITY
    own = is_city and works_for(unit.actor, mentor.id)
    kept = hidden(unit)
    awards = frozenset(one.id for one in unit.mentorings.of_applications(kept)) if kept and not own else frozenset[str]()
    return mentor_view(mentor, unit.city_facts.find(mentor.id) if is_city else None, awards)
