"""Runs: reviewers matched with applications, and mentors with awards, as proposals that can be explained, replayed and applied."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import Job
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Doc, Id, Instant, Length, Limit, Line, OneOf, Range, Sha256, Word

RunPurpose = Annotated[str, OneOf(["reviewers", "mentors", "experts"])]
RunKind = Annotated[
    str,
    OneOf(["fill", "repair"]),
    Doc("`fill` gives vacant seats only. `repair` may also move seats in which nothing has been written, as few as possible."),
]
RunState = Annotated[
    str,
    OneOf(["computing", "proposed", "applying", "applied", "discarded", "failed", "infeasible"]),
    Doc("A large proposal is applied by a job, `applying` meanwhile; `job_id` is the latest."),
]
RunStatus = Annotated[
    str,
    OneOf(["optimal", "stopped", "infeasible", "nothing_found"]),
    Doc("`stopped`: a limit was reached, and `gap` says how far from the best the answer may be."),
]
Rule = Annotated[
    str,
    OneOf(["seats", "load", "senior", "country", "language", "conflicts", "away", "former_round", "declined"]),
    Doc(
        "As many as there are seats; nobody over their load; a senior in each panel; no two from one country; a shared language; no "
        "conflict of interest; nobody who is away; nobody of a former round; nobody who has given this very seat back."
    ),
]
SoftRule = Annotated[str, OneOf(["load", "senior", "country", "language", "away", "declined"])]
Points = Annotated[int, Range(0, 1000)]
PersonOrCity = Annotated[Id, Doc("The reviewer or expert by the id of the person, the mentor city by its own.")]


@dataclass(frozen=True, kw_only=True)
class FitWeights:
    """The most points that each part adds to the fit of a pair."""

    themes: Points = 450
    language: Points = 100
    region: Points = 150
    bid: Points = 200
    senior: Points = 100


@dataclass(frozen=True, kw_only=True)
class SearchLimits:
    """When the search stops. `nodes` and `gap` stop it at the same place on every machine; a run that `seconds` have stopped is not
    promised to replay."""

    nodes: Annotated[int, Range(1, 1_000_000)] = 2000
    gap: Annotated[float, Range(0, 1)] = 0.0001
    seconds: Annotated[int, Range(1, 3600)] = 600


@dataclass(frozen=True, kw_only=True)
class FitParts:
    """The fit of one pair, part by part, in points."""

    themes: Points
    language: Points
    region: Points
    bid: Points
    senior: Points
    total: Count


@dataclass(frozen=True, kw_only=True)
class RunClash:
    """Rules that cannot all be kept for these applications or awards. `smallest`: without any one of them, the others can."""

    rules: tuple[Rule, ...]
    item_ids: tuple[Id, ...]
    smallest: bool


@dataclass(frozen=True, kw_only=True)
class RunPhase:
    """One search. `objective` and `bound` are seats in `fill` and `keep`, points of fit in `fit` and `floor`."""

    name: Word
    status: RunStatus
    objective: float | None
    bound: float | None
    nodes: Count
    seconds: float


@dataclass(frozen=True, kw_only=True)
class FundRunView:
    """A run and what it found. `partial` when the reader is recused from something in it: figures are then of the rest, and those that
    cannot be told apart are missing. `floor` is the fit of the worst-served, `floor_bound` what no answer exceeds; `missing` are seats that
    stay vacant."""

    id: Id
    purpose: RunPurpose
    kind: RunKind
    call_id: Id | None
    state: RunState
    status: RunStatus | None
    job_id: Id | None
    fair: bool
    leave_vacant: bool
    lifted: tuple[SoftRule, ...]
    weights: FitWeights
    limits: SearchLimits
    seed: Count
    items: Count
    people: Count
    proposed: Count
    missing: Count
    objective: Count | None
    bound: float | None
    gap: float | None
    floor: Count | None
    floor_bound: Count | None
    seconds: float | None
    phases: tuple[RunPhase, ...]
    clashes: tuple[RunClash, ...]
    replayable: bool
    input_digest: Sha256 | None
    result_digest: Sha256 | None
    versions: Annotated[dict[Word, Line], Doc("Of the libraries it was computed with.")]
    partial: bool
    error_code: Word | None
    started_by: Id | None
    started_at: Instant
    computed_at: Instant | None
    ended_by: Id | None
    ended_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundRunsPage:
    items: tuple[FundRunView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundRunPair:
    """A pair that the run proposes. `kept`: it is there already."""

    item_id: Id
    person_id: PersonOrCity
    fit: FitParts
    kept: bool


@dataclass(frozen=True, kw_only=True)
class FundRunPairsPage:
    items: tuple[FundRunPair, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class PairObstacle:
    """What stands against a pair. With `lasting` no other choice of the rest helps; otherwise the named items or people take the place."""

    rule: Word
    lasting: bool
    item_ids: tuple[Id, ...]
    person_ids: tuple[PersonOrCity, ...]


@dataclass(frozen=True, kw_only=True)
class PairExplanation:
    """Why a pair was chosen or not. `rank` counts from 1 by fit among the `among` who may be given at all; what a pair that was not chosen
    would cost is asked with `PriceFundRunPair`."""

    item_id: Id
    person_id: PersonOrCity
    chosen: bool
    fixed: bool
    possible: bool
    fit: FitParts
    rank: Count
    among: Count
    obstacles: tuple[PairObstacle, ...]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRunView)
@dataclass(frozen=True, kw_only=True)
class StartAssignmentRun:
    """Have reviewers proposed for the vacant seats of a call. Nothing changes until the run is applied."""

    call_id: Id
    kind: RunKind = "fill"
    fair: Annotated[bool, Doc("The worst-served application first, then the total fit.")] = False
    leave_vacant: Annotated[bool, Doc("Fill as many seats as the rules permit, rather than all or none.")] = False
    lifted: Annotated[tuple[SoftRule, ...], Length(max=6), Doc("Rules this run need not keep.")] = ()
    weights: FitWeights = FitWeights()
    limits: SearchLimits = SearchLimits()
    seed: Annotated[int, Range(0, 2**31 - 1), Doc("Decides among equals; drawn where it is not given.")] | None = None
    application_ids: Annotated[tuple[Id, ...], Length(max=500), Doc("Only these; all with vacant seats where none are named.")] = ()


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRunsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundRuns:
    """Runs, the latest first."""

    purpose: RunPurpose = "reviewers"
    call_id: Id | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRunView)
@dataclass(frozen=True, kw_only=True)
class GetFundRun:
    """One run."""

    run_id: Id


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRunPairsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundRunPairs:
    """What a run proposes, by application or award."""

    run_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PairExplanation, seconds=20.0)
@dataclass(frozen=True, kw_only=True)
class ExplainFundRunPair:
    """Why a person was or was not given to an application or award."""

    run_id: Id
    item_id: Id
    person_id: PersonOrCity


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class PriceFundRunPair:
    """Have it computed what a pair that was not chosen would cost, or what one that was chosen is worth. The job's result has `possible`,
    `fit_lost` and `floor_lost` in points, and `proved`."""

    run_id: Id
    item_id: Id
    person_id: PersonOrCity


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Job)
@dataclass(frozen=True, kw_only=True)
class ReplayFundRun:
    """Compute the run again from its stored input. The job's result has `same`, both digests, and the libraries whose version differs."""

    run_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRunView, seconds=60.0)
