"""Computing runs, prices and replays: in jobs, by a solver that is a process of its own."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from chassis.job_runner import JobCancelled
from contracts.errors import Conflict, Refusal
from contracts.technical_fund import RunClash, RunPhase
from services.technical_fund.domain.matching.answers import price_question, solve_question
from services.technical_fund.domain.matching.problem import Problem, problem_from, to_data
from services.technical_fund.domain.matching.solution import Pair, Solution, breaches, solution_from
from services.technical_fund.domain.runs import APPLYING, COMPUTING, FILL, PROPOSED, Outcome, Papers
from services.technical_fund.usecases.ports import Fund, RunningJob
from services.technical_fund.usecases.runs import APPLY_JOB, GATHER, apply

FUSE: Final = 180.0
"""Seconds that a solver may need beyond the limit of its search: to begin, and to find out what clashes."""

APPLY_SECONDS: Final = 55.0
"""A document store gives a transaction sixty."""

STEPS: Final = 3


class Solver(Protocol):
    """See `carriers.solver.ask`."""

    def __call__(self, question: Mapping[str, Any], beat: Callable[[str, int], None], *, seconds: float) -> dict[str, Any]: ...


# ---------------------------------------------------------------- a run


def compute_run(job: RunningJob[Fund], solver: Solver) -> dict[str, Any]:
    """Gather, solve, store. When it is cancelled or fails, the run says so."""
    run_id: str = job.params["run_id"]
    try:
        _compute(job, solver, run_id)
    except JobCancelled:
        job.transact(lambda _, unit: _lay_aside(unit, run_id))
        raise
    except Refusal as refused:
        if not refused.retryable:
            code = refused.code
            job.transact(lambda _, unit: _fail(unit, run_id, code))
        raise
    return {"run_id": run_id}


def _compute(job: RunningJob[Fund], solver: Solver, run_id: str) -> None:
    """What was stored before a crash is not solved again, but what was to be filled at once still is."""
    problem = job.step(lambda unit: _gather(unit, run_id), phase="gather", done=0, total=STEPS)
    if problem is not None:
        answer = solver(solve_question(problem), _beat(job), seconds=problem.limits.seconds + FUSE)
        job.step(lambda unit: _store(unit, run_id, problem, answer), phase="store", done=2, total=STEPS)
    job.step(lambda unit: _fill_at_once(unit, run_id), phase="apply", done=STEPS, total=STEPS)


def _beat(job: RunningJob[Fund]) -> Callable[[str, int], None]:
    return lambda phase, begun: job.progress(f"solve: {phase}", 1, STEPS)


def _gather(unit: Fund, run_id: str) -> Problem | None:
    """The question, kept with the run; after a crash the one that was kept, so that one run has one question."""
    run = unit.runs.get(run_id)
    if run.state != COMPUTING:
        return None
    there = unit.run_papers.find(run_id)
    if there is not None:
        return problem_from(there.question)
    problem = GATHER[run.purpose](unit, run, None)
    unit.run_papers.keep(Papers(run_id=run_id, question=to_data(problem)))
    run.input_digest = problem.digest
    unit.runs.save(run)
    return problem


def _store(unit: Fund, run_id: str, problem: Problem, answer: Mapping[str, Any]) -> None:
    run = unit.runs.get(run_id)
    if run.state != COMPUTING:
        return
    solution = solution_from(answer["solution"])
    if solution.found and (broken := breaches(problem, solution.pairs)):
        raise Conflict("technical_fund.solver_failed", f"what was found breaks rules: {broken[0]}")
    run.compute(_outcome(problem, solution, answer), at=unit.now)
    unit.runs.save(run)
    papers = Papers(run_id=run_id, question=to_data(problem), pairs=solution.pairs, solution=answer["solution"])
    unit.run_papers.keep(papers)


def _outcome(problem: Problem, solution: Solution, answer: Mapping[str, Any]) -> Outcome:
    most = solution.pairs if solution.found or answer["most"] is None else solution_from(answer["most"]).pairs
    return Outcome(
        status=solution.status,
        item_ids=tuple(item.id for item in problem.items),
        people=len(problem.people),
        proposed=len(solution.pairs),
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        floor=solution.floor,
        floor_bound=solution.floor_bound,
        seconds=solution.seconds,
        phases=tuple(RunPhase(**vars(phase)) for phase in solution.phases),
        clashes=tuple(
            RunClash(rules=tuple(one["rules"]), item_ids=tuple(one["items"]), smallest=one["smallest"]) for one in answer["clashes"]
        ),
        missing=_missing(problem, most),
        clock_stopped=solution.clock_stopped,
        result_digest=answer["digest"],
        versions=dict(answer["versions"]),
    )


def _missing(problem: Problem, pairs: tuple[Pair, ...]) -> dict[str, int]:
    filled = Counter(item for item, _ in pairs)
    return {item.id: item.open_seats - filled[item.id] for item in problem.items if item.open_seats > filled[item.id]}


def _fill_at_once(unit: Fund, run_id: str) -> None:
    """Only what was begun for vacant seats, where the terms say that they are filled without asking anybody."""
    run = unit.runs.get(run_id)
    if run.state != PROPOSED or not run.automatic or run.way != FILL:
        return
    try:
        apply(unit, run, frozenset(), None)
    except Conflict as refused:
        if refused.code != "technical_fund.run_outdated":
            raise


def _lay_aside(unit: Fund, run_id: str) -> None:
    run = unit.runs.get(run_id)
    if run.state == COMPUTING:
        run.discard(by=None, at=unit.now)
        unit.runs.save(run)


def _fail(unit: Fund, run_id: str, code: str) -> None:
    run = unit.runs.get(run_id)
    if run.state == COMPUTING:
        run.fail(code, at=unit.now)
        unit.runs.save(run)


# ---------------------------------------------------------------- many seats at once


def apply_run(job: RunningJob[Fund]) -> dict[str, Any]:
    """All of it in one transaction, or nothing; the run is a proposal again when it was refused."""
    run_id: str = job.params["run_id"]
    try:
        job.progress("apply", 0, 1)
        job.transact(lambda _, unit: _apply(unit, run_id, job.params["hidden"], job.params["by"]), seconds=APPLY_SECONDS)
    except JobCancelled:
        job.transact(lambda _, unit: _stop(unit, run_id, "cancelled"))
        raise
    except Refusal as refused:
        if not refused.retryable:
            code = refused.code
            job.transact(lambda _, unit: _stop(unit, run_id, code))
        raise
    return {"run_id": run_id}


def _apply(unit: Fund, run_id: str, hidden: Sequence[str], by: str | None) -> None:
    run = unit.runs.get(run_id)
    if run.state == APPLYING:
        apply(unit, run, hidden, by)


def _stop(unit: Fund, run_id: str, code: str) -> None:
    run = unit.runs.get(run_id)
    if run.state == APPLYING:
        run.stop_applying(code)
        unit.runs.save(run)


JOBS: Final = {APPLY_JOB: apply_run}


# ---------------------------------------------------------------- asked of a run afterwards


def price_pair(job: RunningJob[Fund], solver: Solver) -> dict[str, Any]:
    papers = _papers(job)
    problem = problem_from(papers.question)
    question = price_question(problem, solution_from(papers.solution or {}), job.params["item_id"], job.params["person_id"])
    return solver(question, _beat(job), seconds=problem.limits.seconds + FUSE)


def replay_run(job: RunningJob[Fund], solver: Solver) -> dict[str, Any]:
    """`same` is whether everything came out as it did then. A question in which somebody has been forgotten since is another question."""
    papers = _papers(job)
    run = job.step(lambda unit: unit.runs.get(job.params["run_id"]), phase="read", done=0, total=STEPS)
    problem, then = problem_from(papers.question), run.outcome
    assert then is not None
    answer = solver(solve_question(problem), _beat(job), seconds=problem.limits.seconds + FUSE)
    return {
        "same": answer["digest"] == then.result_digest and problem.digest == run.input_digest,
        "input_digest": problem.digest,
        "expected_input_digest": run.input_digest,
        "result_digest": answer["digest"],
        "expected_result_digest": then.result_digest,
        "versions": answer["versions"],
        "differing": sorted(name for name in answer["versions"] if answer["versions"][name] != then.versions.get(name)),
    }


def _papers(job: RunningJob[Fund]) -> Papers:
    found = job.step(lambda unit: unit.run_papers.find(job.params["run_id"]), phase="read", done=0, total=STEPS)
    if found is None:
        raise Conflict("technical_fund.no_papers", "what it was computed from is not kept any more")
    return found
