"""One run of the matching: what was asked, what came out, and what became of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import (
    FitWeights,
    FundRunApplied,
    FundRunComputed,
    FundRunDiscarded,
    FundRunStarted,
    RunClash,
    RunPhase,
    SearchLimits,
)

REVIEWERS: Final = "reviewers"
MENTORS: Final = "mentors"
EXPERTS: Final = "experts"
FILL: Final = "fill"
REPAIR: Final = "repair"

COMPUTING: Final = "computing"
PROPOSED: Final = "proposed"
APPLYING: Final = "applying"
APPLIED: Final = "applied"
DISCARDED: Final = "discarded"
FAILED: Final = "failed"
INFEASIBLE: Final = "infeasible"

STEPS: Final = {
    # action: from which states
    "compute": (COMPUTING,),
    "fail": (COMPUTING,),
    "begin_applying": (PROPOSED,),
    "apply": (PROPOSED, APPLYING),
    "stop_applying": (APPLYING,),
    "discard": (COMPUTING, PROPOSED, INFEASIBLE),
    "replay": (PROPOSED, APPLYING, APPLIED, DISCARDED, INFEASIBLE),
    "price": (PROPOSED, APPLYING, APPLIED),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a search found; see `domain.matching.solution`. `item_ids` are all that it was about, `missing` the seats that stay vacant."""

    status: str
    item_ids: tuple[str, ...]
    people: int
    proposed: int = 0
    objective: int | None = None
    bound: float | None = None
    gap: float | None = None
    floor: int | None = None
    floor_bound: int | None = None
    seconds: float = 0.0
    phases: tuple[RunPhase, ...] = ()
    clashes: tuple[RunClash, ...] = ()
    missing: dict[str, int] = field(default_factory=dict)
    clock_stopped: bool = False
    result_digest: str | None = None
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Run(Aggregate):
    """A proposal until it is applied. `applied_to` are the items whose part of it has been made: those somebody is recused from are left to
    others. `automatic` ones were begun when a seat became vacant."""

    kind: ClassVar[str] = "fund-runs"
    purpose: str = REVIEWERS
    way: str = FILL
    call_id: str | None = None
    asked: tuple[str, ...] = ()
    fair: bool = False
    leave_vacant: bool = False
    lifted: tuple[str, ...] = ()
    weights: FitWeights = field(default_factory=FitWeights)
    limits: SearchLimits = field(default_factory=SearchLimits)
    seed: int
    automatic: bool = False
    state: str = COMPUTING
    job_id: str | None = None
    input_digest: str | None = None
    outcome: Outcome | None = None
    error_code: str | None = None
    applied_to: list[str] = field(default_factory=list)
    started_by: str | None = None
    started_at: datetime
    computed_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    def start(self, job_id: str) -> "Run":
        """Say that it has begun; for whoever adds it."""
        self.job_id = job_id
        self.say(FundRunStarted(**self._about(), kind=self.way, started_at=self.started_at))
        return self

    def compute(self, outcome: Outcome, *, at: datetime) -> None:
        """It has an answer, or the proof that there is none."""
        self._check("compute")
        self.outcome, self.computed_at = outcome, at
        self.state = PROPOSED if outcome.status in ("optimal", "stopped") else INFEASIBLE if outcome.status == "infeasible" else FAILED
        self.error_code = "technical_fund.no_solution_in_time" if self.state == FAILED else None
        self._computed(at)

    def fail(self, code: str, *, at: datetime) -> None:
        self._check("fail")
        self.state, self.error_code, self.computed_at = FAILED, code, at
        self._computed(at)

    def begin_applying(self, job_id: str) -> None:
        self._check("begin_applying")
        self.state, self.job_id, self.error_code = APPLYING, job_id, None

    def stop_applying(self, code: str) -> None:
        """It did not work, and nothing was made: a proposal again."""
        self._check("stop_applying")
        self.state, self.error_code = PROPOSED, code

    def apply(self, items: Iterable[str], *, by: str | None, at: datetime) -> None:
        """Note the items whose part has been made; the run is applied when nothing is left of it."""
        self._check("apply")
        self.applied_to, self.state, self.error_code = sorted({*self.applied_to, *items}), PROPOSED, None
        if not self.left():
            self.state, self.ended_by, self.ended_at = APPLIED, by, at
            self.say(FundRunApplied(**self._about(), applied_at=at))

    def discard(self, *, by: str | None, at: datetime) -> None:
        self._check("discard")
        self.state, self.ended_by, self.ended_at = DISCARDED, by, at
        self.say(FundRunDiscarded(**self._about(), discarded_at=at))

    def left(self) -> frozenset[str]:
        """Items whose part has not been made yet."""
        return frozenset(self.items) - frozenset(self.applied_to)

    @property
    def items(self) -> tuple[str, ...]:
        return self.outcome.item_ids if self.outcome else ()

    def state_for(self, hidden: Collection[str]) -> str:
        """What it is to somebody from whom some items are kept: applied, when all of the others are."""
        rest = self.left() - frozenset(hidden)
        return APPLIED if self.state == PROPOSED and self.items and not rest else self.state

    def check(self, action: str) -> None:
        """Raises `technical_fund.wrong_run_state`."""
        self._check(action)

    def _check(self, action: str) -> None:
        if self.state not in STEPS[action]:
            details = {"state": self.state, "action": action}
            raise Conflict("technical_fund.wrong_run_state", f"{action} is not possible when a run is {self.state}", details)

    def _computed(self, at: datetime) -> None:
        self.say(FundRunComputed(**self._about(), kind=self.way, state=self.state, computed_at=at))

    def _about(self) -> dict[str, Any]:
        return {"run_id": self.id, "purpose": self.purpose, "call_id": self.call_id}


@dataclass(kw_only=True)
class Papers:
    """What a run was computed from, whole, and the pairs it found: what explains and replays it. Kept apart, for its size."""

    run_id: str
    question: Mapping[str, Any]
    pairs: tuple[tuple[str, str], ...] = ()
    solution: Mapping[str, Any] | None = None
