"""Made-up cities, as many as wanted, the same every time."""

import random

from contracts.regions import PARTS
from services.explore.domain.facts import CityFacts, Told
from services.explore.domain.income import BAND_OF

THEMES = tuple(f"theme_{number:02}" for number in range(36))
LANGUAGES = ("ar", "en", "es", "fr", "pt", "sw", "hi", "id", "de", "ru")


def ready_for(count: int) -> list[CityFacts]:
    chance = random.Random(2027)
    regions = [part for parts in PARTS.values() for part in parts]
    home = {country: chance.choice(regions) for country in BAND_OF}
    return [_city(chance, number, home) for number in range(1, count + 1)]


def _city(chance: random.Random, number: int, home: dict[str, str]) -> CityFacts:
    from chassis.context import now

    country = chance.choice(sorted(home))
    return CityFacts(
        city_id=f"0192f0c4-7b3a-7cc0-8a55-{number:012d}",
        country=country,
        subdivision=None,
        region=home[country],
        tier=chance.choice(["town", "municipality", "county", "province"]),
        hub_id=None,
        status="active",
        population=int(10 ** chance.uniform(3.5, 7)) if chance.random() < 0.95 else None,
        population_year=2024,
        languages=tuple(chance.sample(LANGUAGES, chance.randint(1, 3))),
        prevention_network=chance.choice([None, True, False]),
        mandate=chance.choice([None, True, False]),
        strategy=chance.choice([True, False]),
        members_only=chance.choice([(), (), ("population",)]),
        needs=_told(chance, 3, 7),
        offers=_told(chance, 1, 5),
        profile_as_of=now(),
        as_of=now(),
    )


def _told(chance: random.Random, fewest: int, most: int) -> dict[str, Told]:
    from chassis.context import now

    chosen = chance.sample(THEMES, chance.randint(fewest, most))
    return {
        theme: Told(
            theme=theme,
            priority=chance.choice(["low", "medium", "high"]),
            visibility=chance.choice(["public", "members"]),
            declared_at=now(),
        )
        for theme in chosen
    }
