"""A city as one audience sees it. Comparing starts here, so what an audience may not see cannot influence anything it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chassis.context import Actor
from contracts.explore import CHALLENGE, CONTEXT
from contracts.regions import PARTS
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from services.explore.domain.facts import CityFacts, Told
from services.explore.domain.income import BAND_OF

PUBLIC: Final = "public"
MEMBERS: Final = "members"
AUDIENCES: Final = (PUBLIC, MEMBERS)

CONTINENT_OF: Final = {part: continent for continent, parts in PARTS.items() for part in parts}
PRIORITIES: Final = {"low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True, kw_only=True)
class Themed:
    """Themes with their priorities (1 to 3), and the date of the oldest."""

    priorities: dict[str, int | None]
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is compared. Null is unknown to this audience."""

    city_id: str
    country: str
    region: str
    continent: str | None
    tier: str
    income: int | None
    population: int | None
    counted_on: datetime | None
    languages: tuple[str, ...]
    mandate: bool | None
    prevention_network: bool | None
    strategy: bool | None
    needs: Themed
    offers: Themed
    profile_as_of: datetime


def audience_of(actor: Actor) -> str:
    """People of member cities and the network's staff see what members see."""
    return MEMBERS if actor.roles & {FOCAL_POINT, MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT} else PUBLIC


def seen(facts: CityFacts, audience: str) -> Seen | None:
    """Nothing of a city that does not stand in the directory."""
    if not facts.listed:
        return None
    hidden = frozenset(facts.members_only) if audience == PUBLIC else frozenset[str]()
    return Seen(
        city_id=facts.city_id,
        country=facts.country,
        region=facts.region,
        continent=CONTINENT_OF.get(facts.region),
        tier=facts.tier,
        income=BAND_OF.get(facts.country),
        population=None if "population" in hidden or not facts.population else facts.population,
        counted_on=None if "population" in hidden else _counted_on(facts.population_year),
        languages=() if "languages" in hidden else spoken(facts.languages or ()),
        mandate=None if "mandate" in hidden else facts.mandate,
        prevention_network=None if "prevention_network" in hidden else facts.prevention_network,
        strategy=None if "strategy" in hidden else facts.strategy,
        needs=_themed(facts.needs.values(), audience),
        offers=_themed(facts.offers.values(), audience),
        profile_as_of=facts.profile_as_of,
    )


def ranked_by(city: Seen | None, kind: str) -> tuple[object, ...] | None:
    """All of a city that can change a place on a list of this kind, its own or another's."""
    if city is None:
        return None
    if kind == CONTEXT:
        own: tuple[object, ...] = (city.region, city.tier, city.population, city.mandate, city.prevention_network, city.strategy)
    elif kind == CHALLENGE:
        own = (frozenset(city.needs.priorities),)
    else:
        own = (frozenset(city.needs.priorities), frozenset(city.offers.priorities))
    return city.country, city.languages, *own


def spoken(languages: Iterable[str]) -> tuple[str, ...]:
    """Whoever works in `pt-BR` understands whoever works in `pt`."""
    return tuple(sorted({language.partition("-")[0] for language in languages}))


def shared_languages(one: Seen, other: Seen) -> tuple[str, ...]:
    return tuple(language for language in one.languages if language in other.languages)


def _counted_on(year: int | None) -> datetime | None:
    """All that is known of a count is its year."""
    return None if year is None else datetime(year, 1, 1, tzinfo=UTC)


def _themed(told: Iterable[Told], audience: str) -> Themed:
    shown = [one for one in told if audience == MEMBERS or one.visibility == PUBLIC]
    priorities = {one.theme: PRIORITIES.get(one.priority or "") for one in sorted(shown, key=lambda one: one.theme)}
    return Themed(priorities=priorities, oldest=min((one.declared_at for one in shown), default=None))
