"""A city's membership: what it rests on, its signs of life, its mandates, what it accepted, and how its status came about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.membership import (
    AffiliationBegun,
    AffiliationEnded,
    AffiliationRenewed,
    CityReadmitted,
    CityStatusChanged,
    CitySuspended,
    CityWithdrawn,
    MandateRefused,
    MandateRenewalDue,
    MandateRenewed,
    MandateVerified,
    PrinciplesAcceptanceDue,
    PrinciplesAccepted,
)
from services.membership.domain import basis as bases_
from services.membership.domain import mandate as mandates_
from services.membership.domain.basis import ADMISSION, AFFILIATION, Bases, Basis
from services.membership.domain.city import City
from services.membership.domain.mandate import CityMandate, Mandates
from services.membership.domain.standing import ACTIVE, SUSPENDED, WITHDRAWN, Area, Facts

REMINDER_DAYS: Final = (90, 30, 0)
"""How many days ahead somebody is reminded of a day by which something is to be done."""

LATEST_REMINDER: Final = timedelta(days=30)
"""How late a reminder of the day itself may come, where nothing ran on that day."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What happened to a membership, and the status it had then."""

    step: str
    at: datetime
    status: str
    reasons: tuple[str, ...] = ()
    by: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What went with a membership, so that it can be given back while the withdrawal may still be undone."""

    at: datetime
    undo_until: datetime
    grant_ids: tuple[str, ...] = ()
    areas: tuple[tuple[str, date | None], ...] = ()


@dataclass(kw_only=True)
class Member(Aggregate):
    """The membership of the city with the same id. The city itself says what its status is; this says what stands behind it."""

    kind: ClassVar[str] = "memberships"
    began_on: date
    since: datetime
    clocks_from: date
    last_sign_on: date
    mandate_by: date
    bases: Bases
    mandates: Mandates = ()
    accepted_version: str | None = None
    accepted_on: date | None = None
    suspended_on: date | None = None
    left_on: date | None = None
    leaving: Leaving | None = None
    reminded: tuple[str, ...] = ()
    history: tuple[Step, ...] = ()

    @classmethod
    def begin(
        cls, city: City, *, basis_id: str, mandate_by: date, mandate: CityMandate | None, accepted_version: str | None, at: datetime
    ) -> "Member":
        """The membership of a city that has just been added. Its clocks begin now, however long ago it joined."""
        today, own = city.admitted_at.date(), Basis(id=basis_id, kind=ADMISSION, starts_on=city.admitted_at.date())
        return cls(
            id=city.id,
            began_on=today,
            since=city.admitted_at,
            clocks_from=at.date(),
            last_sign_on=at.date(),
            mandate_by=mandate_by,
            bases=(own,),
            mandates=(mandate,) if mandate else (),
            accepted_version=accepted_version,
            accepted_on=today if accepted_version else None,
            history=(Step(step="admitted", at=city.admitted_at, status=ACTIVE),),
        )

    # ---- what it comes to

    def facts(self, today: date, *, accept_by: date | None, statuses: Mapping[str, str]) -> Facts:
        """`statuses` are those of the covering areas, `accept_by` the last day to accept what has not been accepted."""
        areas = (
            Area(starts_on=basis.starts_on, ends_on=basis.ends_on, status=statuses[str(basis.covering_city_id)])
            for basis in bases_.affiliations(self.bases, today)
        )
        return Facts(
            own_since=self.clocks_from if self.own(today) else None,
            last_sign_on=self.last_sign_on,
            mandate_until=self.mandate_until,
            accept_by=accept_by,
            suspended_on=self.suspended_on,
            areas=tuple(areas),
        )

    def own(self, today: date) -> Basis | None:
        return bases_.own(self.bases, today)

    def covering(self, today: date) -> tuple[str, ...]:
        """The areas it rests on or will rest on."""
        return tuple(str(basis.covering_city_id) for basis in bases_.affiliations(self.bases, today))

    @property
    def mandate(self) -> CityMandate | None:
        return mandates_.counting(self.mandates)

    @property
    def mandate_until(self) -> date:
        """The last good day of the mandate that counts; a city taken over without one has until `mandate_by`."""
        return self.mandate.valid_until if self.mandate else self.mandate_by

    # ---- what the city does

    def give_sign(self, today: date) -> bool:
        """Whether that is news: one sign a day is enough."""
        fresh = today > self.last_sign_on
        self.last_sign_on = max(today, self.last_sign_on)
        return fresh

    def renew_mandate(self, mandate: CityMandate) -> None:
        self.mandates = mandates_.handed_in(self.mandates, mandate)
        self.say(MandateRenewed(city_id=self.id, mandate_id=mandate.id, signed_on=mandate.signed_on, valid_until=mandate.valid_until))

    def accept(self, version: str, *, at: datetime) -> None:
        if version == self.accepted_version:
            raise Conflict("membership.accepted_already", "the city has accepted this version already")
        self.accepted_version, self.accepted_on = version, at.date()
        self.say(PrinciplesAccepted(city_id=self.id, version=version, accepted_at=at))

    # ---- what the network does

    def judge_mandate(self, mandate_id: str, *, holds: bool, note: str | None, by: str | None, at: datetime) -> None:
        self.mandates = mandates_.judged(self.mandates, mandate_id, holds=holds, note=note, by=by, at=at)
        if not holds:
            self.say(MandateRefused(city_id=self.id, mandate_id=mandate_id))
            return
        mandate = mandates_.the_one(self.mandates, mandate_id)
        self.say(MandateVerified(city_id=self.id, mandate_id=mandate_id, sha256=mandate.sha256, valid_until=mandate.valid_until))

    def suspend(self, today: date) -> None:
        if self.suspended_on is not None:
            raise Conflict("membership.suspended_already", "the city is suspended by the network already")
        self.suspended_on = today

    def lift(self, status: str) -> None:
        if self.suspended_on is None and status != SUSPENDED:
            raise Conflict("membership.not_suspended", "the city is not suspended")
        self.suspended_on = None

    def restart_clocks(self, today: date) -> None:
        """A city that the clocks have suspended has its time of grace once more."""
        self.clocks_from = today

    # ---- bases

    def affiliate(self, basis: Basis, today: date) -> None:
        self.bases = bases_.begun(self.bases, basis, today)
        self.say(
            AffiliationBegun(
                city_id=self.id,
                affiliation_id=basis.id,
                covering_city_id=str(basis.covering_city_id),
                starts_on=basis.starts_on,
                ends_on=basis.ends_on,
            )
        )

    def renew_affiliation(self, basis_id: str, ends_on: date | None, today: date) -> None:
        self.bases = bases_.renewed(self.bases, basis_id, ends_on, today)
        covering = bases_.open_affiliation(self.bases, basis_id, today).covering_city_id
        self.say(AffiliationRenewed(city_id=self.id, affiliation_id=basis_id, covering_city_id=str(covering), ends_on=ends_on))

    def end_affiliation(self, basis_id: str, today: date, reason: str) -> None:
        ending = next(basis for basis in self.bases if basis.id == basis_id)
        self.bases = bases_.without(self.bases, basis_id, today, reason)
        self.say(
            AffiliationEnded(
                city_id=self.id,
                affiliation_id=basis_id,
                covering_city_id=str(ending.covering_city_id),
                ended_on=today,
                reason=reason,
            )
        )

    def run_out(self, today: date) -> Bases:
        """Affiliations whose agreed end has come, and nobody has said so yet."""
        return tuple(
            basis
            for basis in self.bases
            if basis.kind == AFFILIATION and basis.ended_on is None and basis.ends_on and basis.ends_on <= today
        )

    def end_own(self, today: date, reason: str) -> None:
        """End the city's own admission; what covers it goes on."""
        own = self.own(today)
        if own is None:
            raise Conflict("membership.not_a_member", "the city's own admission has ended already")
        self.bases, self.left_on = bases_.without(self.bases, own.id, today, reason), today

    def leave(self, today: date, reason: str, *, at: datetime, undo_days: int) -> None:
        """End everything it rests on."""
        areas = bases_.affiliations(self.bases, today)
        for area in areas:
            self.end_affiliation(area.id, today, reason)
        if self.own(today):
            self.end_own(today, reason)
        self.suspended_on, self.left_on = None, today
        resting = tuple((str(area.covering_city_id), area.ends_on) for area in areas)
        self.leaving = Leaving(at=at, undo_until=at + timedelta(days=undo_days), areas=resting)

    def took_along(self, grant_ids: tuple[str, ...]) -> None:
        assert self.leaving is not None
        self.leaving = replace(self.leaving, grant_ids=grant_ids)

    def readmit(self, basis_id: str, today: date) -> None:
        """Its own admission begins anew, and with it every clock. The one that ended stays ended."""
        self.bases = (*self.bases, Basis(id=basis_id, kind=ADMISSION, starts_on=today))
        self.clocks_from = self.last_sign_on = today
        self.left_on = self.leaving = None

    # ---- what is due

    def remind(self, today: date, *, version: str | None, accept_by: date | None) -> None:
        """Say what is due within so many days, once for each number of days and each day it is due on."""
        limit = self.mandate_until
        days = _days_to_say(limit, today)
        if days is not None and self._first_time(f"mandate:{limit}:{days}"):
            self.say(MandateRenewalDue(city_id=self.id, valid_until=limit, days=days))
        days = None if accept_by is None else _days_to_say(accept_by, today)
        if days is not None and accept_by and version and self._first_time(f"principles:{version}:{accept_by}:{days}"):
            self.say(PrinciplesAcceptanceDue(city_id=self.id, version=version, accept_by=accept_by, days=days))

    def next_reminder(self, today: date, accept_by: date | None) -> date | None:
        limits = [limit for limit in (self.mandate_until, accept_by) if limit]
        coming = [limit - timedelta(days=days) for limit in limits for days in REMINDER_DAYS]
        return min((day for day in coming if day > today), default=None)

    def _first_time(self, reminder: str) -> bool:
        if reminder in self.reminded:
            return False
        self.reminded = (*self.reminded, reminder)[-len(REMINDER_DAYS) * 4 :]
        return True

    # ---- history

    def note(
        self, step: str, status: str, reasons: tuple[str, ...], *, at: datetime, by: str | None = None, note: str | None = None
    ) -> None:
        if self.history and self.history[-1].status != status:
            self.since = at
        self.history = (*self.history, Step(step=step, at=at, status=status, reasons=reasons, by=by, note=note))


