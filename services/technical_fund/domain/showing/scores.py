"""Score runs and draws as they are shown. A run that holds an application of which the reader may have no figure is not there for them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from chassis.jobs import CANCELLED, FAILED
from contracts.errors import NotFound
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import DrawsView, ScoreRunView, SeverityRow, TieDraw
from services.technical_fund.domain import score_runs
from services.technical_fund.domain.draws import Draw, Draws
from services.technical_fund.domain.score_access import Looking, check_leads, closed_to
from services.technical_fund.domain.score_runs import ScoreRun, ScoreSheet
from services.technical_fund.domain.scores.draw import ticket_of


class Runs(Protocol):
    def find(self, id: str) -> ScoreRun | None: ...


class Sheets(Protocol):
    def find(self, run_id: str) -> ScoreSheet | None: ...
    def included(self, run_ids: Sequence[str]) -> Mapping[str, frozenset[str]]: ...


class Jobs(Protocol):
    def state(self, job_id: str) -> str | None: ...


class Showing(Looking, Protocol):
    @property
    def score_runs(self) -> Runs: ...
    @property
    def score_sheets(self) -> Sheets: ...
    @property
    def jobs(self) -> Jobs: ...


def runs_closed_to(unit: Showing, call_id: str, runs: Sequence[ScoreRun]) -> frozenset[str]:
    """Ids of those runs that hold something the actor may not know. A run that still gathers has no figures to show."""
    closed = closed_to(unit)
    if not closed:
        return frozenset()
    included = unit.score_sheets.included([run.id for run in runs])
    return frozenset(name for name, applications in included.items() if not closed.isdisjoint(applications))


def run_view(unit: Showing, run: ScoreRun, *, whole: bool = True) -> ScoreRunView:
    """`whole` with the severity of reviewers, which is for the management unit."""
    inside = whole and unit.actor.has(MANAGEMENT_UNIT)
    return ScoreRunView(
        id=run.id,
        call_id=run.call_id,
        state=_state(unit, run),
        job_id=run.job_id or "",
        level=run.level,
        places=run.places,
        started_at=run.started_at,
        started_by=run.started_by,
        computed_at=run.computed_at,
        applications=run.applications,
        reviews=run.reviews,
        reviewers=run.reviewers,
        above=run.above,
        tied=run.tied,
        draw=run.draw,
        flipped=run.flipped,
        left_out=tuple(name for name in run.left_out if name not in closed_to(unit)),
        variances=run.variances,
        severities=_severities(unit, run) if inside else (),
        method=run.method,
        computed_by=run.computed_by,
        seed=run.seed,
        input_hash=run.input_hash,
        digest=run.digest,
        error_code=run.error_code,
        version=run.version,
    )


def _state(unit: Showing, run: ScoreRun) -> str:
    """A run whose job ended without it has failed, whatever it says of itself."""
    if run.state == score_runs.COMPUTING and run.job_id and unit.jobs.state(run.job_id) in (FAILED, CANCELLED):
        return score_runs.FAILED
    return run.state


def _severities(unit: Showing, run: ScoreRun) -> tuple[SeverityRow, ...]:
    sheet = unit.score_sheets.find(run.id) if run.state == score_runs.DONE else None
    return sheet.severities if sheet is not None else ()


def shown_run(unit: Showing, run_id: str) -> ScoreRun:
    """Raises `technical_fund.no_score_run`, whatever the reason that the actor may not know of it."""
    run = unit.score_runs.find(run_id)
    if run is None or runs_closed_to(unit, run.call_id, [run]):
        raise no_score_run()
    check_leads(unit, run.call_id)
    return run


def no_score_run() -> NotFound:
    return NotFound("technical_fund.no_score_run", "there is no such score run")


# ---------------------------------------------------------------- draws, for everybody


def draws_view(call_id: str, draws: Draws | None) -> DrawsView:
    """Tickets only: whose they are, the public cannot tell."""
    return DrawsView(
        call_id=call_id,
        commitment=None if draws is None else draws.commitment,
        committed_at=None if draws is None else draws.committed_at,
        draws=() if draws is None else tuple(_draw(one) for one in draws.draws),
        version=0 if draws is None else draws.version,
    )


def _draw(draw: Draw) -> TieDraw:
    order = tuple(ticket_of(application) for application in draw.order)
    return TieDraw(
        number=draw.number,
        run_id=draw.run_id,
        seed=draw.seed,
        tickets=tuple(sorted(order)),
        order=order,
        above=draw.above,
        drawn_at=draw.drawn_at,
    )
