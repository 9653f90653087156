"""A role somebody holds over something, for a time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.errors import Conflict, Invalid
from contracts.membership import CityWithoutFocalPoint, GrantEnded, GrantEndingSoon, GrantGiven, GrantTermSet, WorkHandedOver
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE, REVIEWER, SCOPE_OF
from services.membership.domain.days import end_of
from services.membership.domain.election import Election, check_ahead
from services.membership.domain.giving import staff_readers, staff_readings

TERM_OVER: Final = "term_over"
ELECTION: Final = "election"
DEPARTED: Final = "departed"
REVOKED: Final = "revoked"
ERASED: Final = "erased"
CITY_WITHDRAWN: Final = "city_withdrawn"
"""Why a grant has ended, or will."""

ELECTED: Final = frozenset({MAYORS_OFFICE, FOCAL_POINT})
"""Roles that end with a city's term of office."""

REMINDERS: Final = (30, 7)
"""Days before the end at which a grant's holder, and those who could renew it, hear of it."""


@dataclass(kw_only=True)
class Grant(Aggregate):
    """(person, role, scope, from, until, granted by). It ends at the earliest of its ends: the agreed one, an election's, a departure's.

    `hub_id` is the hub that looks after the city, so that a hub's officers find the grants of their cities.
    """

    kind: ClassVar[str] = "grants"
    person_id: str
    role: str
    scope_kind: str
    scope_id: str | None
    starts_at: datetime
    ends_at: datetime | None
    granted_by: str | None
    given_at: datetime
    deputy: bool = False
    hub_id: str | None = None
    election_id: str | None = None
    election_ends_at: datetime | None = None
    renewed_for: str | None = None
    departs_at: datetime | None = None
    successor_id: str | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    end_note: str | None = None

    @classmethod
    def give(
        cls,
        *,
        id: str,
        person_id: str,
        role: str,
        scope_id: str | None,
        by: str | None,
        at: datetime,
        deputy: bool = False,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
    ) -> "Grant":
        grant = cls(
            id=id,
            person_id=person_id,
            role=role,
            scope_kind=scope_kind(role, scope_id),
            scope_id=scope_id,
            starts_at=starts_at or at,
            ends_at=ends_at,
            granted_by=by,
            given_at=at,
            deputy=deputy,
        )
        check_deputy(role, deputy)
        check_times(grant.starts_at, ends_at, at)
        return grant

    def again(self, *, id: str, by: str | None, at: datetime) -> "Grant":
        """The same role for what is left of its time: a declared departure and a renewal past an election still hold."""
        grant = Grant.give(
            id=id,
            person_id=self.person_id,
            role=self.role,
            scope_id=self.scope_id,
            by=by,
            at=at,
            deputy=self.deputy,
            starts_at=max(self.starts_at, at),
            ends_at=self.ends_at,
        )
        grant.departs_at, grant.renewed_for = self.departs_at, self.renewed_for
        return grant

    # ---- who may know of it

    def readers(self) -> tuple[str, ...]:
        return (f"person:{self.person_id}", *staff_readers(self.scope_kind, self.scope_id, self.hub_id))

    def may_be_read_by(self, actor: Actor) -> bool:
        return not grant_readings(actor).isdisjoint(self.readers())

    # ---- how long

    @property
    def until(self) -> datetime | None:
        """The earliest end known; None when there is none."""
        return self._earliest()[0]

    @property
    def ends_because(self) -> str | None:
        """Why it will end at `until`."""
        return self._earliest()[1]

    def active(self, at: datetime) -> bool:
        return self.starts_at <= at and self.open(at)

    def open(self, at: datetime) -> bool:
        """Active now or still to begin."""
        return self.ended_at is None and (self.until is None or at < self.until)

    def overlaps(self, other: "Grant", at: datetime) -> bool:
        """Whether both say the same of the same person, and neither is over."""
        mine, theirs = ((grant.person_id, grant.role, grant.scope_kind, grant.scope_id) for grant in (self, other))
        return mine == theirs and self.open(at) and other.open(at)

    def over(self, scope_kind: str, scope_id: str | None) -> bool:
        return (self.scope_kind, self.scope_id) == (scope_kind, scope_id)

    # ---- what happens to it

    def announce(self) -> None:
        """Said once, when everything about the grant is known."""
        self.say(
            GrantGiven(
                grant_id=self.id,
                person_id=self.person_id,
                role=self.role,
                deputy=self.deputy,
                scope_kind=self.scope_kind,
                scope_id=self.scope_id,
                starts_at=self.starts_at,
                ends_at=self.until,
            )
        )

    def ends_with(self, election: Election) -> bool:
        """Let the role end with the offices held before the election, unless it begins after it or was renewed for it.

        Whether anything has changed.
        """
        concerned = self.role in ELECTED and self.starts_at < end_of(election.day) and self.renewed_for != election.id
        if not concerned and self.election_id != election.id:
            return False
        before = (self.election_id, self.election_ends_at)
        self.election_id, self.election_ends_at = election.id, election.terms_end_at if concerned else None
        return before != (self.election_id, self.election_ends_at)

    def renew(self, until: datetime | None, *, at: datetime) -> None:
        """Let the grant last: past the election it would have ended with, and until `until`. A departure stays declared."""
        self._require_open(at)
        check_times(self.starts_at, until, at)
        self.renewed_for, self.election_ends_at, self.ends_at = self.election_id, None, until

    def depart(self, last_day: date, successor_id: str | None, *, at: datetime) -> None:
        """The holder leaves at the end of `last_day`."""
        self._require_open(at)
        check_ahead(last_day, "/last_day", at)
        self.departs_at, self.successor_id = end_of(last_day), successor_id

    def end(self, reason: str, *, at: datetime, note: str | None = None, successor_id: str | None = None) -> None:
        """Raises `Conflict` when the grant is over already."""
        if self.ended_at is not None:
            raise over()
        self.ended_at, self.end_reason, self.end_note, self.successor_id = at, reason, note, successor_id
        self.say(
            GrantEnded(
                grant_id=self.id,
                person_id=self.person_id,
                role=self.role,
                scope_kind=self.scope_kind,
                scope_id=self.scope_id,
                ended_at=at,
                reason=reason,
                successor_id=successor_id,
            )
        )

    # ---- what is said of it

    def tell_term(self) -> None:
        self.say(GrantTermSet(grant_id=self.id, person_id=self.person_id, ends_at=self.until, reason=self.ends_because))

    def remind(self, days: int) -> None:
        assert self.until is not None
        self.say(
            GrantEndingSoon(
                grant_id=self.id,
                person_id=self.person_id,
                role=self.role,
                scope_kind=self.scope_kind,
                scope_id=self.scope_id,
                ends_at=self.until,
                reason=str(self.ends_because),
                days=days,
            )
        )

    def tell_handed_over(self, to_person_id: str | None, items: tuple[str, ...], *, of: str | None = None) -> None:
        """With this grant the work of its holder, or of somebody else, has become another's."""
        self.say(
            WorkHandedOver(
                grant_id=self.id,
                from_person_id=of or self.person_id,
                to_person_id=to_person_id,
                scope_kind=self.scope_kind,
                scope_id=self.scope_id,
                items=items,
            )
        )

    def tell_nobody_left(self) -> None:
        self.say(CityWithoutFocalPoint(grant_id=self.id, city_id=str(self.scope_id), hub_id=self.hub_id))

    # ---- inside

    def _earliest(self) -> tuple[datetime | None, str | None]:
        ends = ((self.departs_at, DEPARTED), (self.ends_at, TERM_OVER), (self.election_ends_at, ELECTION))
        known = [(instant, reason) for instant, reason in ends if instant is not None]
        return min(known, key=lambda end: end[0]) if known else (None, None)

    def _require_open(self, at: datetime) -> None:
        if not self.open(at):
            raise over()


