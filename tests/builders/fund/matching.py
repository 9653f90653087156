"""Questions for the solver: small ones by hand, and the study's synthetic ones by size and seed."""

import random
from typing import Any

from services.technical_fund.domain.matching.problem import BIDS, Item, Limits, Person, Problem

THEMES = tuple(f"theme_{number}" for number in range(20))
LANGUAGES = ("en", "es", "fr", "ar")


def item(id: str = "a", **changed: Any) -> Item:
    return Item(**{"id": id, "seats": 1, "languages": ("en",), "country": "KE", "region": "africa", "themes": ("youth",)} | changed)


def person(id: str = "r", **changed: Any) -> Person:
    return Person(**{"id": id, "capacity": 3, "languages": ("en",), "country": f"{id}-land", "themes": ("youth",)} | changed)


def problem(items: list[Item], people: list[Person], **changed: Any) -> Problem:
    return Problem(items=tuple(items), people=tuple(people), **changed)


def synthetic(applications: int, reviewers: int, *, seed: int = 1, seats: int = 3, **changed: Any) -> Problem:
    """As in the study: three reviews each, eight in a hundred pairs in conflict, a third of reviewers senior, loads with some slack."""
    draw = random.Random(seed)
    countries = [f"country_{number}" for number in range(max(8, reviewers // 3))]
    items = [_application(draw, number, countries, seats) for number in range(applications)]
    load = -(-applications * seats * 13 // (10 * reviewers))
    people = [_reviewer(draw, number, countries, load) for number in range(reviewers)]
    conflicts = [(one.id, other.id, "declared") for one in items for other in people if draw.random() < 0.08]
    home = [(one.id, other.id, "same_country") for one in items for other in people if one.country == other.country]
    bids = [(one.id, other.id, draw.choice(BIDS)) for one in items for other in people if draw.random() < 0.2]
    return problem(items, people, bars=(*conflicts, *home), bids=tuple(bids), seed=seed, **changed)


def _application(draw: random.Random, number: int, countries: list[str], seats: int) -> Item:
    country = draw.choice(countries)
    language = draw.choices(LANGUAGES, [5, 3, 2, 1])[0]
    themes = tuple(draw.sample(THEMES, 3))
    return Item(id=f"a{number:04d}", seats=seats, seniors=1, languages=(language,), country=country, region=country[-1], themes=themes)


def _reviewer(draw: random.Random, number: int, countries: list[str], load: int) -> Person:
    country = draw.choice(countries)
    return Person(
        id=f"r{number:04d}",
        capacity=load,
        senior=draw.random() < 0.35,
        languages=("en", *draw.sample(LANGUAGES[1:], draw.randint(1, 3))),
        country=country,
        knows=tuple(draw.sample(countries, 3)),
        regions=(country[-1],),
        themes=tuple(draw.sample(THEMES, 6)),
    )


def roomy(**changed: Any) -> Limits:
    return Limits(**{"seconds": 60.0} | changed)
