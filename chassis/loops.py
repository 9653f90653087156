"""What every background runner does: one thing after another, calmly, until told to stop."""

import threading
from collections.abc import Callable

import structlog

from chassis.observe import PART_FAILED
from contracts.errors import Refusal

log = structlog.get_logger(__name__)

FIRST_REST = 0.5
LONGEST_REST = 30.0


def keep_going(name: str, once: Callable[[], int], stop: threading.Event, *, every: float, wake: threading.Event | None = None) -> None:
    """Call `once` until `stop`: again at once while it finds work, after `every` seconds (or a wake-up) when it does not.

    A failure is logged and followed by a growing rest, so that a store or broker that is away is not hammered and is found again by itself.
    """
    rest = FIRST_REST
    while not stop.is_set():
        try:
            busy = once()
            rest = FIRST_REST
        except Refusal as refused:
            _count(name)
            log.warning("background_work_waits", runner=name, code=refused.code, reason=refused.message, seconds=rest)
            rest = _rest(stop, rest)
        except Exception:
            _count(name)
            log.exception("background_work_failed", runner=name, seconds=rest)
            rest = _rest(stop, rest)
        else:
            if not busy:
                _pause(stop, wake, every)


def _count(name: str) -> None:
    PART_FAILED.labels(name.rpartition(".")[2]).inc()


def _rest(stop: threading.Event, seconds: float) -> float:
    stop.wait(seconds)
    return min(seconds * 2, LONGEST_REST)


def _pause(stop: threading.Event, wake: threading.Event | None, seconds: float) -> None:
    if wake is None:
        stop.wait(seconds)
    elif wake.wait(seconds):
        wake.clear()
