"""A score run: from a pinned input to rows, the same every time."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from contracts.declare import dump
from contracts.technical_fund import ScoreRow, ScoreRunInput, ScoreVariances, SeverityRow
from services.technical_fund.domain.scores.line import Asked, Line, Room, line
from services.technical_fund.domain.scores.model import Fit, Given, Scores, fit
from services.technical_fund.domain.scores.posterior import Sureness, sureness
from services.technical_fund.domain.scores.raw import Raw, raw

METHOD: Final = "two-way/1"
"""Another one whenever the same input would give other rows."""

TIE: Final = 1
"""Scores are equal when they are equal to so many decimals of a point out of 100."""

SHOWN: Final = 3
"""Decimals that are kept: what a machine computes beyond them may differ from another's."""


ABOVE, BELOW, TIED = "above", "below", "tied"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run found. Rows stand in their order, best first."""

    rows: tuple[ScoreRow, ...]
    severities: tuple[SeverityRow, ...]
    variances: ScoreVariances
    above: int
    tied: tuple[str, ...]

    @property
    def digest(self) -> str:
        shown = {"rows": [dump(row) for row in self.rows], "severities": [dump(row) for row in self.severities], "tied": list(self.tied)}
        return canonical_hash(shown)


def canonical_hash(value: Any) -> str:
    """SHA-256 of the value as JSON with sorted keys and no spaces."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def input_hash(given: ScoreRunInput) -> str:
    return canonical_hash(dump(given))


def computed_by() -> str:
    """What a replay elsewhere may differ by: the arithmetic is Python's own."""
    return f"{METHOD} {platform.python_implementation()} {platform.python_version()}"


def compute(given: ScoreRunInput) -> Outcome:
    """Raises `ValueError` for an input without a score or of another method."""
    if given.method != METHOD:
        raise ValueError(f"computed by {given.method}, this is {METHOD}")
    raws = _raws(given)
    fitted = fit(Scores([Given(application=one.application_id, reviewer=one.reviewer_id, score=one.points) for one in given.given]))
    calibrated = {name: round(value, TIE) for name, value in fitted.quality.items()}
    by_raw = _line(given, {name: round(found.mean, TIE) for name, found in raws.items()})
    by_calibrated = _line(given, calibrated)
    places = len(by_calibrated.above)
    sure = sureness(fitted, seed=given.seed, level=given.level / 100, places=places)
    table = _Table(raws, fitted, calibrated, sure, by_raw, by_calibrated)
    return Outcome(
        rows=tuple(table.row(name) for name in sorted(calibrated, key=lambda name: (-calibrated[name], name))),
        severities=_severities(given, fitted),
        variances=ScoreVariances(
            **{name: round(getattr(fitted.variances, name), SHOWN) for name in ("applications", "reviewers", "noise")}
        ),
        above=places,
        tied=by_calibrated.tied,
    )


class _Table:
    """Everything known of each application, brought together."""

    def __init__(
        self,
        raws: Mapping[str, Raw],
        fitted: Fit,
        calibrated: Mapping[str, float],
        sure: Mapping[str, Sureness],
        by_raw: Line,
        by_calibrated: Line,
    ) -> None:
        self.raws, self.fitted, self.calibrated, self.sure = raws, fitted, calibrated, sure
        self.by_raw, self.by_calibrated = by_raw, by_calibrated
        self.raw_ranks = _ranks({name: round(found.mean, TIE) for name, found in raws.items()})
        self.ranks = _ranks(calibrated)

    def row(self, name: str) -> ScoreRow:
        found, sure = self.raws[name], self.sure[name]
        return ScoreRow(
            application_id=name,
            reviews=found.reviews,
            raw=round(found.mean, SHOWN),
            raw_spread=None if found.spread is None else round(found.spread, SHOWN),
            raw_least=round(found.least, SHOWN),
            raw_most=round(found.most, SHOWN),
            raw_rank=self.raw_ranks[name],
            calibrated=self.calibrated[name],
            standard_error=round(sure.spread, SHOWN),
            rank=self.ranks[name],
            least_rank=sure.least_rank,
            most_rank=sure.most_rank,
            above=round(sure.above, SHOWN),
            band=self._band(name),
            flipped=self._flipped(name),
            stands=self._stands(name),
        )

    def _stands(self, name: str) -> str:
        if name in self.by_calibrated.tied:
            return TIED
        return _side(name in self.by_calibrated.above)

    def _band(self, name: str) -> str:
        """Of somebody in a tie at the line, the scores say nothing."""
        places, sure = len(self.by_calibrated.above), self.sure[name]
        if name in self.by_calibrated.tied:
            return "discuss"
        return "fund" if sure.most_rank <= places else "decline" if sure.least_rank > places else "discuss"

    def _flipped(self, name: str) -> bool:
        if name in self.by_raw.tied or name in self.by_calibrated.tied:
            return False
        return (name in self.by_raw.above) != (name in self.by_calibrated.above)


def room_of(given: ScoreRunInput) -> Room:
    return Room(places=given.places, minor=given.minor, half_days=given.half_days)


def asked_of(given: ScoreRunInput) -> dict[str, Asked]:
    return {one.application_id: Asked(minor=one.minor, half_days=one.half_days) for one in given.applications}


def settled(rows: Sequence[ScoreRow], given: ScoreRunInput, order: Sequence[str]) -> tuple[ScoreRow, ...]:
    """The rows once the tie at the line is drawn: the tied in the order of their lots, as many above the line as there is room for."""
    above = [[row.application_id] for row in rows if row.stands == ABOVE]
    reached = line([*above, *([name] for name in order)], asked_of(given), room_of(given)).above
    lots = {name: place for place, name in enumerate(order, 1)}
    drawn = [
        row if row.application_id not in lots else replace(row, lot=lots[row.application_id], stands=_side(row.application_id in reached))
        for row in rows
    ]
    return tuple(sorted(drawn, key=lambda row: (-row.calibrated, row.lot or 0, row.application_id)))


def _side(above: bool) -> str:
    return ABOVE if above else BELOW


def _raws(given: ScoreRunInput) -> dict[str, Raw]:
    points: dict[str, list[float]] = {}
    for one in given.given:
        points.setdefault(one.application_id, []).append(one.points)
    return {name: raw(found) for name, found in points.items()}


def _line(given: ScoreRunInput, scores: Mapping[str, float]) -> Line:
    return line(groups(scores), asked_of(given), room_of(given))


def groups(scores: Mapping[str, float]) -> Sequence[Sequence[str]]:
    """Equal scores together, best first."""
    order = sorted(scores, key=lambda name: (-scores[name], name))
    return [list(equal) for _, equal in groupby(order, key=lambda name: scores[name])]


def _ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """Equal scores share the best of their ranks: 1, 2, 2, 4."""
    ranks: dict[str, int] = {}
    for group in groups(scores):
        ranks |= dict.fromkeys(group, len(ranks) + 1)
    return ranks


def _severities(given: ScoreRunInput, fitted: Fit) -> tuple[SeverityRow, ...]:
    counts: dict[str, int] = {}
    for one in given.given:
        counts[one.reviewer_id] = counts.get(one.reviewer_id, 0) + 1
    return tuple(
        SeverityRow(reviewer_id=name, reviews=counts[name], severity=round(value, SHOWN)) for name, value in sorted(fitted.severity.items())
    )
