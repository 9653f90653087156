"""Long work: seen and stopped by who asked for it, taken up again after a crash, written to by one runner at a time."""

import threading
from typing import Any

import pytest

from chassis.context import Actor, Context, Grant, new_id
from chassis.job_runner import JobLost, JobRunner, RunningJob
from chassis.jobs import MOST_STARTS, OwnJobs, cancel_job, claim_next, get_job
from contracts.errors import Conflict, NotFound, Unavailable
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import CancelJob, GetJob, Job
from tests.contract.store_parts import Clock, asking, person, rows, stored_work
from tests.contract.test_unit_of_work import side_by_side
from tests.eventually import eventually

ANA = person()


def start(work: Any, actor: Actor = ANA, **params: Any) -> Job:
    return work.within(lambda unit, _: unit.jobs.start("count", params), asking(actor))  # type: ignore[no-any-return]


def see(work: Any, job_id: str, actor: Actor = ANA) -> Job:
    return work.read(get_job, GetJob(job_id=job_id), asking(actor))  # type: ignore[no-any-return]


def cancel(work: Any, job_id: str, actor: Actor = ANA) -> Job:
    return work.run(cancel_job, CancelJob(job_id=job_id), asking(actor))  # type: ignore[no-any-return]


def count(job: RunningJob[Any]) -> Any:
    """Counts to `to`, each step once however often it is begun again."""
    for number in range((job.memory or 0) + 1, job.params["to"] + 1):
        job.step(_count_one, phase="counting", done=number, total=job.params["to"], memory=number)
    return {"counted": job.params["to"]}


def _count_one(unit: Any) -> None:
    unit.count_up("counted")


def counted(work: Any) -> int:
    return next((row["value"] for row in rows(work, "counters", {"_id": "counted"})), 0)


def claim(work: Any, holder: str, seconds: float = 30) -> Any:
    return work.within(lambda unit, _: claim_next(unit, frozenset({"count"}), holder, seconds), asking())


def test_a_job_waits_runs_and_is_done(work: Any, clock: Clock) -> None:
    job = start(work, to=3)
    assert (job.state, job.done, job.total) == ("waiting", 0, None)
    clock.go_on(seconds=5)
    assert JobRunner(work, {"count": count}).run_next() == 1
    done = see(work, job.id)
    assert (done.state, done.phase, done.done, done.total, done.result) == ("done", "counting", 3, 3, {"counted": 3})
    assert done.finished_at == clock.now
    assert JobRunner(work, {"count": count}).run_next() == 0


def test_a_job_belongs_to_who_asked_and_the_management_unit_sees_all(work: Any) -> None:
    job = start(work, to=1)
    manager = person(grants=(Grant(role=MANAGEMENT_UNIT, scope_kind="network"),))
    assert see(work, job.id, manager).id == job.id
    for do in (see, cancel):
        with pytest.raises(NotFound):
            do(work, job.id, person())
    with pytest.raises(NotFound):
        see(work, new_id())


def test_where_not_even_the_management_unit_may_know_of_everything_a_job_is_its_owners_alone(work: Any) -> None:
    job = start(work, to=1)
    manager = person(grants=(Grant(role=MANAGEMENT_UNIT, scope_kind="network"),))

    def look(by: Actor) -> Job:
        return work.look(lambda unit, _: OwnJobs(unit).get(job.id), asking(by))  # type: ignore[no-any-return]

    assert look(ANA).id == job.id
    with pytest.raises(NotFound):
        look(manager)


def test_a_job_of_a_transaction_that_was_undone_never_runs(work: Any) -> None:
    def start_and_refuse(unit: Any, _: Any) -> None:
        unit.jobs.start("count", {"to": 1})
        raise Conflict("membership.wrong_state")

    with pytest.raises(Conflict):
        work.within(start_and_refuse, asking())
    assert JobRunner(work, {"count": count}).run_next() == 0


def test_the_oldest_job_goes_first(work: Any, clock: Clock) -> None:
    first = start(work, to=1)
    clock.go_on(seconds=1)
    start(work, to=1)
    assert claim(work, "one")["_id"] == first.id


