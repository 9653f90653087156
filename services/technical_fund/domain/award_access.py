"""Who may know of an award, and for which side they act: what holds for its application holds for it."""

from typing import Final, Protocol

from contracts.errors import NotAllowed, NotFound
from services.technical_fund.domain.access import APPLICANT, MANAGEMENT, MAYOR, Looking, parts_of
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.agreement import CITY, NETWORK

CITY_PARTS: Final = frozenset({APPLICANT, MAYOR})


class Awards(Protocol):
    def find(self, id: str) -> Award | None: ...


class LookingAtAwards(Looking, Protocol):
    """What is looked into to say who somebody is to an award."""

    @property
    def awards(self) -> Awards: ...


def award_known(unit: LookingAtAwards, award_id: str) -> tuple[Award, str, frozenset[str]]:
    """The award, the side the actor is on, and their parts. Raises `technical_fund.no_award` for everybody else, the recused included, in
    the words for an id that nobody ever had."""
    award = unit.awards.find(award_id)
    application = None if award is None else unit.applications.find(award.application_id)
    parts = frozenset[str]() if application is None else parts_of(unit, application)
    side = NETWORK if MANAGEMENT in parts else CITY if parts & CITY_PARTS else None
    if award is None or side is None:
        raise no_award()
    return award, side, parts


def award_of_side(unit: LookingAtAwards, award_id: str, side: str) -> Award:
    """The award, for somebody of this side; `technical_fund.not_yours_to_do` for the other one."""
    award, own, _ = award_known(unit, award_id)
    if own != side:
        raise not_yours()
    return award


def award_for_mayor(unit: LookingAtAwards, award_id: str) -> Award:
    """Only its mayor's office binds a city."""
    award, _, parts = award_known(unit, award_id)
    if MAYOR not in parts:
        raise not_yours()
    return award


def not_yours() -> NotAllowed:
    return NotAllowed("technical_fund.not_yours_to_do", "this is for others to do")


def no_award() -> NotFound:
    """The one answer for what is not there and for what one may not know."""
    return NotFound("technical_fund.no_award", "there is no such award")
