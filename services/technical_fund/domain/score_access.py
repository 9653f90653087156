"""Who may compute and read scores, and of which applications they must hold nothing."""

from collections.abc import Sequence
from typing import Protocol

from contracts.errors import NotAllowed
from contracts.roles import MANAGEMENT_UNIT
from services.technical_fund.domain import access
from services.technical_fund.domain.assignment import OPEN, Assignment


class Assignments(access.Assignments, Protocol):
    def of_reviewer(self, reviewer_id: str, states: frozenset[str] | None = None) -> Sequence[Assignment]: ...


class Looking(access.Looking, Protocol):
    @property
    def assignments(self) -> Assignments: ...


def check_leads(unit: Looking, call_id: str) -> None:
    """The management unit, and whoever leads the call's panel. Raises `technical_fund.not_yours_to_do`."""
    if not (unit.actor.has(MANAGEMENT_UNIT) or access.chairs(unit, call_id)):
        raise NotAllowed("technical_fund.not_yours_to_do", "scores are for the management unit and whoever leads the panel")


def closed_to(unit: Looking) -> frozenset[str]:
    """Applications of which the actor may have no figure: those they are recused from, and those they have yet to review themselves."""
    return access.hidden(unit) | owed(unit)


def owed(unit: Looking) -> frozenset[str]:
    """Applications that the actor has a seat for and no final review of."""
    if unit.actor.person_id is None:
        return frozenset()
    return frozenset(seat.application_id for seat in unit.assignments.of_reviewer(unit.actor.person_id, OPEN))
