"""The cities of the network, as anyone may see them."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.needs import ThemedView
from contracts.membership.shared import EXPLORE, PUBLISHER, Degrees, Tier
from contracts.roles import (
    ANYONE,
)
from contracts.words import (
    Count,
    Country,
    Cursor,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Search,
    Subdivision,
    Texts,
    Word,
)


@dataclass(frozen=True, kw_only=True)
class CityView:
    """A city of the network, as anyone may see it."""

    id: Id
    names: Texts
    country: Country
    subdivision: Subdivision | None
    region: Word
    hub_id: Id | None
    tier: Tier
    population: Count
    population_year: Count
    languages: tuple[Language, ...]
    latitude: Degrees | None
    longitude: Degrees | None
    needs: tuple[ThemedView, ...]
    offers: tuple[ThemedView, ...]
    status: Word
    admitted_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class CitiesPage:
    items: tuple[CityView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CitiesPage)
@dataclass(frozen=True, kw_only=True)
class ListCities:
    """The directory, by name. `q` matches the beginnings of words of a city's names, in any script, accents aside."""

    q: Search | None = None
    hub_id: Id | None = None
    country: Country | None = None
    region: Word | None = None
    tier: Tier | None = None
    language: Language | None = None
    need: Word | None = None
    offer: Word | None = None
    min_population: Count | None = None
    max_population: Count | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


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


@request(PUBLISHER, kind="query", may=(EXPLORE,), answer=CityNames)
@dataclass(frozen=True, kw_only=True)
class NameCities:
    """The names of cities that another service knows by their ids. Cities that are not known are left out."""

    city_ids: Annotated[tuple[Id, ...], Length(1, 200)]
