"""Waiting that says what it waited for. No test sleeps and hopes.

eventually(lambda: history.count("started") == 1, "the handler to start", within=10)
stays(lambda: not feed.items, "nothing is published", during=1.0)
with at_most(5.5, "the gateway's answer while the broker stands still"): ...
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Found = TypeVar("Found")

# What a part that is away may throw at somebody who asks how it is. An AssertionError is a wrong answer and is never waited out.
AWAY = (OSError, RuntimeError, LookupError)


def eventually(
    check: Callable[[], Found], what: str, within: float = 10.0, every: float = 0.05, away: tuple[type[Exception], ...] = AWAY
) -> Found:
    """Ask until the answer is true, and give it back. Fails with what was awaited, how long, and the last answer."""
    began = time.monotonic()
    last: Any = None
    while True:
        try:
            if answer := check():
                return answer
            last = answer
        except away as error:
            last = error
        waited = time.monotonic() - began
        if waited >= within:
            raise AssertionError(f"waited {waited:.1f} s for {what}; the last answer was {last!r}")
        time.sleep(min(every, max(0.0, within - waited)))


def stays(check: Callable[[], Any], what: str, during: float, every: float = 0.1) -> None:
    """Ask for a while; every answer must be true. For what must not happen: choose `during` longer than it would take to happen."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < during:
        answer = check()
        assert answer, f"after {passed:.1f} s it was no longer so that {what}: {answer!r}"
        time.sleep(every)


def happens(check: Callable[[], Any], within: float, every: float = 0.05) -> bool:
    """Whether it becomes true in time; for showing that something never does."""
    try:
        eventually(check, "it", within, every)
    except AssertionError:
        return False
    return True


@contextlib.contextmanager
def at_most(seconds: float, what: str) -> Iterator[None]:
    """Fails when the block took longer: every wait of ours is bounded."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took <= seconds, f"{what} took {took:.2f} s, more than {seconds} s"
