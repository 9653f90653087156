"""Score runs: the input pinned in one transaction, computed in the background, kept with its hashes, and computed again for whoever
doubts."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from chassis.context import new_id
from chassis.job_runner import RunningJob
from contracts.errors import Conflict, NotFound
from contracts.standard import Job
from contracts.technical_fund import GivenScore, ReplayScoreRun, ScoredApplication, ScoreRunInput, ScoreRunView, StartScoreRun, Support
from services.technical_fund.domain.calls import DRAFT, CallVersion
from services.technical_fund.domain.review_figures import ApplicationFigure, ReviewFigure
from services.technical_fund.domain.reviews import SUBMITTED
from services.technical_fund.domain.score_access import check_leads, closed_to
from services.technical_fund.domain.score_runs import COMPUTING, ScoreRun, ScoreSheet
from services.technical_fund.domain.scores.run import METHOD, Outcome, compute, computed_by, input_hash
from services.technical_fund.domain.showing.scores import run_view, shown_run
from services.technical_fund.usecases import draws
from services.technical_fund.usecases.ports import Fund

COMPUTE: Final = "fund-scores"
REPLAY: Final = "fund-scores-replay"


def start_score_run(unit: Fund, request: StartScoreRun) -> ScoreRunView:
    call = unit.calls.find(request.call_id)
    if call is None or call.state == DRAFT:
        raise NotFound("technical_fund.no_call", "there is no such call")
    check_leads(unit, call.id)
    draws.commit(unit, call.id)
    run = ScoreRun(
        id=new_id(),
        call_id=call.id,
        seed=secrets.token_hex(32),
        level=request.level,
        places=request.places,
        method=METHOD,
        started_at=unit.now,
        started_by=unit.actor.person_id,
        left_out=_left_out(unit, call.id),
    )
    run.job_id = unit.jobs.start(COMPUTE, {"run_id": run.id}).id
    unit.score_runs.add(run)
    return run_view(unit, run)


def _left_out(unit: Fund, call_id: str) -> tuple[str, ...]:
    """Whoever computes holds no figure of what they may know nothing of: the run is computed as if it were not there."""
    closed = unit.applications.by_ids(closed_to(unit)).values()
    return tuple(sorted(application.id for application in closed if application.call_id == call_id))


# ---------------------------------------------------------------- in the background


def carry_out(job: RunningJob[Fund]) -> dict[str, Any]:
    """The job. Begun again after a crash, it goes on from the input it had pinned; what was kept stays, since a tie in it may be drawn."""
    run_id = job.params["run_id"]
    given = job.step(lambda unit: _gather(unit, run_id), phase="gather", done=0, total=3, memory="gathered")
    if given is not None:
        job.progress("compute", 1, 3)
        found = compute(given)
        job.step(lambda unit: _keep(unit, run_id, given, found), phase="keep", done=2, total=3, memory="kept")
    return {"run_id": run_id}


def _gather(unit: Fund, run_id: str) -> ScoreRunInput | None:
    """The input, pinned the first time; None when there is nothing to compute, which the run then says, or nothing any more."""
    run, sheet = unit.score_runs.get(run_id), unit.score_sheets.find(run_id)
    if run.state != COMPUTING:
        return None
    if sheet is not None:
        return sheet.given
    given = input_of(unit, run)
    if not given.given:
        run.fail("technical_fund.no_scores", at=unit.now)
        unit.score_runs.save(run)
        return None
    run.gathered(given, input_hash(given))
    unit.score_sheets.keep(ScoreSheet(run_id=run.id, given=given))
    unit.score_runs.save(run)
    return given


def input_of(unit: Fund, run: ScoreRun) -> ScoreRunInput:
    """Every review that counts in the present round of its application, with what the application asks for."""
    call = unit.calls.get(run.call_id)
    version = unit.call_versions.pinned(call.id, call.number)
    applications = unit.applications.figures_of_call(run.call_id, run.left_out)
    counted = _counted(unit, run, applications)
    named = sorted({review.application_id for review in counted})
    minor, half_days = (None, None) if run.places is not None else _envelope(version)
    rubric = version.content.rubric
    assert rubric is not None
    return ScoreRunInput(
        call_id=run.call_id,
        rubric=rubric,
        method=run.method,
        seed=run.seed,
        level=run.level,
        applications=tuple(_asked(name, applications[name].requested) for name in named),
        given=tuple(
            GivenScore(review_id=review.id, application_id=review.application_id, reviewer_id=review.reviewer_id, points=review.points)
            for review in counted
            if review.points is not None
        ),
        places=run.places,
        minor=minor,
        half_days=half_days,
    )


def _counted(unit: Fund, run: ScoreRun, applications: Mapping[str, ApplicationFigure]) -> list[ReviewFigure]:
    rounds = {panel.id: panel.round for panel in unit.panels.of_call(run.call_id)}
    return [
        review
        for review in unit.reviews.figures_of_call(run.call_id, run.left_out)
        if review.state == SUBMITTED and review.application_id in applications and review.round == rounds.get(review.application_id, 1)
    ]


def _asked(application_id: str, requested: Support) -> ScoredApplication:
    minor = requested.money.minor if requested.money else 0
    return ScoredApplication(application_id=application_id, minor=minor, half_days=requested.half_days)


def _envelope(version: CallVersion) -> tuple[int, int]:
    envelope = version.content.envelope or Support()
    return (envelope.money.minor if envelope.money else 0), envelope.half_days


def _keep(unit: Fund, run_id: str, given: ScoreRunInput, found: Outcome) -> None:
    run = unit.score_runs.get(run_id)
    if run.state != COMPUTING:
        return
    run.finish(found, computed_by(), at=unit.now)
    unit.score_sheets.keep(ScoreSheet(run_id=run_id, given=given, rows=found.rows, severities=found.severities))
    unit.score_runs.save(run)


# ---------------------------------------------------------------- again


def replay_score_run(unit: Fund, request: ReplayScoreRun) -> Job:
    run = shown_run(unit, request.run_id)
    run.check_done("replay_score_run")
    return unit.jobs.start(REPLAY, {"run_id": run.id})


def replay(job: RunningJob[Fund]) -> dict[str, Any]:
    """The job: the same digest, or what may make it another one."""
    run, sheet = job.transact(lambda _, unit: (unit.score_runs.get(job.params["run_id"]), unit.score_sheets.find(job.params["run_id"])))
    assert sheet is not None
    job.progress("compute", 0, 1)
    if sheet.given.method != METHOD:
        raise Conflict("technical_fund.other_method", f"computed by {sheet.given.method}, this is {METHOD}")
    digest, hashed = compute(sheet.given).digest, input_hash(sheet.given)
    return {
        "run_id": run.id,
        "identical": digest == run.digest and hashed == run.input_hash,
        "digest": digest,
        "input_hash": hashed,
        "computed_by": computed_by(),
        "computed_then_by": run.computed_by,
    }


JOBS: Final = {COMPUTE: carry_out, REPLAY: replay}
