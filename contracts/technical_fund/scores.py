"""Scores: raw and calibrated, always both; and ties drawn in public."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import ANYONE, MANAGEMENT_UNIT, REVIEWER
from contracts.standard import Job
from contracts.technical_fund.shared import PUBLISHER, Pin
from contracts.words import Count, Cursor, Doc, Id, Instant, Limit, Line, OneOf, Range, Sha256

OutOf100 = Annotated[float, Doc("Points out of 100: every criterion from its least to its most, weighted.")]
Band = Annotated[
    str,
    OneOf(["fund", "discuss", "decline"]),
    Doc("fund: the whole rank interval stands above the funding line; decline: the whole of it below; discuss: the scores do not say."),
]
ScoreRunState = Annotated[str, OneOf(["computing", "done", "failed"])]
Level = Annotated[int, Range(50, 99), Doc("How sure a rank interval is, in percent.")]


@dataclass(frozen=True, kw_only=True)
class ScoredApplication:
    """What an application asked for, in the smallest unit of the call's currency and in half-days."""

    application_id: Id
    minor: Count = 0
    half_days: Count = 0


@dataclass(frozen=True, kw_only=True)
class GivenScore:
    """What one submitted review gave."""

    review_id: Id
    application_id: Id
    reviewer_id: Id
    points: OutOf100


@dataclass(frozen=True, kw_only=True)
class ScoreRunInput:
    """Everything a run computes from. The same input gives the same rows, whoever computes them and when."""

    call_id: Id
    rubric: Pin
    method: Line
    seed: Sha256
    level: Level
    applications: tuple[ScoredApplication, ...]
    given: tuple[GivenScore, ...]
    places: Count | None = None
    minor: Count | None = None
    half_days: Count | None = None


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """One application. Raw is the mean of its reviews as they are; calibrated allows for how severe its reviewers are and for how few there
    are. `flipped`: the two stand on different sides of the funding line."""

    application_id: Id
    reviews: Count
    raw: OutOf100
    raw_spread: OutOf100 | None = None
    raw_least: OutOf100
    raw_most: OutOf100
    raw_rank: Count
    calibrated: OutOf100
    standard_error: OutOf100
    rank: Count
    least_rank: Count
    most_rank: Count
    above: Annotated[float, Doc("How often, of a thousand draws of what the scores allow, it stands above the funding line: 0 to 1.")]
    band: Band
    flipped: bool
    stands: Annotated[str, OneOf(["above", "below", "tied"]), Doc("Beside the funding line; tied ones wait for a draw.")]
    lot: Annotated[Count, Doc("Its place among those tied at the line, once drawn, from 1.")] | None = None


@dataclass(frozen=True, kw_only=True)
class SeverityRow:
    """How much more (or less) than the average reviewer somebody gives, as far as the scores tell."""

    reviewer_id: Id
    reviews: Count
    severity: OutOf100


@dataclass(frozen=True, kw_only=True)
class ScoreVariances:
    """Estimated from the round, in squared points."""

    applications: float
    reviewers: float
    noise: float


