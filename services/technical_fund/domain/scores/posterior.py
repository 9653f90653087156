"""How sure the order is: what the data still allow, drawn with the run's own seed, so that a replay draws the same."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.technical_fund.domain.scores.linear import backward
from services.technical_fund.domain.scores.model import Fit

DRAWS: Final = 1000
"""Enough for an end of a rank interval to move by about a place between seeds in a round of sixty."""


@dataclass(frozen=True, kw_only=True)
class Sureness:
    """`spread` is the standard error of the calibrated score; ranks are counted from 1, and a true rank lies in the interval with the level
    asked for. `above` is the share of draws in which the application stands above the funding line."""

    spread: float
    least_rank: int
    most_rank: int
    above: float


def sureness(fit: Fit, *, seed: str, level: float, places: int) -> dict[str, Sureness]:
    """Draw effects from their joint distribution given the scores and the estimated variances, and rank each draw.

    Reviewers and mean are drawn together (they share one covariance), then each application given them. That the variances are estimated
    themselves is left out, as in every empirical Bayes interval: in very small rounds the truth is a little wider.
    """
    names = sorted(fit.quality)
    if fit.equations is None:
        return {name: Sureness(spread=0.0, least_rank=1, most_rank=len(names), above=min(places / len(names), 1.0)) for name in names}
    ranks: dict[str, list[int]] = {name: [] for name in names}
    sums, squares = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    source = random.Random(seed)  # noqa: S311 a simulation that must come out the same again
    for _ in range(DRAWS):
        drawn = _drawn(fit, source)
        for rank, name in enumerate(sorted(names, key=lambda name: (-drawn[name], name)), 1):
            ranks[name].append(rank)
            sums[name] += drawn[name]
            squares[name] += drawn[name] ** 2
    return {name: _summary(sorted(ranks[name]), sums[name], squares[name], level, places) for name in names}


def _drawn(fit: Fit, source: random.Random) -> Mapping[str, float]:
    """Effects of applications, each with the mean they share, which does not change their order, left in."""
    equations = fit.equations
    assert equations is not None
    noise = math.sqrt(fit.variances.noise)
    shaken = backward(equations.columns, [noise * source.gauss(0.0, 1.0) for _ in equations.solution])
    effects = equations.expected([value + shake for value, shake in zip(equations.solution, shaken, strict=True)])
    mean = fit.mean + shaken[0]
    return {name: mean + effects[name] + noise * math.sqrt(equations.weights[name]) * source.gauss(0.0, 1.0) for name in sorted(effects)}


def _summary(ranks: list[int], total: float, squares: float, level: float, places: int) -> Sureness:
    count = len(ranks)
    tail = (1.0 - level) / 2
    low, high = math.floor(tail * count), math.ceil((1.0 - tail) * count) - 1
    variance = max(squares / count - (total / count) ** 2, 0.0)
    above = sum(rank <= places for rank in ranks) / count
    return Sureness(spread=math.sqrt(variance), least_rank=ranks[low], most_rank=ranks[high], above=above)