def grant_readings(actor: Actor) -> frozenset[str]:
    """The keys that `actor` holds to grants; compare `Grant.readers`."""
    return staff_readings(actor) | ({f"person:{actor.person_id}"} if actor.person_id else frozenset())


def over() -> Conflict:
    return Conflict("membership.grant_over", "the grant has ended already")


def check_times(starts_at: datetime, ends_at: datetime | None, at: datetime) -> None:
    if ends_at is not None and ends_at <= max(starts_at, at):
        raise Invalid.field("/ends_at", "membership.ends_too_early", "must lie after the start and in the future")


def check_deputy(role: str, deputy: bool) -> None:
    if deputy and role != FOCAL_POINT:
        raise Invalid.field("/deputy", "membership.no_deputy", "only a focal point has deputies")


def scope_kind(role: str, scope_id: str | None) -> str:
    """The kind of thing `role` is held over. Raises `Invalid` when the scope does not fit the role."""
    kind = SCOPE_OF[role]
    if kind == "network" and scope_id is not None:
        raise Invalid.field("/scope_id", "membership.scope_not_wanted", "this role is held over the whole network")
    if scope_id is None and role == REVIEWER:
        return "network"
    if kind != "network" and scope_id is None:
        raise Invalid.field("/scope_id", "membership.scope_wanted", f"this role is held over one {kind}")
    return kind
