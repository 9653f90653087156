"""What membership might say of cities, for those who hear it."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from contracts import membership as m
from services.explore.domain.facts import CityFacts, Told
from tests.fakes.memory import NOON

THEMES = tuple(f"theme_{number:02}" for number in range(36))
COUNTRIES = {
    "KE": "eastern_africa",
    "UG": "eastern_africa",
    "SN": "western_africa",
    "ES": "southern_europe",
    "FR": "western_europe",
    "SE": "northern_europe",
    "MX": "central_america",
    "AR": "south_america",
    "JO": "western_asia",
    "VE": "south_america",
}
LANGUAGES = ("ar", "en", "es", "fr", "sw", "sv")


def city_id(number: int) -> str:
    return f"0192f0c4-7b3a-7cc0-8a55-{number:012d}"


def admitted(number: int, country: str = "KE", **told: Any) -> m.CityAdmitted:
    facts: dict[str, Any] = {"population": 500_000, "languages": ("en",), "tier": "municipality"}
    return m.CityAdmitted(
        city_id=city_id(number),
        application_id=None,
        hub_id=None,
        country=country,
        subdivision=None,
        region=COUNTRIES[country],
        admitted_at=NOON,
        **(facts | told),
    )


def pictured(number: int, country: str = "KE", at: datetime = NOON, **told: Any) -> m.CityProfileChanged:
    facts: dict[str, Any] = {
        "tier": "municipality",
        "population": 500_000,
        "population_year": 2020,
        "languages": ("en",),
        "prevention_network": True,
        "mandate": True,
        "strategy": None,
        "members_only": (),
    }
    return m.CityProfileChanged(
        city_id=city_id(number),
        hub_id=None,
        country=country,
        subdivision=None,
        region=COUNTRIES[country],
        latitude=None,
        longitude=None,
        changed_at=at,
        **(facts | told),
    )


def needs(number: int, *themes: str, visibility: str = "public", priority: str = "medium") -> list[m.NeedDeclared]:
    return [
        m.NeedDeclared(
            city_id=city_id(number),
            need_id=about(number, theme, "need"),
            theme=theme,
            priority=priority,
            visibility=visibility,
            review_by=None,
            declared_at=NOON,
        )
        for theme in themes
    ]


def offers(number: int, *themes: str, visibility: str = "public", priority: str = "medium") -> list[m.OfferDeclared]:
    return [
        m.OfferDeclared(
            city_id=city_id(number),
            offer_id=about(number, theme, "offer"),
            theme=theme,
            priority=priority,
            visibility=visibility,
            review_by=None,
            declared_at=NOON,
        )
        for theme in themes
    ]


def about(number: int, theme: str, kind: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {number} {theme}"))


def many(count: int, seed: int = 7) -> list[CityFacts]:
    """As different cities as there may be, the same for the same seed."""
    chance = random.Random(seed)
    return [_any_city(chance, number) for number in range(1, count + 1)]


def _any_city(chance: random.Random, number: int) -> CityFacts:
    country = chance.choice(sorted(COUNTRIES))
    at = NOON - timedelta(days=chance.randint(0, 400))
    return CityFacts(
        city_id=city_id(number),
        country=country,
        subdivision=None,
        region=COUNTRIES[country],
        tier=chance.choice(["town", "municipality", "county"]),
        hub_id=None,
        status=chance.choice(["active", "active", "active", "dormant", "suspended"]),
        population=chance.choice([None, *(int(10 ** chance.uniform(3, 7)) for _ in range(6))]),
        population_year=2020,
        languages=tuple(chance.sample(LANGUAGES, chance.randint(1, 3))),
        prevention_network=chance.choice([None, True, False]),
        mandate=chance.choice([None, True, False]),
        strategy=chance.choice([True, False]),
        members_only=chance.choice([(), ("population",), ("languages", "mandate")]),
        needs=_told(chance, number, at),
        offers=_told(chance, number, at),
        profile_as_of=at,
        as_of=NOON,
    )


def _told(chance: random.Random, number: int, at: datetime) -> dict[str, Told]:
    themes: Sequence[str] = chance.sample(THEMES, chance.randint(0, 7))
    return {
        about(number, theme, "any"): Told(
            theme=theme,
            priority=chance.choice(["low", "medium", "high"]),
            visibility=chance.choice(["public", "members"]),
            declared_at=at,
        )
        for theme in themes
    }
