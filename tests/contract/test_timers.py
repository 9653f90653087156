"""Due rows beside the state that wants them; each fires once, with its effect, whoever dies."""

import threading
from typing import Any

import pytest

from chassis.timers import Timer, TimerRunner, retry_after
from contracts.errors import Conflict
from tests.contract.store_parts import NOON, Clock, asking, rows, stored_work
from tests.contract.test_unit_of_work import side_by_side
from tests.eventually import eventually


def remind(unit: Any, timer: Timer) -> None:
    unit.unit.collection("effects").insert_one({"key": timer.key, "data": dict(timer.data), "at": unit.now, "attempt": timer.attempt})


def set_timer(work: Any, key: str, **by: float) -> None:
    clock = Clock()
    clock.go_on(**by)
    work.within(lambda unit, _: unit.timers.set(key, clock.now, "remind", {"note": key}), asking(correlation_id=f"walk {key}"))


def test_a_timer_fires_when_it_is_due_and_only_once(work: Any, clock: Clock) -> None:
    runner = TimerRunner(work, {"remind": remind})
    set_timer(work, "one", minutes=1)
    assert runner.fire_due() == 0
    clock.go_on(minutes=1)
    assert [runner.fire_due(), runner.fire_due()] == [1, 0]
    (effect,) = rows(work, "effects")
    assert (effect["key"], effect["data"], effect["attempt"]) == ("one", {"note": "one"}, 1)
    assert rows(work, "timers") == []


def test_a_timer_set_again_is_replaced_and_a_cancelled_one_is_gone(work: Any, clock: Clock) -> None:
    runner = TimerRunner(work, {"remind": remind})
    set_timer(work, "one", minutes=1)
    set_timer(work, "one", minutes=10)
    set_timer(work, "two", minutes=1)
    assert work.within(lambda unit, _: unit.timers.cancel("two"), asking())
    assert not work.within(lambda unit, _: unit.timers.cancel("two"), asking())
    clock.go_on(minutes=5)
    assert runner.fire_due() == 0
    clock.go_on(minutes=6)
    assert runner.fire_due() == 1


def test_a_timer_of_a_transaction_that_was_undone_never_fires(work: Any, clock: Clock) -> None:
    def set_and_refuse(unit: Any, _: Any) -> None:
        unit.timers.set("one", NOON, "remind")
        raise Conflict("membership.wrong_state")

    with pytest.raises(Conflict):
        work.within(set_and_refuse, asking())
    assert TimerRunner(work, {"remind": remind}).fire_due() == 0


@pytest.mark.parametrize("failure", [Conflict("membership.wrong_state"), ZeroDivisionError("a defect")])
def test_a_handler_that_fails_leaves_nothing_behind_and_is_tried_again_later(work: Any, clock: Clock, failure: Exception) -> None:
    failing = [True]

    def sometimes(unit: Any, timer: Timer) -> None:
        remind(unit, timer)
        if failing:
            raise failure

    runner = TimerRunner(work, {"remind": sometimes})
    set_timer(work, "one")
    assert [runner.fire_due(), runner.fire_due()] == [0, 0]
    assert rows(work, "effects") == []
    (row,) = rows(work, "timers")
    assert (row["attempts"], row["last_error"]) == (1, getattr(failure, "code", "ZeroDivisionError"))
    failing.clear()
    clock.go_on(seconds=2)
    assert runner.fire_due() == 1
    assert rows(work, "effects")[0]["attempt"] == 2


def test_the_pauses_between_attempts_grow_to_an_hour() -> None:
    assert [retry_after(attempt).total_seconds() for attempt in (1, 2, 3, 10, 13, 99)] == [1, 2, 4, 512, 3600, 3600]


def test_a_failing_timer_does_not_hold_the_others(work: Any, clock: Clock) -> None:
    def sometimes(unit: Any, timer: Timer) -> None:
        if timer.key == "bad":
            raise Conflict("membership.never")
        remind(unit, timer)

    for key in ("bad", "good", "fine"):
        set_timer(work, key)
    assert TimerRunner(work, {"remind": sometimes}).fire_due() == 2


def test_a_handler_may_set_its_timer_again(work: Any, clock: Clock) -> None:
    def every_minute(unit: Any, timer: Timer) -> None:
        remind(unit, timer)
        later = Clock()
        later.now = unit.now
        later.go_on(minutes=1)
        unit.timers.set(timer.key, later.now, timer.name)

    runner = TimerRunner(work, {"remind": every_minute})
    set_timer(work, "tick")
    for _ in range(3):
        assert runner.fire_due() == 1
        clock.go_on(minutes=1)
    assert len(rows(work, "effects")) == 3


def test_a_timer_nobody_knows_stays_for_code_that_does(work: Any, clock: Clock) -> None:
    set_timer(work, "one")
    assert TimerRunner(work, {}).fire_due() == 0
    assert TimerRunner(work, {"remind": remind}).fire_due() == 1


def test_timers_nobody_knows_do_not_stand_in_the_way_of_others(work: Any, clock: Clock) -> None:
    """Such as those of a handler that was renamed."""
    for number in range(6):
        work.within(lambda unit, _, number=number: unit.timers.set(f"lost{number}", clock.now, "forgotten"), asking())
    clock.go_on(seconds=1)
    set_timer(work, "one", seconds=1)
    clock.go_on(hours=2)
    assert TimerRunner(work, {"remind": remind}, most=3).fire_due() == 1


def test_a_handler_goes_on_under_the_correlation_of_who_set_it(work: Any, clock: Clock) -> None:
    seen: list[str] = []
    set_timer(work, "one")
    TimerRunner(work, {"remind": lambda unit, timer: seen.append(unit.context.correlation_id)}).fire_due()
    assert seen == ["walk one"]


def test_overdue_timers_are_counted(work: Any, clock: Clock) -> None:
    set_timer(work, "one")
    set_timer(work, "two", hours=1)
    assert TimerRunner(work, {}).overdue() == 1


def test_many_processes_fire_each_timer_once(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock)
    for number in range(12):
        set_timer(work, f"t{number}")
    fired = side_by_side(4, lambda _: TimerRunner(stored_work(prepared_database, clock), {"remind": remind}).fire_due())
    assert sum(fired) == 12
    assert sorted(row["key"] for row in prepared_database.effects.find()) == sorted(f"t{number}" for number in range(12))


def test_the_runner_runs_until_it_is_stopped(prepared_database: Any) -> None:
    work = stored_work(prepared_database, Clock())
    stop = threading.Event()
    thread = threading.Thread(target=TimerRunner(work, {"remind": remind}).run, args=(stop,), kwargs={"every": 0.05})
    thread.start()
    set_timer(work, "one")
    eventually(lambda: prepared_database.effects.count_documents({}) == 1, "the timer to fire")
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
