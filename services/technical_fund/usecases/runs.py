"""Runs of the matching: begun, applied, laid aside, explained by price, replayed."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chassis.context import new_id
from chassis.jobs import FINISHED
from chassis.timers import Timer
from contracts.errors import Conflict, NotFound
from contracts.standard import Job
from contracts.technical_fund import (
    ApplyFundRun,
    DiscardFundRun,
    FundRunView,
    PriceFundRunPair,
    ReplayFundRun,
    StartAssignmentRun,
    StartMentorRun,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.matching.problem import Problem, problem_from
from services.technical_fund.domain.mentors import EXPERT
from services.technical_fund.domain.outdating import Change, changes
from services.technical_fund.domain.run_desk import known_pair, readable_run
from services.technical_fund.domain.runs import APPLYING, COMPUTING, EXPERTS, FILL, MENTORS, PROPOSED, REPAIR, REVIEWERS, Run
from services.technical_fund.domain.showing.runs import run_view
from services.technical_fund.usecases import clearance, gathering, history, mentor_runs, panels
from services.technical_fund.usecases.ports import Fund

COMPUTE_JOB: Final = "fund_run"
APPLY_JOB: Final = "fund_run_apply"
PRICE_JOB: Final = "fund_run_price"
REPLAY_JOB: Final = "fund_run_replay"
WATCH_TIMER: Final = "fund-runs.watch"
OWN_WORK: Final = "service:technical_fund"
GRACE: Final = timedelta(minutes=10)
MOST_CHANGES: Final = 20
AT_ONCE: Final = 100
"""New seats that one request gives."""


def start_assignment_run(unit: Fund, request: StartAssignmentRun) -> FundRunView:
    _check_call(unit, request.call_id)
    for application_id in request.application_ids:
        access.acting(unit, application_id, access.MANAGEMENT)
    run = Run(
        id=new_id(),
        way=request.kind,
        call_id=request.call_id,
        asked=tuple(sorted(set(request.application_ids))),
        fair=request.fair,
        leave_vacant=request.leave_vacant,
        lifted=tuple(sorted(set(request.lifted))),
        weights=request.weights,
        limits=request.limits,
        seed=0,
        started_by=unit.actor.person_id,
        started_at=unit.now,
    )
    return shown(unit, begin(unit, run, request.seed))


def start_mentor_run(unit: Fund, request: StartMentorRun) -> FundRunView:
    run = Run(
        id=new_id(),
        purpose=EXPERTS if request.helpers == EXPERT else MENTORS,
        fair=request.fair,
        leave_vacant=request.leave_vacant,
        weights=request.weights,
        limits=request.limits,
        seed=0,
        started_by=unit.actor.person_id,
        started_at=unit.now,
    )
    return shown(unit, begin(unit, run, request.seed))


def begin(unit: Fund, run: Run, seed: int | None = None, owner: str | None = None) -> Run:
    """Have it computed."""
    run.seed = seed if seed is not None else int.from_bytes(hashlib.sha256(run.id.encode()).digest()[:4], "big") >> 1
    job = unit.jobs.start(COMPUTE_JOB, {"run_id": run.id}, owner)
    unit.runs.add(run.start(job.id))
    _watch(unit, run)
    return run


def discard_fund_run(unit: Fund, request: DiscardFundRun) -> FundRunView:
    run = readable_run(unit, request.run_id)
    unit.expect(run)
    lay_aside(unit, run)
    return shown(unit, run)


def lay_aside(unit: Fund, run: Run) -> None:
    """With its job, if that is still at work."""
    if run.state == COMPUTING:
        unit.jobs.cancel(str(run.job_id))
    run.discard(by=unit.actor.person_id, at=unit.now)
    unit.runs.save(run)


def apply_fund_run(unit: Fund, request: ApplyFundRun) -> FundRunView:
    """Many seats take longer than a request may: a job gives them, when it has been seen here that they can be given."""
    run = readable_run(unit, request.run_id)
    unit.expect(run)
    run.check("begin_applying")
    hidden = access.hidden(unit)
    deed = _deed(unit, run, hidden)
    if deed.number <= AT_ONCE:
        _carry_out(unit, run, deed, unit.actor.person_id)
    else:
        job = unit.jobs.start(APPLY_JOB, {"run_id": run.id, "hidden": sorted(hidden), "by": unit.actor.person_id})
        run.begin_applying(job.id)
        _watch(unit, run)
        unit.runs.save(run)
    return shown(unit, run)


def price_fund_run_pair(unit: Fund, request: PriceFundRunPair) -> Job:
    run, _ = known_pair(unit, request.run_id, request.item_id, request.person_id)
    run.check("price")
    params = {"run_id": run.id, "item_id": request.item_id, "person_id": request.person_id}
    return unit.jobs.start(PRICE_JOB, params)


def replay_fund_run(unit: Fund, request: ReplayFundRun) -> Job:
    run = readable_run(unit, request.run_id)
    run.check("replay")
    return unit.jobs.start(REPLAY_JOB, {"run_id": run.id})


# ---------------------------------------------------------------- applying


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is to be made of a run, and the question as it would be asked now."""

    items: frozenset[str]
    pairs: Sequence[tuple[str, str]]
    now: Problem

    @property
    def number(self) -> int:
        """Of pairs that are not there yet."""
        return sum(person not in self.now.item_by_id[item].kept for item, person in self.pairs)


