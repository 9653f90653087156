"""The cities of the network, as anyone may see them."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.needs import ThemedView
from contracts.membership.partners import Website
from contracts.membership.shared import EXPLORE, PUBLISHER, TECHNICAL_FUND, Degrees, Tier
from contracts.membership.structures import CityVisibility, ProposedField, Structure
from contracts.roles import (
    ANYONE,
)
from contracts.words import (
    Count,
    Country,
    Cursor,
    Doc,
    Id,
    Instant,
    Json,
    Language,
    Length,
    Limit,
    OneOf,
    Search,
    Subdivision,
    Texts,
    Word,
)

CITY_STATUSES = ("active", "dormant", "grace", "suspended", "withdrawn")
CITY_SORTS = ("name", "-name", "population", "-population", "admitted_at", "-admitted_at")


@dataclass(frozen=True, kw_only=True)
class CityView:
    """A city of the network, as far as the reader may know it: what is hidden from the reader is null.

    Those who may write the profile also see who may see what, and what waits for approval.
    """

    id: Id
    names: Texts
    country: Country
    subdivision: Subdivision | None
    region: Word
    hub_id: Id | None
    tier: Tier
    population: Count | None
    population_year: Count | None
    languages: tuple[Language, ...] | None
    latitude: Degrees | None
    longitude: Degrees | None
    prevention_network: Structure | None
    mandate: Structure | None
    strategy: Structure | None
    website: Website | None
    needs: tuple[ThemedView, ...]
    offers: tuple[ThemedView, ...]
    status: Word
    admitted_at: Instant
    version: Count
    visibility: CityVisibility | None = None
    proposal: tuple[ProposedField, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class CitiesPage:
    items: tuple[CityView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class CityFilters:
    """Which cities. A filter on what a city hides from the reader does not find it. `q` matches the beginnings of words of a city's names,
    in any script, accents aside."""

    q: Search | None = None
    ids: Annotated[tuple[Id, ...], Length(max=200), Doc("Only these.")] = ()
    hub_id: Id | None = None
    country: Country | None = None
    region: Word | None = None
    tier: Tier | None = None
    status: Annotated[Word, OneOf(CITY_STATUSES), Doc("Only staff find suspended and withdrawn cities.")] | None = None
    language: Language | None = None
    need: Word | None = None
    offer: Word | None = None
    prevention_network: Annotated[bool, Doc("Whether the city says that it has one.")] | None = None
    mandate: Annotated[bool, Doc("Whether the city says that it has one.")] | None = None
    strategy: Annotated[bool, Doc("Whether the city says that it has one.")] | None = None
    min_population: Count | None = None
    max_population: Count | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CitiesPage)
@dataclass(frozen=True, kw_only=True)
class ListCities(CityFilters):
    """The directory. By name, by population (what is not known counts as less than anything known) or by the day of admission; `-` turns
    the order round."""

    sort: Annotated[str, OneOf(CITY_SORTS)] = "name"
    limit: Limit = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many cities have this value; null is none."""

    value: Word | None
    cities: Count


@dataclass(frozen=True, kw_only=True)
class CityFacets:
    """How many of the cities asked for have each value, most frequent first; what a city hides from the reader is not counted."""

    as_of: Instant
    cities: Count
    status: tuple[Tally, ...]
    region: tuple[Tally, ...]
    country: tuple[Tally, ...]
    hub: tuple[Tally, ...]
    tier: tuple[Tally, ...]
    language: tuple[Tally, ...]
    need: tuple[Tally, ...]
    offer: tuple[Tally, ...]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CityFacets)
@dataclass(frozen=True, kw_only=True)
class CountCities(CityFilters):
    """What the directory could be narrowed by, under the same filters."""


@dataclass(frozen=True, kw_only=True)
class CityMap:
    """Every city whose place the reader may know."""

    as_of: Instant
    rows: Annotated[Json, Doc("Of each city: id, longitude, latitude, name in the reader's language, country, tier.")]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CityMap)
@dataclass(frozen=True, kw_only=True)
class MapCities(CityFilters):
    """All cities on a map, in one answer."""


@dataclass(frozen=True, kw_only=True)
class NetworkFigures:
    """The network in numbers, counted when asked. Members are the cities that stand in the directory."""

    as_of: Instant
    members: Count
    countries: Count
    by_status: tuple[Tally, ...]
    by_region: tuple[Tally, ...]
    by_hub: tuple[Tally, ...]
    by_country: tuple[Tally, ...]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=NetworkFigures)
@dataclass(frozen=True, kw_only=True)
class GetNetworkFigures:
    """How many cities are members, and where."""


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CityView)
@dataclass(frozen=True, kw_only=True)
class GetCity:
    """One city."""

    city_id: Id


@dataclass(frozen=True, kw_only=True)
class CityName:
    """What a city is called. `listed` says whether it stands in the directory today."""

    city_id: Id
    names: Texts
    country: Country
    listed: bool


@dataclass(frozen=True, kw_only=True)
class CityNames:
    items: tuple[CityName, ...]


@request(PUBLISHER, kind="query", may=(EXPLORE, TECHNICAL_FUND), answer=CityNames)
@dataclass(frozen=True, kw_only=True)
class NameCities:
    """The names of cities that another service knows by their ids. Cities that are not known are left out."""

    city_ids: Annotated[tuple[Id, ...], Length(1, 200)]
