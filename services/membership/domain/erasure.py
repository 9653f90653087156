"""Somebody is forgotten: what is to be done, who has to confirm, and since when it is done."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.membership import ErasureCompleted, ErasureOverdue

HERE: Final = "membership"
PATIENCE: Final = timedelta(hours=24)
"""How long services may take to confirm before somebody is told."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A service that holds something of people; membership is the first."""

    service: str
    confirmed_at: datetime | None = None


@dataclass(kw_only=True)
class Erasure(Aggregate):
    """One person's erasure. It names an id that stands for nobody any more."""

    kind: ClassVar[str] = "erasures"
    person_id: str
    reason: str
    asked_at: datetime
    holders: tuple[Holder, ...]
    done_at: datetime | None = None
    sealed: str | None = None
    """Name and address, for services that have to look for them in what others wrote; gone with the last confirmation."""

    @classmethod
    def begin(cls, *, id: str, person_id: str, reason: str, others: Iterable[str], at: datetime) -> "Erasure":
        holders = tuple(Holder(service=name) for name in (HERE, *others))
        return cls(id=id, person_id=person_id, reason=reason, asked_at=at, holders=holders)

    @property
    def erased_at(self) -> datetime | None:
        """Since when nothing is left here."""
        return next(holder.confirmed_at for holder in self.holders if holder.service == HERE)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(holder.service for holder in self.holders if holder.confirmed_at is None)

    @property
    def state(self) -> str:
        if self.done_at is not None:
            return "done"
        return "running" if self.erased_at is None else "waiting"

    def confirm(self, service: str, *, at: datetime) -> None:
        """The first word counts; one from somebody we do not wait for changes nothing."""
        if service not in self.missing:
            return
        self.holders = tuple(replace(one, confirmed_at=at) if one.service == service else one for one in self.holders)
        if not self.missing:
            self.done_at, self.sealed = at, None
            self.say(ErasureCompleted(erasure_id=self.id, person_id=self.person_id))

    def look_after(self) -> bool:
        """Tell who has not confirmed; whether there was anybody."""
        if self.missing:
            self.say(ErasureOverdue(erasure_id=self.id, person_id=self.person_id, holders=self.missing))
        return bool(self.missing)
