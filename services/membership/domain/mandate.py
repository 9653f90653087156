"""The signed mandates of a member: handed in, judged by the hub, and kept. The last one that was not refused counts."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from contracts.errors import Conflict, Invalid, NotFound
from services.membership.domain.days import months_later

PENDING: Final = "pending"
VERIFIED: Final = "verified"
REFUSED: Final = "refused"
SUPERSEDED: Final = "superseded"
COUNTING: Final = frozenset({PENDING, VERIFIED})
"""A hub that takes its time does not cost a city its standing: a mandate counts from the day it is handed in."""


@dataclass(frozen=True, kw_only=True)
class CityMandate:
    """One mandate. `valid_until` is the last day on which it counts."""

    id: str
    file_id: str
    file_name: str
    size: int
    sha256: str
    signatory: str
    signed_on: date
    valid_until: date
    uploaded_at: datetime
    uploaded_by: str | None
    state: str = PENDING
    judged_at: datetime | None = None
    judged_by: str | None = None
    note: str | None = None


Mandates = tuple[CityMandate, ...]


def valid_until(signed_on: date, asked: date | None, months: int, today: date) -> date:
    """The last good day of a mandate signed then. Raises `Invalid` when the days break the rules or it would be over already."""
    if signed_on > today:
        raise Invalid.field("/signed_on", "membership.in_the_future", "lies in the future")
    most = months_later(signed_on, months)
    if most < today:
        raise Invalid.field("/signed_on", "membership.signed_too_long_ago", f"a mandate is valid for {months} months at most")
    if asked is not None and not today <= asked <= most:
        raise Invalid.field("/valid_until", "membership.valid_too_long", f"must lie between today and {most}")
    return asked or most


def counting(mandates: Mandates) -> CityMandate | None:
    return next((mandate for mandate in reversed(mandates) if mandate.state in COUNTING), None)


def handed_in(mandates: Mandates, new: CityMandate) -> Mandates:
    """With a new one; an earlier one that nobody has judged yet is superseded."""
    earlier = (replace(mandate, state=SUPERSEDED) if mandate.state == PENDING else mandate for mandate in mandates)
    return (*earlier, new)


def judged(mandates: Mandates, mandate_id: str, *, holds: bool, note: str | None, by: str | None, at: datetime) -> Mandates:
    """Raises `NotFound`, or `Conflict` when it has been judged or replaced, or `Invalid` when a refusal says no reason."""
    mandate = the_one(mandates, mandate_id)
    if mandate.state != PENDING:
        raise Conflict("membership.mandate_judged", f"the mandate is {mandate.state}", {"state": mandate.state})
    if not holds and note is None:
        raise Invalid.field("/note", "required", "a refusal says why")
    state = VERIFIED if holds else REFUSED
    decided = replace(mandate, state=state, judged_at=at, judged_by=by, note=note)
    return tuple(decided if mandate.id == mandate_id else mandate for mandate in mandates)


def the_one(mandates: Mandates, mandate_id: str) -> CityMandate:
    found = next((mandate for mandate in mandates if mandate.id == mandate_id), None)
    if found is None:
        raise NotFound("membership.no_city_mandate", "the city has no such mandate")
    return found
