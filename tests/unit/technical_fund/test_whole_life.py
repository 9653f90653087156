"""The whole life of the Fund under whatever people do, right and wrong: envelope, conflict, blindness, once-only, history."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders.fund import decisions as deciding
from tests.unit.technical_fund.life.machine import REACHED, WholeLife

MUST_REACH = (
    *(f"state {state}" for state in ("submitted", "in_review", "in_panel", "decision_proposed", "funded", "closed")),
    *(f"award {state}" for state in ("in_force", "closed")),
    *("told again", "recused", "forgotten", "looked around"),
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]
SOME = settings(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=SLOW, derandomize=True, database=None)
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


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_whatever_anybody_does_for_long_everything_holds() -> None:
    run_state_machine_as_test(WholeLife, settings=MANY)
    assert [what for what in MUST_REACH if not REACHED[what]] == []
