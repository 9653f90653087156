"""Terms of office: elections, departures, renewals; and who works for a city."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.grants import EndReason, GrantView
from contracts.membership.shared import PUBLISHER, Role
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, SIGNED_IN
from contracts.words import Count, Day, Doc, Id, Instant, Line


@dataclass(frozen=True, kw_only=True)
class ElectionStep:
    """A date that was declared, by whom and when."""

    date: Day
    declared_by: Id | None
    declared_at: Instant
    note: Line | None = None


@dataclass(frozen=True, kw_only=True)
class ElectionView:
    """An election in a city. Offices held before it end at `terms_end_at` unless they are renewed."""

    id: Id
    city_id: Id
    date: Day
    terms_end_at: Instant
    note: Line | None = None
    history: tuple[ElectionStep, ...] = ()
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class ElectionsPage:
    items: tuple[ElectionView, ...]


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT), answer=ElectionView)
@dataclass(frozen=True, kw_only=True)
class DeclareElection:
    """Say when a city elects. Declared again before its terms have ended, the date moves."""

    city_id: Id
    date: Annotated[Day, Doc("Today at the earliest, eight years ahead at the latest.")]
    note: Line | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=ElectionsPage)
@dataclass(frozen=True, kw_only=True)
class ListElections:
    """A city's elections, newest first, for its own people, its hub and the management unit."""

    city_id: Id


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT), answer=GrantView)
@dataclass(frozen=True, kw_only=True)
class RenewGrant:
    """Let somebody's role last beyond the election it would have ended with, or until another instant. Nobody renews their own."""

    grant_id: Id
    ends_at: Annotated[Instant, Doc("Until when; without it, until somebody ends it or the city elects again.")] | None = None


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=GrantView)
@dataclass(frozen=True, kw_only=True)
class DeclareDeparture:
    """Leave a role one holds at the end of a day. Declared again, the day moves."""

    grant_id: Id
    last_day: Day
    successor_id: Annotated[Id, Doc("Who takes over what is open: somebody who holds a role over the same thing.")] | None = None


@dataclass(frozen=True, kw_only=True)
class CityPerson:
    """Somebody who works for a city, and since when."""

    person_id: Id
    name: Line
    grant_id: Id
    role: Role
    deputy: bool
    since: Instant
    until: Instant | None
    ends_because: EndReason | None


@dataclass(frozen=True, kw_only=True)
class CityPeople:
    items: tuple[CityPerson, ...]


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=CityPeople)
@dataclass(frozen=True, kw_only=True)
class ListCityPeople:
    """Who works for a city, for its own people, its hub and the management unit. Nobody else hears any name."""

    city_id: Id


@event(PUBLISHER, subject="elections/{election_id}")
@dataclass(frozen=True, kw_only=True)
class ElectionDeclared:
    """A city elects on `date`; said again when the date moves. Grants held before it end at `terms_end_at`."""

    election_id: Id
    city_id: Id
    date: Day
    previous: Day | None
    terms_end_at: Instant