@event(PUBLISHER, subject="fund-score-runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class ScoresComputed:
    """A score run is done. What it found is read, by those who may; its digest is here so that it cannot be changed unseen."""

    run_id: Id
    call_id: Id
    input_hash: Sha256
    digest: Sha256
    computed_at: Instant


@event(PUBLISHER, subject="fund-draws/{call_id}")
@dataclass(frozen=True, kw_only=True)
class DrawCommitted:
    """What every later draw under the call is bound by: SHA-256 of the first draw's seed, made before there was an application."""

    call_id: Id
    commitment: Sha256
    committed_at: Instant


@event(PUBLISHER, subject="fund-draws/{call_id}")
@dataclass(frozen=True, kw_only=True)
class TieDrawn:
    """A tie at the funding line was drawn, and the seed revealed: SHA-256 of it is what was known before."""

    call_id: Id
    run_id: Id
    number: Count
    seed: Sha256
    drawn_at: Instant


@dataclass(frozen=True, kw_only=True)
class ScoreRunView:
    """A score run, without its rows. `tied` applications share a score at the funding line, so that a draw has to decide among them;
    `left_out` are applications that whoever started the run could know nothing of."""

    id: Id
    call_id: Id
    state: ScoreRunState
    job_id: Id
    level: Level
    places: Count | None
    started_at: Instant
    started_by: Id | None
    computed_at: Instant | None
    applications: Count
    reviews: Count
    reviewers: Count
    above: Annotated[Count, Doc("How many stand above the funding line.")]
    tied: tuple[Id, ...]
    draw: Annotated[Count, Doc("The number of the draw that decided the tie.")] | None
    flipped: Annotated[Count, Doc("How many stand on different sides of the line raw and calibrated.")]
    left_out: tuple[Id, ...]
    variances: ScoreVariances | None
    severities: Annotated[tuple[SeverityRow, ...], Doc("For the management unit.")]
    method: Line
    computed_by: Line | None
    seed: Sha256
    input_hash: Sha256 | None
    digest: Sha256 | None
    error_code: Line | None
    version: Count


@request(PUBLISHER, kind="command", may=(REVIEWER, MANAGEMENT_UNIT), answer=ScoreRunView)
@dataclass(frozen=True, kw_only=True)
class StartScoreRun:
    """Compute raw and calibrated scores of everything reviewed under a call: for the management unit and whoever leads the panel. The
    funding line lies where `places` or, without them, the call's envelope ends."""

    call_id: Id
    places: Annotated[int, Range(1, 100_000), Doc("How many to fund; without it, as many as the envelope has room for.")] | None = None
    level: Level = 80


@dataclass(frozen=True, kw_only=True)
class ScoreRunsPage:
    items: tuple[ScoreRunView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=ScoreRunsPage)
@dataclass(frozen=True, kw_only=True)
class ListScoreRuns:
    """Score runs of a call, the latest first."""

    call_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=ScoreRunView)
@dataclass(frozen=True, kw_only=True)
class GetScoreRun:
    """One score run."""

    run_id: Id


@dataclass(frozen=True, kw_only=True)
class ScoresPage:
    """Applications in the order of their calibrated scores, ties in the order they were drawn in."""

    items: tuple[ScoreRow, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(REVIEWER, MANAGEMENT_UNIT), answer=ScoresPage)
@dataclass(frozen=True, kw_only=True)
class ListScores:
    """What a score run found: raw and calibrated, always both."""

    run_id: Id
    flipped: Annotated[bool, Doc("Only those on different sides of the line raw and calibrated.")] | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class ReplayScoreRun:
    """Compute a run again from the input it was computed from. The job's result says whether the digest is the same."""

    run_id: Id


# ---------------------------------------------------------------- draws


@dataclass(frozen=True, kw_only=True)
class TieDraw:
    """One draw. `tickets` took part; `order` is what came out, of which the first `above` stand above the funding line."""

    number: Count
    run_id: Id
    seed: Sha256
    tickets: tuple[Sha256, ...]
    order: tuple[Sha256, ...]
    above: Count
    drawn_at: Instant


@dataclass(frozen=True, kw_only=True)
class DrawsView:
    """Everything it takes to replay a call's draws. SHA-256 of the bytes of the first seed is the commitment, of each later seed the seed
    before it; tickets are ordered by SHA-256 of seed and ticket written one after the other. A ticket is SHA-256 of an application's id."""

    call_id: Id
    commitment: Sha256 | None
    committed_at: Instant | None
    draws: tuple[TieDraw, ...]
    version: Count


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=DrawsView)
@dataclass(frozen=True, kw_only=True)
class GetFundDraws:
    """The draws of a call, for everybody: what was fixed beforehand, and what came of it."""

    call_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DrawsView)
@dataclass(frozen=True, kw_only=True)
class DrawFundTie:
    """Draw the tie at a run's funding line. It is drawn once, and the seed is public from then on."""

    run_id: Id
