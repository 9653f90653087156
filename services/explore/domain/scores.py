"""The scores, each explained: every part names what it adds, and the parts add up to the score.

Priorities order reasons and do not enter a score: what matters much to one city says nothing about how well another knows it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.explore import CHALLENGE, COMPLEMENTARITY, CONTEXT, MENTORING, ContextWeights, Contribution, Score
from services.explore.domain.income import CLASSIFIED_ON
from services.explore.domain.seen import Seen

FLOOR: Final = 0.5
"""With less than half of what is compared known of both, there is no score."""
DECADES: Final = 4.0
"""Cities whose populations differ ten thousandfold are not alike at all."""
SAME_CONTINENT: Final = 0.5
BANDS_APART: Final = 3
HALF_WAY: Final = 2
"""So many matching themes are worth half of all there could be; each further one less than the one before."""
MILLION: Final = 1_000_000
REASONS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Part:
    """Before rounding."""

    code: str
    amount: float
    similarity: float
    theme: str | None = None
    mine: float | None = None
    theirs: float | None = None
    as_of: datetime | None = None

    @property
    def order(self) -> tuple[float, float, str, str]:
        """The greatest first, then what matters more to the one who cares less, then by name."""
        priority = min(self.mine or 0, self.theirs or 0) if self.theme else 0
        return -self.amount, -priority, self.code, self.theme or ""


def explained(kind: str, mine: Seen, theirs: Seen, weights: ContextWeights) -> Score:
    """One score of a pair, from the first city's side."""
    if kind == CONTEXT:
        return context(mine, theirs, weights)
    return _OVER_THEMES[kind](mine, theirs)


# ---------------------------------------------------------------- circumstances


def context(mine: Seen, theirs: Seen, weights: ContextWeights) -> Score:
    """Gower's similarity: the weighted mean over what is known of both."""
    known = [part for part in _compared(mine, theirs) if getattr(weights, part.code) > 0]
    whole = sum(vars(weights).values())
    weight = sum(getattr(weights, part.code) for part in known)
    coverage = weight / whole
    oldest = _oldest(*(part.as_of for part in known))
    if coverage < FLOOR:
        return _score([], coverage, oldest, enough=False)
    parts = [_weighted(part, getattr(weights, part.code) / weight) for part in known]
    return _score(parts, coverage, oldest)


def _weighted(part: Part, share: float) -> Part:
    return Part(code=part.code, amount=part.similarity * share, similarity=part.similarity, mine=part.mine, theirs=part.theirs)


def _compared(mine: Seen, theirs: Seen) -> list[Part]:
    """What is known of both, each with its age: a count is as old as its year, an income band as its classification."""
    said = min(mine.profile_as_of, theirs.profile_as_of)
    found = [
        Part(code="region", amount=0, similarity=_region(mine, theirs), as_of=said),
        Part(code="tier", amount=0, similarity=float(mine.tier == theirs.tier), as_of=said),
    ]
    if mine.population is not None and theirs.population is not None:
        apart = abs(math.log10(mine.population) - math.log10(theirs.population))
        similar = max(0.0, 1 - apart / DECADES)
        counted = _oldest(said, mine.counted_on, theirs.counted_on)
        found.append(Part(code="population", amount=0, similarity=similar, mine=mine.population, theirs=theirs.population, as_of=counted))
    if mine.income is not None and theirs.income is not None:
        similar = 1 - abs(mine.income - theirs.income) / BANDS_APART
        found.append(Part(code="income", amount=0, similarity=similar, mine=mine.income, theirs=theirs.income, as_of=CLASSIFIED_ON))
    for code in ("mandate", "prevention_network", "strategy"):
        one, other = getattr(mine, code), getattr(theirs, code)
        if one is not None and other is not None:
            found.append(Part(code=code, amount=0, similarity=float(one == other), mine=float(one), theirs=float(other), as_of=said))
    return found


def _region(mine: Seen, theirs: Seen) -> float:
    if mine.region == theirs.region:
        return 1.0
    return SAME_CONTINENT if mine.continent is not None and mine.continent == theirs.continent else 0.0


# ---------------------------------------------------------------- themes


