"""Whether somebody may sit in an application's panel. Who gives a seat and who finds a conflict both write the person's guard."""

from contracts.errors import Conflict
from services.technical_fund.usecases.ports import Fund


def require_no_conflict(unit: Fund, application_id: str, person_id: str) -> None:
    """Raises `technical_fund.in_conflict`. For whoever gives somebody a seat, in the transaction that gives it."""
    guard_seats(unit, person_id)
    if unit.recusals.holds(application_id, person_id):
        raise Conflict("technical_fund.in_conflict", "the reviewer has a conflict of interest", {"person_id": person_id})


def guard_seats(unit: Fund, person_id: str) -> None:
    unit.guard(f"seats:{person_id}")
