"""The directory as it is searched: one slim entry for each city, with what each audience may know, and every question answered from them.

Pure, and whole in memory: ten thousand cities are a few megabytes, and filters, orders, counts and the map cost milliseconds there. What is
hidden from an audience is not in its part of the entry, so no filter, order or count can tell of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.fields import instant_text
from contracts.membership import CityFilters
from contracts.regions import within
from services.membership.domain.city import City, display_name
from services.membership.domain.clearance import VISIBILITIES
from services.membership.domain.needs import Themed
from services.membership.domain.profile import STRUCTURES, seen_by
from services.membership.domain.text import forms, sought


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What one audience knows of a city; null is hidden or not said."""

    population: int | None
    languages: tuple[str, ...] | None
    latitude: float | None
    longitude: float | None
    prevention_network: bool | None
    mandate: bool | None
    strategy: bool | None
    needs: tuple[str, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A city in the directory: what everybody knows, and what each audience knows besides (`known`, in the order of the visibilities)."""

    id: str
    names: dict[str, str]
    sort_name: str
    words: tuple[str, ...]
    country: str
    region: str
    hub_id: str | None
    tier: str
    status: str
    listed: bool
    admitted_at: datetime
    known: tuple[Known, ...]

    def to(self, audience: str) -> Known:
        return self.known[_PLACE[audience]]


_PLACE: Final = {audience: place for place, audience in enumerate(VISIBILITIES)}


def entry_of(city: City) -> Entry:
    return Entry(
        id=city.id,
        names=dict(city.names),
        sort_name=city.sort_name,
        words=forms(city.names.values()),
        country=city.country,
        region=city.region,
        hub_id=city.hub_id,
        tier=city.profile.tier,
        status=city.status,
        listed=city.listed,
        admitted_at=city.admitted_at,
        known=tuple(_known(city, audience) for audience in VISIBILITIES),
    )


def _known(city: City, audience: str) -> Known:
    seen = seen_by(city.profile, audience)
    there = {name: None if getattr(seen, name) is None else getattr(seen, name).exists for name in STRUCTURES}
    return Known(
        population=seen.population,
        languages=seen.languages or None,
        latitude=seen.latitude,
        longitude=seen.longitude,
        needs=_themes(city.needs, audience),
        offers=_themes(city.offers, audience),
        **there,
    )


def _themes(themed: Iterable[Themed], audience: str) -> tuple[str, ...]:
    return tuple(sorted(one.theme for one in themed if _PLACE[one.visibility] <= _PLACE[audience]))


# ---------------------------------------------------------------- orders

Order = Callable[[Entry, str], str]


def _by_name(entry: Entry, audience: str) -> str:
    return f"{entry.sort_name} {entry.id}"


def _by_population(entry: Entry, audience: str) -> str:
    """What is not known counts as less than anything known."""
    known = entry.to(audience).population
    return f"{'' if known is None else format(known, '012d')} {entry.id}"


def _by_admission(entry: Entry, audience: str) -> str:
    return f"{instant_text(entry.admitted_at)} {entry.id}"


ORDERS: Final[dict[str, Order]] = {"name": _by_name, "population": _by_population, "admitted_at": _by_admission}


def sort_key(entry: Entry, sort: str, audience: str) -> str:
    """What `entry` is sorted by, unique among all; `-` in front of a sort turns the order round, not the key."""
    return ORDERS[sort.removeprefix("-")](entry, audience)


# ---------------------------------------------------------------- filters


def wanted(asked: CityFilters, audience: str) -> Callable[[Entry], bool]:
    """Whether an entry is among those asked for, as far as `audience` may know. Only the staff finds what is not listed, by its status."""
    tests = list(_tests(asked, audience))
    return lambda entry: all(test(entry) for test in tests)


def _tests(asked: CityFilters, audience: str) -> Iterator[Callable[[Entry], bool]]:
    place = _PLACE[audience]
    if asked.status is None or audience != VISIBILITIES[-1]:
        yield lambda entry: entry.listed
    for name in ("status", "hub_id", "country", "tier"):
        if (value := getattr(asked, name)) is not None:
            yield _equals(name, value)
    if asked.region is not None:
        regions = frozenset(within(asked.region))
        yield lambda entry: entry.region in regions
    if asked.ids:
        ids = frozenset(asked.ids)
        yield lambda entry: entry.id in ids
    if asked.q is not None:
        beginnings = sought(asked.q)
        yield lambda entry: all(any(word.startswith(beginning) for word in entry.words) for beginning in beginnings)
    yield from _hidden_tests(asked, place)


def _hidden_tests(asked: CityFilters, place: int) -> Iterator[Callable[[Entry], bool]]:
    """Questions about what may be hidden: answered from what this audience knows."""
    for name in STRUCTURES:
        if (there := getattr(asked, name)) is not None:
            yield _knows(place, name, there)
    for name, held in (("language", "languages"), ("need", "needs"), ("offer", "offers")):
        if (code := getattr(asked, name)) is not None:
            yield _holds(place, held, code)
    if asked.min_population is not None or asked.max_population is not None:
        yield _between(place, asked.min_population or 0, 2**53 if asked.max_population is None else asked.max_population)


def _equals(name: str, value: Any) -> Callable[[Entry], bool]:
    return lambda entry: bool(getattr(entry, name) == value)


def _knows(place: int, name: str, value: bool) -> Callable[[Entry], bool]:
    return lambda entry: getattr(entry.known[place], name) is value


def _holds(place: int, name: str, code: str) -> Callable[[Entry], bool]:
    return lambda entry: code in (getattr(entry.known[place], name) or ())


def _between(place: int, least: int, most: int) -> Callable[[Entry], bool]:
    def test(entry: Entry) -> bool:
        known = entry.known[place].population
        return known is not None and least <= known <= most

    return test


# ---------------------------------------------------------------- counts

COUNTED: Final = ("status", "region", "country", "hub_id", "tier", "languages", "needs", "offers")


def counts(entries: Iterable[Entry], audience: str) -> dict[str, Counter[str | None]]:
    """How many of `entries` have each value of what is counted, as far as `audience` may know."""
    place = _PLACE[audience]
    found: dict[str, Counter[str | None]] = {name: Counter() for name in COUNTED}
    plain = [(name, found[name]) for name in COUNTED[:5]]
    many = [(name, found[name]) for name in COUNTED[5:]]
    for entry in entries:
        for name, counter in plain:
            counter[getattr(entry, name)] += 1
        known = entry.known[place]
        for name, counter in many:
            for value in getattr(known, name) or ():
                counter[value] += 1
    return found


def name_in(entry: Entry, language: str) -> str:
    """The city's name in `language`, else in English, else in the first it was given in."""
    return entry.names.get(language) or display_name(entry.names)
