"""Limits per client."""

import pytest

from contracts.errors import Conflict
from services.gateway.rates import Rates


class Clock:
    now = 120.0

    def __call__(self) -> float:
        return self.now


def test_a_client_that_asks_too_often_is_told_how_long_to_wait() -> None:
    clock = Clock()
    rates = Rates({"default": "3/minute"}, clock)
    assert [standing.limit for standing in (rates.take("default", "a") for _ in range(3)) if standing] == [
        '"default";r=2;t=60',
        '"default";r=1;t=60',
        '"default";r=0;t=60',
    ]
    clock.now += 20
    with pytest.raises(Conflict) as caught:
        rates.take("default", "a")
    assert caught.value.code == "too_many_requests"
    assert caught.value.details["retry_after"] == 40
    assert rates.take("default", "b") is not None


def test_the_next_window_begins_anew_and_keeps_nobody() -> None:
    clock = Clock()
    rates = Rates({"default": "1/second"}, clock)
    for _ in range(5):
        standing = rates.take("default", "a")
        assert standing is not None
        assert standing.policy == '"default";q=1;w=1'
        clock.now += 1


@pytest.mark.parametrize("off", ["", "0", "off", "OFF"])
def test_a_limit_can_be_off(off: str) -> None:
    rates = Rates({"default": off})
    assert all(rates.take("default", "a") is None for _ in range(10_000))


def test_a_limit_nobody_can_read_is_refused_at_start() -> None:
    with pytest.raises(ValueError):
        Rates({"default": "often"})
