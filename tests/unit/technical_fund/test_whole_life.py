"""The whole life of the Fund under whatever people do, right and wrong: envelope, conflict, blindness, once-only, history."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders.fund import decisions as deciding
from tests.unit.technical_fund.life.machine import REACHED, WholeLife
from tests.unit.technical_fund.life.onward import ENDED, ON
from tests.unit.technical_fund.life.world import CITIES

MUST_REACH = (
    *(f"state {state}" for state in ("submitted", "in_review", "in_panel", "decision_proposed", "funded", "closed")),
    *(f"award {state}" for state in ("in_force", "closed")),
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
SOME = settings(max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=SLOW, derandomize=True, database=None)
MANY = settings(max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=SLOW)


@pytest.fixture(autouse=True)
def printed_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages stand for their own print; nobody connects to the broker that the settings name."""
    deciding.print_at_once(monkeypatch)
    monkeypatch.setenv("SCN_AMQP_URI", "amqp://nobody:nothing@127.0.0.1:1/")
    REACHED.clear()
    yield
    for what, times in sorted(REACHED.items()):
        print(f"{times:6} {what}")


def test_whatever_anybody_does_everything_holds() -> None:
    run_state_machine_as_test(WholeLife, settings=SOME)
    assert [what for what in MUST_REACH if not REACHED[what]] == []


def test_one_life_in_which_everything_happens() -> None:
    """The machine's own rules, once each and on purpose: what the dice might leave out."""
    life = WholeLife()
    first, second, third = (str(life.life.begin(city, 1_500_000, 4)) for city in CITIES)
    life.go_on_and_on(first, 25)
    life.somebody_looks_around(first, "nobody")
    life.go_on(second, [ON] * 6)
    life.somebody_has_a_conflict(second, "rosa", "rosa")
    life.somebody_has_a_conflict(second, "bea", "ana")
    life.somebody_looks_around(second, "bea")
    life.somebody_looks_around(second, "rosa")
    life.everything_holds()
    life.go_on(second, [ON] * 30)
    life.somebody_asks_again(0)
    for name in ("sven", "bea", "focal of brisa", "mayor of alba"):
        life.somebody_is_forgotten(name)
        life.everything_holds()
    for kind in ("size", "country", "hub", "suspended", "readmitted"):
        life.facts_change("cima", kind)
    life.a_reviewer_comes_to_work_for_a_city("brisa", "taro")
    life.go_on(third, [ON] * 4)
    life.time_passes(24 * 16)
    life.a_conflict_is_lifted(second, "rosa", "ana", "declared")
    life.go_on(second, [ENDED])
    life.everything_holds()
    life.teardown()
    wanted = (*MUST_REACH, "told again", "recused", "lifted", "forgotten", "looked around", "award terminated")
    assert [what for what in wanted if not REACHED[what]] == []


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_whatever_anybody_does_for_long_everything_holds() -> None:
    run_state_machine_as_test(WholeLife, settings=MANY)
    assert [what for what in MUST_REACH if not REACHED[what]] == []
