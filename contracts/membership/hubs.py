"""Hubs, and the principles that cities accept."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.shared import PUBLISHER
from contracts.roles import (
    ANYONE,
    MANAGEMENT_UNIT,
)
from contracts.words import (
    Count,
    Country,
    Cursor,
    Id,
    Language,
    Length,
    MergePatchOf,
    Texts,
    TimeZone,
    Word,
)


@dataclass(frozen=True, kw_only=True)
class HubView:
    """A regional hub and the countries it looks after. A country belongs to one hub at most."""

    id: Id
    names: Texts
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]
    time_zone: TimeZone
    region: Word
    cities: Count = 0
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
    """Change what is said about a hub, countries included. Applications already routed stay with their hub."""

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