@pytest.mark.parametrize(
    ("failure", "code"), [(Conflict("fund.call_closed"), "fund.call_closed"), (ZeroDivisionError("x"), "internal_error")]
)
def test_a_job_that_fails_says_with_which_code(work: Any, failure: Exception, code: str) -> None:
    def fail(job: RunningJob[Any]) -> None:
        raise failure

    job = start(work)
    JobRunner(work, {"count": fail}).run_next()
    failed = see(work, job.id)
    assert (failed.state, failed.error_code, failed.result) == ("failed", code, None)


def test_a_job_whose_needs_are_away_waits_and_goes_on_from_its_memory(work: Any, clock: Clock) -> None:
    away = [True]

    def with_needs(job: RunningJob[Any]) -> Any:
        if job.memory is None:
            job.step(_count_one, phase="counting", done=1, memory=1)
        if away:
            raise Unavailable("service_unavailable", retryable=True)
        return count(job)

    job, runner = start(work, to=2), JobRunner(work, {"count": with_needs})
    for _ in range(MOST_STARTS + 2):
        with pytest.raises(Unavailable):
            runner.run_next()
        assert see(work, job.id).state == "waiting"
        assert runner.run_next() == 0
        clock.go_on(minutes=1)
    away.clear()
    assert runner.run_next() == 1
    assert (see(work, job.id).state, counted(work)) == ("done", 2)


# ---------------------------------------------------------------- stopping


def test_a_waiting_job_is_cancelled_at_once(work: Any) -> None:
    job = start(work, to=1)
    assert cancel(work, job.id).state == "cancelled"
    assert JobRunner(work, {"count": count}).run_next() == 0


def test_a_running_job_stops_at_the_next_safe_place(work: Any) -> None:
    def count_and_be_cancelled(job: RunningJob[Any]) -> Any:
        job.step(_count_one, phase="counting", done=1, memory=1)
        assert cancel(work, job.id).state == "cancelling"
        return count(job)

    job = start(work, to=5)
    JobRunner(work, {"count": count_and_be_cancelled}).run_next()
    assert (see(work, job.id).state, counted(work)) == ("cancelled", 1)


def test_progress_is_a_safe_place_too(work: Any) -> None:
    def report(job: RunningJob[Any]) -> None:
        job.progress("looking", 1, 10)
        cancel(work, job.id)
        job.progress("looking", 2, 10)
        raise AssertionError("it went on")

    job = start(work)
    JobRunner(work, {"count": report}).run_next()
    assert see(work, job.id).state == "cancelled"


def test_a_finished_job_stays_as_it_is(work: Any) -> None:
    job = start(work, to=1)
    JobRunner(work, {"count": count}).run_next()
    assert cancel(work, job.id) == see(work, job.id)
    assert see(work, job.id).state == "done"


def test_jobs_nobody_knows_do_not_stand_in_the_way_of_others(work: Any) -> None:
    """Such as those of a kind that another version of the code will run."""

    def start_many(unit: Any, _: Any) -> None:
        for _number in range(101):
            unit.jobs.start("forgotten", {})

    work.within(start_many, asking(ANA))
    job = start(work, to=1)
    assert JobRunner(work, {"count": count}).run_next() == 1
    assert see(work, job.id).state == "done"


def test_asked_to_stop_a_job_rests_at_its_next_safe_place_and_goes_on_elsewhere(work: Any, clock: Clock) -> None:
    """However often that happens: only a runner that dies counts against a job."""
    stop = threading.Event()

    def stop_soon(job: RunningJob[Any]) -> Any:
        stop.set()
        return count(job)

    job = start(work, to=2)
    for _ in range(MOST_STARTS + 1):
        stop.clear()
        assert JobRunner(work, {"count": stop_soon}).run_next(stop) == 1
        assert (see(work, job.id).state, counted(work)) == ("waiting", 0)
    assert JobRunner(work, {"count": count}).run_next() == 1
    assert (see(work, job.id).state, counted(work)) == ("done", 2)


# ---------------------------------------------------------------- crashes


def test_after_a_crash_another_runner_goes_on_and_nothing_is_done_twice(work: Any, clock: Clock) -> None:
    def die_at_two(job: RunningJob[Any]) -> None:
        for number in (1, 2):
            job.step(_count_one, phase="counting", done=number, memory=number)
        raise KeyboardInterrupt

    job = start(work, to=4)
    with pytest.raises(KeyboardInterrupt):
        JobRunner(work, {"count": die_at_two}).run_next()
    assert see(work, job.id).state == "running"
    heir = JobRunner(work, {"count": count})
    assert heir.run_next() == 0
    clock.go_on(minutes=1)
    assert heir.run_next() == 1
    assert (see(work, job.id).state, counted(work)) == ("done", 4)


