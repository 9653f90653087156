"""Who may know of an amendment: whoever may know of its award."""

from typing import Protocol

from contracts.errors import NotFound
from services.technical_fund.domain.amendments import Amendment
from services.technical_fund.domain.award_access import LookingAtAwards, award_known
from services.technical_fund.domain.awards import Award


class Amendments(Protocol):
    def find(self, id: str) -> Amendment | None: ...


class LookingAtAmendments(LookingAtAwards, Protocol):
    """What is looked into to show an amendment."""

    @property
    def amendments(self) -> Amendments: ...


def amendment_known(unit: LookingAtAmendments, amendment_id: str) -> tuple[Amendment, Award, str]:
    """The amendment, its award and the actor's side. Raises `technical_fund.no_amendment` for everybody who may not know of it."""
    amendment = unit.amendments.find(amendment_id)
    if amendment is None:
        raise no_amendment()
    try:
        award, side, _ = award_known(unit, amendment.award_id)
    except NotFound:
        raise no_amendment() from None
    return amendment, award, side


def no_amendment() -> NotFound:
    return NotFound("technical_fund.no_amendment", "there is no such amendment")