def change_status(city: City, status: str, reason: str, *, at: datetime) -> bool:
    """Let a city have another status and everybody hear of it by the one fact that says it; whether it is another."""
    previous = city.status
    if status == previous:
        return False
    if previous == WITHDRAWN:
        city.say(CityReadmitted(city_id=city.id, at=at))
        previous = ACTIVE
    if status == SUSPENDED:
        city.say(CitySuspended(city_id=city.id, previous=previous, reason=reason, at=at))
    elif status == WITHDRAWN:
        city.say(CityWithdrawn(city_id=city.id, previous=previous, reason=reason, at=at))
    elif status != previous:
        city.say(CityStatusChanged(city_id=city.id, status=status, previous=previous, reason=reason, changed_at=at))
    city.status = status
    return True


def affiliation(id: str, covering_city_id: str, starts_on: date, ends_on: date | None) -> Basis:
    return Basis(id=id, kind=AFFILIATION, covering_city_id=covering_city_id, starts_on=starts_on, ends_on=ends_on)


def _days_to_say(limit: date, today: date) -> int | None:
    """The smallest number of days that is to be said by now; None before the first, and long after the day itself."""
    if today > limit:
        return 0 if today <= limit + LATEST_REMINDER else None
    return min((days for days in REMINDER_DAYS if limit - timedelta(days=days) <= today), default=None)
