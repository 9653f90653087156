"""An election in a city, and the end of the offices held before it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.membership import ElectionDeclared, ElectionStep
from services.membership.domain.days import end_of

DAYS_AFTER_ELECTION: Final = 60
"""How long the old office still acts, so that the new one can be named."""

YEARS_AHEAD: Final = 8
"""Nobody is elected for longer, as far as we know: what lies further ahead is a slip."""


@dataclass(kw_only=True)
class Election(Aggregate):
    """One election with every date that was ever declared for it."""

    kind: ClassVar[str] = "elections"
    city_id: str
    day: date
    terms_end_at: datetime
    history: tuple[ElectionStep, ...] = ()

    @classmethod
    def declare(cls, *, id: str, city_id: str, day: date, note: str | None, by: str | None, at: datetime) -> "Election":
        election = cls(id=id, city_id=city_id, day=day, terms_end_at=terms_end(day))
        election._set(day, note, by, at, previous=None)
        return election

    def move(self, day: date, note: str | None, *, by: str | None, at: datetime) -> bool:
        """Another date. Whether it is one."""
        if day == self.day:
            return False
        self._set(day, note, by, at, previous=self.day)
        return True

    @property
    def note(self) -> str | None:
        return self.history[-1].note if self.history else None

    def _set(self, day: date, note: str | None, by: str | None, at: datetime, *, previous: date | None) -> None:
        _check(day, at)
        self.day, self.terms_end_at = day, terms_end(day)
        self.history = (*self.history, ElectionStep(date=day, declared_by=by, declared_at=at, note=note))
        self.say(ElectionDeclared(election_id=self.id, city_id=self.city_id, date=day, previous=previous, terms_end_at=self.terms_end_at))


def terms_end(day: date) -> datetime:
    """When the offices end that were held before an election on `day`."""
    return end_of(day) + timedelta(days=DAYS_AFTER_ELECTION)


def _check(day: date, at: datetime) -> None:
    if end_of(day) <= at:
        raise Invalid.field("/date", "membership.in_the_past", "lies in the past")
    latest = at.year + YEARS_AHEAD
    if (day.year, day.month, day.day) > (latest, at.month, at.day):
        raise Invalid.field("/date", "membership.too_far_ahead", f"lies more than {YEARS_AHEAD} years ahead")
