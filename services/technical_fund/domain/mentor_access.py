"""Who may see which helper."""

from typing import Protocol

from chassis.context import Actor
from contracts.errors import NotFound
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from services.technical_fund.domain.mentors import CITY, Mentor


class Mentors(Protocol):
    def find(self, id: str) -> Mentor | None: ...


class Looking(Protocol):
    actor: Actor

    @property
    def mentors(self) -> Mentors: ...


def known_mentor(unit: Looking, mentor_id: str) -> Mentor:
    """Raises `technical_fund.no_mentor` for whoever is neither the management unit nor the city itself."""
    mentor = unit.mentors.find(mentor_id)
    if mentor is None or not (unit.actor.has(MANAGEMENT_UNIT) or (mentor.helps_as == CITY and works_for(unit.actor, mentor_id))):
        raise NotFound("technical_fund.no_mentor", "there is no such helper")
    return mentor


def works_for(actor: Actor, city_id: str) -> bool:
    return actor.has(FOCAL_POINT, city_id) or actor.has(MAYORS_OFFICE, city_id)