def apply(unit: Fund, run: Run, hidden: Collection[str], by: str | None) -> None:
    """Make what it proposes for every item but the hidden ones. Raises `technical_fund.run_outdated` when that does not fit any more."""
    _carry_out(unit, run, _deed(unit, run, hidden), by)


def _deed(unit: Fund, run: Run, hidden: Collection[str]) -> Deed:
    items = run.left() - frozenset(hidden)
    papers = unit.run_papers.find(run.id)
    assert papers is not None
    pairs = [pair for pair in papers.pairs if pair[0] in items]
    then, now = problem_from(papers.question), GATHER[run.purpose](unit, run, items)
    if found := changes(then, now, items, pairs):
        raise _outdated(found)
    return Deed(items=items, pairs=pairs, now=now)


def _carry_out(unit: Fund, run: Run, deed: Deed, by: str | None) -> None:
    with unit.in_bulk():
        ENACT[run.purpose](unit, run, deed.now, deed.pairs, by)
    run.apply(deed.items, by=by, at=unit.now)
    unit.runs.save(run)


def _outdated(found: Sequence[Change]) -> Conflict:
    told = [{"what": one.what, "item_id": one.item_id, "person_id": one.person_id} for one in found[:MOST_CHANGES]]
    return Conflict("technical_fund.run_outdated", "things have changed since it was computed", {"changes": told, "number": len(found)})


def _seat_reviewers(unit: Fund, run: Run, now: Problem, pairs: Sequence[tuple[str, str]], by: str | None) -> None:
    chosen: dict[str, list[str]] = defaultdict(list)
    for application_id, reviewer_id in pairs:
        chosen[application_id].append(reviewer_id)
    kept = {item.id: item.kept for item in now.items}
    for reviewer_id in sorted({person for item, person in pairs if person not in kept[item]}):
        clearance.guard_seats(unit, reviewer_id)
    for application_id in sorted(kept):
        _seat_panel(unit, run, application_id, chosen[application_id], kept[application_id], by)


def _seat_panel(unit: Fund, run: Run, application_id: str, chosen: Sequence[str], kept: Sequence[str], by: str | None) -> None:
    if moved := frozenset(kept) - frozenset(chosen):
        for one in unit.assignments.of_application(application_id):
            if one.seated and one.reviewer_id in moved:
                panels.release(unit, one, "moved")
    new = [person for person in chosen if person not in kept]
    if not new:
        return
    application = unit.applications.get(application_id)
    panel = unit.panels.of(application_id, application.call_id)
    for reviewer_id in new:
        seat = panels.seat(unit, application, panel, reviewer_id, how="run", by=by, run_id=run.id)
        data = {"assignment_id": seat.id, "reviewer_id": reviewer_id, "round": seat.round, "how": seat.how, "run_id": run.id}
        history.note(unit, application_id, "reviewer_assigned", data=data, person_id=by)
    unit.panels.keep(panel)
    panels.begin_review(unit, application)


GATHER: Final[dict[str, Callable[[Fund, Run, Iterable[str] | None], Problem]]] = {
    REVIEWERS: gathering.question_of,
    MENTORS: mentor_runs.question_of,
    EXPERTS: mentor_runs.question_of,
}
ENACT: Final[dict[str, Callable[[Fund, Run, Problem, Sequence[tuple[str, str]], str | None], None]]] = {
    REVIEWERS: _seat_reviewers,
    MENTORS: mentor_runs.match_all,
    EXPERTS: mentor_runs.match_all,
}


# ---------------------------------------------------------------- when time has passed


def watch_run(unit: Fund, timer: Timer) -> None:
    """A run whose job has ended without it, as when its process died once too often, must not be computing for ever."""
    run = unit.runs.find(timer.data["run_id"])
    if run is None or run.state not in (COMPUTING, APPLYING):
        return
    state = unit.jobs.state(str(run.job_id))
    if state is not None and state not in FINISHED:
        _watch(unit, run)
        return
    if run.state == COMPUTING:
        run.fail("technical_fund.solver_failed", at=unit.now)
    else:
        run.stop_applying("internal_error")
    unit.runs.save(run)


def repair_panels(unit: Fund, timer: Timer) -> None:
    """Seats became vacant a while ago, or somebody is away: look for who could take them, as the terms say."""
    call_id = str(timer.data["call_id"])
    wanted = unit.terms.current().content.vacated_seats
    vacant = gathering.disturbed(unit, call_id, absent=wanted == "propose")
    if wanted == "tell" or not vacant:
        return
    for older in unit.runs.automatic_of(call_id, COMPUTING, PROPOSED):
        lay_aside(unit, older)
    way = REPAIR if wanted == "propose" else FILL
    run = Run(id=new_id(), way=way, call_id=call_id, asked=vacant, leave_vacant=True, automatic=True, seed=0, started_at=unit.now)
    begin(unit, run, owner=OWN_WORK)


TIMERS: Final = {WATCH_TIMER: watch_run, panels.REPAIR_TIMER: repair_panels}


def _watch(unit: Fund, run: Run) -> None:
    unit.timers.set(f"{WATCH_TIMER}:{run.id}", unit.now + timedelta(seconds=run.limits.seconds) + GRACE, WATCH_TIMER, {"run_id": run.id})


def _check_call(unit: Fund, call_id: str) -> None:
    call = unit.calls.find(call_id)
    if call is None or call.number == 0:
        raise NotFound("technical_fund.no_call", "there is no such call")


def shown(unit: Fund, run: Run) -> FundRunView:
    return run_view(run, access.hidden(unit), lambda: unit.run_papers.find(run.id))