@dataclass(frozen=True, kw_only=True)
class ApplyFundRun:
    """Make what the run proposes, all of it or nothing. Refused, naming what has changed, when it does not fit what is there any more.
    More than a hundred new seats are made by a job, in one transaction all the same. Applications one is recused from are left to somebody
    who is not."""

    run_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRunView)
@dataclass(frozen=True, kw_only=True)
class DiscardFundRun:
    """Lay a proposal aside, or stop a run that is being computed."""

    run_id: Id


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="fund-runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class FundRunStarted:
    """A run is being computed."""

    run_id: Id
    purpose: RunPurpose
    kind: RunKind
    call_id: Id | None
    started_at: Instant


@event(PUBLISHER, subject="fund-runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class FundRunComputed:
    """A run has ended: with a proposal, without an answer, or not at all."""

    run_id: Id
    purpose: RunPurpose
    kind: RunKind
    call_id: Id | None
    state: RunState
    computed_at: Instant


@event(PUBLISHER, subject="fund-runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class FundRunApplied:
    """What a run proposed has been made."""

    run_id: Id
    purpose: RunPurpose
    call_id: Id | None
    applied_at: Instant


@event(PUBLISHER, subject="fund-runs/{run_id}")
@dataclass(frozen=True, kw_only=True)
class FundRunDiscarded:
    """A proposal was laid aside."""

    run_id: Id
    purpose: RunPurpose
    call_id: Id | None
    discarded_at: Instant
