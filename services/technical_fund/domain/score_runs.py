"""A score run as a record: what it was asked, what went in, what came out, and by which draw a tie was decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import ScoreRow, ScoreRunInput, ScoresComputed, ScoreVariances, SeverityRow
from services.technical_fund.domain.scores.run import Outcome

COMPUTING, DONE, FAILED = "computing", "done", "failed"


@dataclass(frozen=True, kw_only=True)
class ScoreSheet:
    """What is too large to be read with every list of runs."""

    run_id: str
    given: ScoreRunInput
    rows: tuple[ScoreRow, ...] = ()
    severities: tuple[SeverityRow, ...] = ()

    @property
    def included(self) -> frozenset[str]:
        return frozenset(one.application_id for one in self.given.applications)


@dataclass(kw_only=True)
class ScoreRun(Aggregate):
    """`left_out` are applications that whoever started it could know nothing of, or has yet to review: no figure holds them."""

    kind: ClassVar[str] = "fund-score-runs"
    call_id: str
    seed: str
    level: int
    started_at: datetime
    method: str
    started_by: str | None = None
    places: int | None = None
    job_id: str | None = None
    state: str = COMPUTING
    left_out: tuple[str, ...] = ()
    applications: int = 0
    reviews: int = 0
    reviewers: int = 0
    input_hash: str | None = None
    computed_at: datetime | None = None
    computed_by: str | None = None
    above: int = 0
    flipped: int = 0
    tied: tuple[str, ...] = ()
    draw: int | None = None
    variances: ScoreVariances | None = None
    digest: str | None = None
    error_code: str | None = None

    def gathered(self, given: ScoreRunInput, hashed: str) -> None:
        self.input_hash = hashed
        self.applications, self.reviews = len(given.applications), len(given.given)
        self.reviewers = len({one.reviewer_id for one in given.given})

    def finish(self, found: Outcome, computed_by: str, *, at: datetime) -> None:
        assert self.input_hash is not None
        self.state, self.computed_at, self.computed_by = DONE, at, computed_by
        self.above, self.tied, self.variances, self.digest = found.above, found.tied, found.variances, found.digest
        self.flipped = sum(row.flipped for row in found.rows)
        self.say(ScoresComputed(run_id=self.id, call_id=self.call_id, input_hash=self.input_hash, digest=found.digest, computed_at=at))

    def fail(self, code: str, *, at: datetime) -> None:
        self.state, self.error_code, self.computed_at = FAILED, code, at

    def check_done(self, action: str) -> None:
        """Raises `technical_fund.wrong_run_state`."""
        if self.state != DONE:
            details = {"state": self.state, "action": action}
            raise Conflict("technical_fund.wrong_run_state", f"{action} is not possible when a run is {self.state}", details)

    def check_drawable(self) -> None:
        """Raises `Conflict` for a run without a tie at its line, one that was drawn, and one that leaves an application out."""
        self.check_done("draw_fund_tie")
        if self.draw is not None:
            raise Conflict("technical_fund.drawn_already", "this tie was drawn", {"number": self.draw})
        if not self.tied:
            raise Conflict("technical_fund.no_tie", "nothing is tied at the funding line")
        if self.left_out:
            raise Conflict("technical_fund.run_not_whole", "this run leaves applications out")
