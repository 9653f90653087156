"""The calibration: what each application would have scored with reviewers of average severity, shrunken by how little is known.

One score is  y = m + a(application) + r(reviewer) + e,  with a, r and e independent and normal around 0: crossed random effects
(Searle, Casella, McCulloch: *Variance Components*, 1992, ch. 6 and 7). The effects come from Henderson's mixed model equations, of which
the applications are eliminated first, so that what remains has one row per reviewer. The three variances are estimated from the round
itself by restricted maximum likelihood (Patterson and Thompson 1971), with the weak gamma(2) penalty on the applications' spread of Chung,
Rabe-Hesketh, Dorie, Gelman and Liu (*Psychometrika* 78, 2013): without it a small round is now and then told that its applications do not
differ at all. The reviewers' spread may be estimated as nothing: then nobody is corrected.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement
from operator import mul
from typing import Final

from services.technical_fund.domain.scores.linear import Lower, Vector, backward, cholesky, forward, log_determinant, transposed

LEAST_RATIO: Final = 1e-3
MOST_RATIO: Final = 1e3
"""Bounds of each effect's variance beside the noise's. The reviewers' counts as nothing at the lower one."""

MOST_STEPS: Final = 60
NEAR: Final = 1e-6
"""The search for variances ends after so many steps, or when the likelihood changes by less than this."""

FLAT: Final = 1e-9
"""A round whose scores vary less than this has nothing to calibrate."""

Misfit = Callable[[Sequence[float]], float]
Corner = tuple[float, Vector]


@dataclass(frozen=True, kw_only=True)
class Given:
    """One score: who gave it to which application, on the scale 0 to 100."""

    application: str
    reviewer: str
    score: float


@dataclass(frozen=True, kw_only=True)
class Variances:
    """Squared points of the scale 0 to 100."""

    applications: float
    reviewers: float
    noise: float


class Scores:
    """A round, counted once: every trial of variances works on these sums. The order of what was given does not matter.

    Raises `ValueError` for a round without a score, or with two scores of one reviewer for one application.
    """

    def __init__(self, given: Sequence[Given]) -> None:
        if not given:
            raise ValueError("there is no score")
        if len({(one.application, one.reviewer) for one in given}) < len(given):
            raise ValueError("a reviewer scores an application once")
        self.applications = sorted({one.application for one in given})
        self.reviewers = sorted({one.reviewer for one in given})
        place = {name: index for index, name in enumerate(self.reviewers)}
        self.seats: dict[str, list[int]] = {name: [] for name in self.applications}
        sums: dict[str, list[float]] = {name: [] for name in self.applications}
        by_reviewer: list[list[float]] = [[] for _ in self.reviewers]
        for one in sorted(given, key=lambda one: (one.application, one.reviewer, one.score)):
            self.seats[one.application].append(place[one.reviewer])
            sums[one.application].append(one.score)
            by_reviewer[place[one.reviewer]].append(one.score)
        self.count = len(given)
        self.mean = math.fsum(one.score for one in given) / self.count
        self.sums = {name: math.fsum(score - self.mean for score in scores) for name, scores in sums.items()}
        self.reviewer_sums = [math.fsum(score - self.mean for score in scores) for scores in by_reviewer]
        self.reviewer_counts = [len(scores) for scores in by_reviewer]
        self.squares = math.fsum((one.score - self.mean) ** 2 for one in given)

    @property
    def flat(self) -> bool:
        return self.squares <= FLAT * self.count


