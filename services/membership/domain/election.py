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
        check_ahead(day, "/date", at)
        election = cls(id=id, city_id=city_id, day=day, terms_end_at=terms_end(day))
        election._set(day, note, by, at, previous=None)
        return election

    def move(self, day: date, note: str | None, *, by: str | None, at: datetime) -> bool:
        """Another date. Whether it is one."""
        if day == self.day:
            return False
        check_ahead(day, "/date", at)
        self._set(day, note, by, at, previous=self.day)
        return True

    @property
    def note(self) -> str | None:
        return self.history[-1].note if self.history else None

    def _set(self, day: date, note: str | None, by: str | None, at: datetime, *, previous: date | None) -> None:
        self.day, self.terms_end_at = day, terms_end(day)
        self.history = (*self.history, ElectionStep(date=day, declared_by=by, declared_at=at, note=note))
        self.say(ElectionDeclared(election_id=self.id, city_id=self.city_id, date=day, previous=previous, terms_end_at=self.terms_end_at))


def terms_end(day: date) -> datetime:
    """When the offices end that were held before an election on `day`."""
    return end_of(day) + timedelta(days=DAYS_AFTER_ELECTION)


def check_ahead(day: date, pointer: str, at: datetime) -> None:
    """Raises `Invalid` for a day that is over, or so far ahead that it must be a slip."""
    if day < at.date():
        raise Invalid.field(pointer, "membership.in_the_past", "lies in the past")
    if (day.year, day.month, day.day) > (at.year + YEARS_AHEAD, at.month, at.day):
        raise Invalid.field(pointer, "membership.too_far_ahead", f"lies more than {YEARS_AHEAD} years ahead")