def challenge(mine: Seen, theirs: Seen) -> Score:
    """Jaccard: of all needs of the two, the share that both have."""
    one, other = mine.needs.priorities, theirs.needs.priorities
    union = len(one.keys() | other.keys())
    parts = [_theme("shared_need", theme, 1 / union, one, other) for theme in one if theme in other]
    coverage = (bool(one) + bool(other)) / 2
    return _score(parts, coverage, _oldest(mine.needs.oldest, theirs.needs.oldest), enough=coverage >= FLOOR)


def complementarity(mine: Seen, theirs: Seen) -> Score:
    """The harmonic mean of the help each could give the other, so that it pays both: what only one gains counts for nothing."""
    they_help, we_help = _matching(mine, theirs), _matching(theirs, mine)
    value = harmonic(len(they_help), len(we_help))
    parts = []
    if value:
        share, back = value / 2 / len(they_help), value / 2 / len(we_help)
        parts = [_theme("they_offer", theme, share, mine.needs.priorities, theirs.offers.priorities) for theme in they_help]
        parts += [_theme("we_offer", theme, back, mine.offers.priorities, theirs.needs.priorities) for theme in we_help]
    compared = (mine.needs, mine.offers, theirs.needs, theirs.offers)
    coverage = sum(bool(themed.priorities) for themed in compared) / len(compared)
    return _score(parts, coverage, _oldest(*(themed.oldest for themed in compared)), enough=coverage >= FLOOR)


def mentoring(mine: Seen, theirs: Seen) -> Score:
    """What they could teach us, where we have nothing to give back; what goes both ways is complementarity."""
    they_help = _matching(mine, theirs) if not _matching(theirs, mine) else []
    value = saturating(len(they_help))
    parts = [_theme("they_offer", theme, value / len(they_help), mine.needs.priorities, theirs.offers.priorities) for theme in they_help]
    coverage = (bool(mine.needs.priorities) + bool(theirs.offers.priorities)) / 2
    return _score(parts, coverage, _oldest(mine.needs.oldest, theirs.offers.oldest), enough=coverage >= FLOOR)


_OVER_THEMES: Final[dict[str, Callable[[Seen, Seen], Score]]] = {
    CHALLENGE: challenge,
    COMPLEMENTARITY: complementarity,
    MENTORING: mentoring,
}


def saturating(matches: int) -> float:
    """Grows with every match and never reaches 1, so that taking a need away is felt whatever else there is."""
    return matches / (matches + HALF_WAY)


def harmonic(one: int, other: int) -> float:
    """The harmonic mean of two saturating shares."""
    first, second = saturating(one), saturating(other)
    return 2 * first * second / (first + second) if first and second else 0.0


def _matching(needy: Seen, helper: Seen) -> list[str]:
    return [theme for theme in needy.needs.priorities if theme in helper.offers.priorities]


def _theme(code: str, theme: str, amount: float, mine: dict[str, int | None], theirs: dict[str, int | None]) -> Part:
    return Part(code=code, theme=theme, amount=amount, similarity=1.0, mine=mine[theme], theirs=theirs[theme])


# ---------------------------------------------------------------- together


def _score(parts: Sequence[Part], coverage: float, oldest: datetime | None, *, enough: bool = True) -> Score:
    """Millionths are handed out whole: the score is rounded once, and its parts by largest remainder, so that they add up to it."""
    ordered = sorted(parts, key=lambda part: part.order)
    amounts = apportioned([part.amount for part in ordered])
    told = tuple(
        Contribution(
            code=part.code, theme=part.theme, amount=amount, similarity=round(part.similarity, 6), mine=part.mine, theirs=part.theirs
        )
        for part, amount in zip(ordered, amounts, strict=True)
    )
    value = round(sum(round(amount * MILLION) for amount in amounts) / MILLION, 6) if enough else None
    reasons = tuple(one for one in told if one.amount > 0)[:REASONS]
    return Score(value=value, coverage=round(coverage, 6), oldest_data=oldest, reasons=reasons, contributions=told)


def apportioned(amounts: Sequence[float]) -> list[float]:
    """Each amount in whole millionths, together what their exact sum rounds to."""
    total = min(round(math.fsum(amounts) * MILLION), MILLION)
    whole = [int(amount * MILLION) for amount in amounts]
    rest = sorted(range(len(amounts)), key=lambda place: (whole[place] - amounts[place] * MILLION, place))
    for place in rest[: max(0, total - sum(whole))]:
        whole[place] += 1
    return [one / MILLION for one in whole]


def _oldest(*dates: datetime | None) -> datetime | None:
    return min((date for date in dates if date is not None), default=None)
