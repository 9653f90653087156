"""What a membership rests on: a city's own admission, or a member area that covers it. Each begins and ends by itself.

One that has ended stays ended, whatever becomes of the others: what comes later is another basis with an id of its own.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from contracts.errors import Conflict, Invalid, NotFound

ADMISSION: Final = "admission"
AFFILIATION: Final = "affiliation"


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One basis. `ends_on` is the first day on which it no longer counts; `ended_on` the day on which somebody or something ended it."""

    id: str
    kind: str
    starts_on: date
    covering_city_id: str | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None

    def open(self, today: date) -> bool:
        """Live, or still to begin."""
        return self.ended_on is None and (self.ends_on is None or today < self.ends_on)

    def live(self, today: date) -> bool:
        return self.open(today) and self.starts_on <= today

    def ended(self, today: date, reason: str) -> "Basis":
        return replace(self, ended_on=today, end_reason=reason)


Bases = tuple[Basis, ...]


def own(bases: Bases, today: date) -> Basis | None:
    """The city's own admission, where it stands."""
    return next((basis for basis in bases if basis.kind == ADMISSION and basis.open(today)), None)


def affiliations(bases: Bases, today: date) -> Bases:
    """Those that count or will count."""
    return tuple(basis for basis in bases if basis.kind == AFFILIATION and basis.open(today))


def begun(bases: Bases, new: Basis, today: date) -> Bases:
    """With one more basis. Raises `Conflict` when the membership rests on the same thing already, `Invalid` when the days make no sense."""
    for basis in bases:
        if basis.open(today) and (basis.kind, basis.covering_city_id) == (new.kind, new.covering_city_id):
            raise Conflict("membership.already_affiliated", "the membership rests on this already", {"affiliation_id": basis.id})
    _check_end(new, new.ends_on, today)
    return (*bases, new)


def renewed(bases: Bases, basis_id: str, ends_on: date | None, today: date) -> Bases:
    """Raises `Conflict` when the basis has ended: renewing never brings one back."""
    basis = open_affiliation(bases, basis_id, today)
    _check_end(basis, ends_on, today)
    return _with(bases, replace(basis, ends_on=ends_on))


def without(bases: Bases, basis_id: str, today: date, reason: str) -> Bases:
    """With one basis ended and every other as it was."""
    return _with(bases, next(basis for basis in bases if basis.id == basis_id).ended(today, reason))


def open_affiliation(bases: Bases, basis_id: str, today: date) -> Basis:
    """Raises `NotFound` when there is no such affiliation, `Conflict` when it is over."""
    basis = next((basis for basis in bases if basis.id == basis_id and basis.kind == AFFILIATION), None)
    if basis is None:
        raise NotFound("membership.no_affiliation", "there is no such affiliation")
    if not basis.open(today):
        raise Conflict("membership.affiliation_over", "the affiliation is over")
    return basis


def _check_end(basis: Basis, ends_on: date | None, today: date) -> None:
    if ends_on is not None and ends_on <= max(basis.starts_on, today):
        raise Invalid.field("/ends_on", "membership.ends_too_early", "must lie after the start and in the future")


def _with(bases: Bases, changed: Basis) -> Bases:
    return tuple(changed if basis.id == changed.id else basis for basis in bases)
