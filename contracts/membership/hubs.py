"""Hubs, and the principles that cities accept."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.shared import PUBLISHER
from contracts.roles import (
    ANYONE,
    MANAGEMENT_UNIT,
)
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Language,
    Length,
    Line,
    MergePatchOf,
    OneOf,
    Range,
    Texts,
    TimeZone,
    Word,
)

HubState = Annotated[str, OneOf(["open", "closed"])]
WeekDay = Annotated[str, OneOf(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])]


@dataclass(frozen=True, kw_only=True)
class HubView:
    """A regional hub and the countries it looks after. A country belongs to one hub at most."""

    id: Id
    names: Texts
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]
    time_zone: TimeZone
    region: Word
    state: HubState = "open"
    cities: Count = 0
    officers: Annotated[Count, Doc("How many officers it has.")] = 0
    officer_names: Annotated[tuple[Line, ...], Doc("Their names, for the network's staff.")] | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class HubContent:
    """What the management unit says about a hub."""

    names: Texts
    countries: Annotated[tuple[Country, ...], Length(max=100)]
    languages: Annotated[tuple[Language, ...], Length(1, 30)]
    time_zone: TimeZone
    region: Word


@dataclass(frozen=True, kw_only=True)
class HubsPage:
    items: tuple[HubView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class CreateHub:
    """Open a hub."""

    hub: HubContent


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class ReviseHub:
    """Change what is said about a hub, countries included. A country with open work is not dropped but transferred, and what was routed
    before a country was added stays where it is."""

    hub_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(HubContent)]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=HubsPage)
@dataclass(frozen=True, kw_only=True)
class ListHubs:
    """Every hub, by name in English."""

    country: Country | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class GetHub:
    """One hub."""

    hub_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class CloseHub:
    """Close a hub that looks after no country any more. Its officers' roles end."""

    hub_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class ReopenHub:
    """Open a closed hub again. Officers are named anew."""

    hub_id: Id


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A public holiday; its name is in the reader's language where it is known, else in one of the country's."""

    on: Day
    name: Annotated[str, Length(1, 500)]
    language: Language


@dataclass(frozen=True, kw_only=True)
class CountryCalendar:
    """When people work in a country, in one year."""

    country: Country
    year: Annotated[int, Range(1990, 2100)]
    weekend: tuple[WeekDay, ...]
    holidays: tuple[Holiday, ...]
    next_working_day: Annotated[Day, Doc("The first working day after the day asked about.")]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CountryCalendar)
@dataclass(frozen=True, kw_only=True)
class GetCalendar:
    """Weekend days and public holidays of a country in a year, and the next working day."""

    country: Country
    year: Annotated[int, Range(1990, 2100), Doc("This year when left out.")] | None = None
    after: Annotated[Day, Doc("Look for the next working day after this one; after today when left out.")] | None = None


@event(PUBLISHER, subject="hubs/{hub_id}")
@dataclass(frozen=True, kw_only=True)
class HubClosed:
    """A hub is closed; it looked after no country any more."""

    hub_id: Id
    closed_at: Instant


@event(PUBLISHER, subject="hubs/{hub_id}")
@dataclass(frozen=True, kw_only=True)
class HubReopened:
    """A closed hub is open again."""

    hub_id: Id
    languages: tuple[Language, ...]