class Equations:
    """Henderson's equations of a round for two variance ratios (effect to noise), the applications eliminated.

    Reviewers' unknowns are divided by their own standard deviation, so that a ratio of nothing needs no special case. Unknown 0 is the
    mean.
    """

    def __init__(self, scores: Scores, applications: float, reviewers: float) -> None:
        self.scores = scores
        self.ratio = applications
        self.root = math.sqrt(reviewers)
        self.weights = {name: applications / (1.0 + applications * len(seats)) for name, seats in scores.seats.items()}
        self.lower: Lower = cholesky(self._matrix())
        self.right = self._right()
        self.solution: Vector = backward(self.columns, forward(self.lower, self.right))

    @cached_property
    def columns(self) -> list[Vector]:
        return transposed(self.lower)

    def _matrix(self) -> list[Vector]:
        size = len(self.scores.reviewers)
        matrix = [[0.0] * (row + 1) for row in range(size + 1)]
        matrix[0][0] = float(self.scores.count)
        for j, count in enumerate(self.scores.reviewer_counts, 1):
            matrix[j][0], matrix[j][j] = float(count), float(count)
        for name, seats in self.scores.seats.items():
            weight, held = self.weights[name], sorted(seats)
            matrix[0][0] -= weight * len(held) ** 2
            for j in held:
                matrix[j + 1][0] -= weight * len(held)
            for j, k in combinations_with_replacement(held, 2):
                matrix[k + 1][j + 1] -= weight
        return self._scaled(matrix)

    def _scaled(self, matrix: list[Vector]) -> list[Vector]:
        for j in range(1, len(matrix)):
            row = matrix[j]
            row[0] *= self.root
            for k in range(1, j + 1):
                row[k] *= self.root * self.root
            row[j] += 1.0
        return matrix

    def _right(self) -> Vector:
        sums, counts = self.scores.sums, self.scores.seats
        right = [math.fsum(sums.values()) - math.fsum(self.weights[name] * len(counts[name]) * sums[name] for name in sums)]
        own = list(self.scores.reviewer_sums)
        for name, seats in counts.items():
            for j in seats:
                own[j] -= self.weights[name] * sums[name]
        return right + [self.root * value for value in own]

    @cached_property
    def unexplained(self) -> float:
        """The generalised residual sum of squares."""
        by_applications = math.fsum(self.weights[name] * total**2 for name, total in self.scores.sums.items())
        left: float = self.scores.squares - by_applications - sum(map(mul, self.right, self.solution))
        return max(left, FLAT * self.scores.count)

    @property
    def noise(self) -> float:
        """The noise's variance that fits these ratios best."""
        return self.unexplained / max(self.scores.count - 2, 1)

    def misfit(self) -> float:
        """Minus twice the penalised restricted log-likelihood, but for a constant."""
        spread = math.fsum(math.log1p(self.ratio * len(seats)) for seats in self.scores.seats.values())
        free = max(self.scores.count - 2, 1)
        return free * math.log(self.noise) + spread + log_determinant(self.lower) - math.log(self.ratio)

    # ---------------------------------------------------------------- what comes out

    def severity(self, solution: Sequence[float]) -> list[float]:
        """Each reviewer's effect: above 0 gives more than others would."""
        return [self.root * value for value in solution[1:]]

    def expected(self, solution: Sequence[float]) -> dict[str, float]:
        """Each application's effect, given mean and reviewers."""
        lift = self.severity(solution)
        return {
            name: self.weights[name] * (self.scores.sums[name] - len(seats) * solution[0] - sum(lift[j] for j in seats))
            for name, seats in self.scores.seats.items()
        }


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A round calibrated. `quality` are scores on the scale 0 to 100, `severity` what each reviewer gives above the average reviewer."""

    variances: Variances
    mean: float
    quality: Mapping[str, float]
    severity: Mapping[str, float]
    equations: Equations | None


def fit(scores: Scores) -> Fit:
    """Estimate the variances, then the effects."""
    if scores.flat:
        nothing = Variances(applications=0.0, reviewers=0.0, noise=0.0)
        flat = dict.fromkeys(scores.applications, scores.mean)
        return Fit(variances=nothing, mean=scores.mean, quality=flat, severity=dict.fromkeys(scores.reviewers, 0.0), equations=None)
    return solved(scores, *_best_ratios(scores))


def solved(scores: Scores, applications: float, reviewers: float) -> Fit:
    """The effects for given ratios of variance to noise."""
    equations = Equations(scores, applications, reviewers)
    mean = scores.mean + equations.solution[0]
    noise = equations.noise
    return Fit(
        variances=Variances(applications=applications * noise, reviewers=reviewers * noise, noise=noise),
        mean=mean,
        quality={name: mean + effect for name, effect in equations.expected(equations.solution).items()},
        severity=dict(zip(scores.reviewers, equations.severity(equations.solution), strict=True)),
        equations=equations,
    )


def _best_ratios(scores: Scores) -> tuple[float, float]:
    """Search on the logarithms: a coarse grid, then the best of it improved by Nelder and Mead's simplex (1965)."""

    def misfit(point: Sequence[float]) -> float:
        return Equations(scores, *_ratios(point)).misfit()

    steps = (math.log(0.05), math.log(0.3), math.log(1.0), math.log(4.0))
    grid = [(a, r) for a in steps for r in (math.log(LEAST_RATIO), *steps)]
    return _ratios(_downhill(misfit, min(grid, key=misfit)))


def _ratios(point: Sequence[float]) -> tuple[float, float]:
    applications, reviewers = (min(max(math.exp(value), LEAST_RATIO), MOST_RATIO) for value in point)
    return applications, (0.0 if reviewers <= LEAST_RATIO else reviewers)


def _downhill(misfit: Misfit, start: tuple[float, float]) -> Vector:
    """The lowest point found by a simplex of three corners that reflects, stretches, contracts and shrinks."""
    corners = ([*start], [start[0] + 0.7, start[1]], [start[0], start[1] + 0.7])
    simplex = sorted((misfit(corner), corner) for corner in corners)
    for _ in range(MOST_STEPS):
        if simplex[2][0] - simplex[0][0] < NEAR:
            break
        simplex = sorted(_stepped(misfit, simplex))
    return simplex[0][1]


def _stepped(misfit: Misfit, simplex: list[Corner]) -> list[Corner]:
    best, second, worst = simplex

    def moved(by: float) -> Corner:
        point = [(one + other) / 2 + by * ((one + other) / 2 - away) for one, other, away in zip(best[1], second[1], worst[1], strict=True)]
        return misfit(point), point

    reflected = moved(1.0)
    if reflected[0] < best[0]:
        return [best, second, min(reflected, moved(2.0))]
    if reflected[0] < second[0]:
        return [best, second, reflected]
    contracted = moved(0.5 if reflected[0] < worst[0] else -0.5)
    if contracted[0] < min(reflected[0], worst[0]):
        return [best, second, contracted]
    nearer = ([(one + value) / 2 for one, value in zip(best[1], corner[1], strict=True)] for corner in (second, worst))
    return [best, *((misfit(point), point) for point in nearer)]