def test_a_runner_that_lost_its_lease_writes_nothing(work: Any, clock: Clock) -> None:
    job = start(work, to=1)
    sleeper = RunningJob(work, claim(work, "sleeper"), 30)
    clock.go_on(minutes=1)
    assert claim(work, "heir")["_id"] == job.id
    for do in (
        lambda: sleeper.progress("late", 99),
        lambda: sleeper.step(_count_one, phase="late", done=99, memory=99),
        lambda: sleeper.transact(lambda unit, built: _count_one(built)),
        lambda: sleeper.end("done", result="late"),
        sleeper.beat,
    ):
        with pytest.raises(JobLost):
            do()
    assert (see(work, job.id).state, see(work, job.id).done, counted(work)) == ("running", 0, 0)


def test_a_job_that_kills_its_runners_is_given_up(work: Any, clock: Clock) -> None:
    job = start(work, to=1)
    for number in range(MOST_STARTS):
        assert claim(work, f"victim {number}") is not None
        clock.go_on(minutes=1)
    assert claim(work, "next") is None
    assert (see(work, job.id).state, see(work, job.id).error_code) == ("failed", "gave_up")


def test_a_cancelled_job_of_a_dead_runner_ends(work: Any, clock: Clock) -> None:
    job = start(work, to=1)
    claim(work, "victim")
    cancel(work, job.id)
    clock.go_on(minutes=1)
    assert claim(work, "next") is None
    assert see(work, job.id).state == "cancelled"


def test_a_long_step_keeps_its_lease_by_a_heartbeat(prepared_database: Any) -> None:
    from chassis.context import now

    work = stored_work(prepared_database, now)
    begun, go_on = threading.Event(), threading.Event()

    def long(job: RunningJob[Any]) -> str:
        begun.set()
        go_on.wait(20)
        return "done"

    job = start(work)
    runner = threading.Thread(target=JobRunner(work, {"count": long}, lease_seconds=0.6).run_next)
    runner.start()
    assert begun.wait(10)
    first = prepared_database.jobs.find_one({"_id": job.id})["lease_until"]
    eventually(lambda: prepared_database.jobs.find_one({"_id": job.id})["lease_until"] > first, "the lease to be renewed", within=5)
    assert claim(work, "thief", 0.6) is None
    go_on.set()
    runner.join(10)
    assert see(work, job.id).state == "done"


def test_many_runners_take_each_job_once(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock)
    jobs = [start(work, to=1) for _ in range(6)]
    side_by_side(3, lambda _: [JobRunner(stored_work(prepared_database, clock), {"count": count}).run_next() for _ in range(6)])
    assert {see(work, job.id).state for job in jobs} == {"done"}
    assert counted(work) == 6


def test_a_long_transaction_may_outlast_the_patience_of_short_ones(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock, store_timeout=0.4)
    outcomes = []

    def slow(job: RunningJob[Any]) -> None:
        def body(unit: Any, _: Any) -> None:
            threading.Event().wait(0.6)
            unit.count_up("counted")

        with pytest.raises(Unavailable):
            job.transact(body)
        job.transact(body, seconds=10.0)
        outcomes.append(counted(work))

    start(work)
    JobRunner(work, {"count": slow}).run_next()
    assert outcomes == [1]


def test_a_job_asks_its_neighbours_in_the_services_own_name(work: Any) -> None:
    heard = []

    def answer(request: Any, context: Context) -> dict[str, Any]:
        heard.append((request, context.actor.service))
        return {"names": {"en": "Ghent"}}

    job = start(work)
    JobRunner(work, {"count": lambda running: running.ask("who?")}, ask=answer).run_next()
    assert see(work, job.id).result == {"names": {"en": "Ghent"}}
    assert heard == [("who?", work.service)]


def test_a_job_whose_neighbour_is_away_waits_for_it(work: Any) -> None:
    job = start(work)
    with pytest.raises(Unavailable):
        JobRunner(work, {"count": lambda running: running.ask("who?")}).run_next()
    assert see(work, job.id).state == "waiting"
