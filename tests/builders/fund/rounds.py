"""Rounds of reviews as the study simulates them: true quality, reviewers with a bias, noise; and how near an order comes to the truth."""

import random
from collections.abc import Mapping, Sequence
from itertools import combinations

from services.technical_fund.domain.scores.model import Given

NOISE = 0.9
POINTS = 15.0


def simulated(source: random.Random, *, applications: int, reviewers: int, each: int, bias: float) -> tuple[dict[str, float], list[Given]]:
    """True quality (standard deviation 1) by application, and scores around 50 with 15 points to the unit; loads are even."""
    truth = {f"a{number:04}": source.gauss(0, 1) for number in range(applications)}
    severity = [source.gauss(0, bias) for _ in range(reviewers)]
    load = [0] * reviewers
    given: list[Given] = []
    for name in truth:
        for reviewer in sorted(range(reviewers), key=lambda number: (load[number], source.random()))[:each]:
            load[reviewer] += 1
            score = 50 + POINTS * (truth[name] + severity[reviewer] + source.gauss(0, NOISE))
            given.append(Given(application=name, reviewer=f"r{reviewer:03}", score=score))
    return truth, given


def means(given: Sequence[Given]) -> dict[str, float]:
    scores: dict[str, list[float]] = {}
    for one in given:
        scores.setdefault(one.application, []).append(one.score)
    return {name: sum(found) / len(found) for name, found in scores.items()}


def medians(given: Sequence[Given]) -> dict[str, float]:
    scores: dict[str, list[float]] = {}
    for one in given:
        scores.setdefault(one.application, []).append(one.score)
    return {name: (sorted(found)[len(found) // 2] + sorted(found)[(len(found) - 1) // 2]) / 2 for name, found in scores.items()}


def kendall(truth: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Kendall's tau: pairs in the right order less those in the wrong one, over all pairs."""
    pairs = list(combinations(sorted(truth), 2))
    right = sum(_sign((truth[one] - truth[other]) * (found[one] - found[other])) for one, other in pairs)
    return right / len(pairs)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
