"""Things to do later: due rows written beside the state that wants them, fired once through the unit of work."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import structlog

from chassis.context import Context, new_id
from chassis.loops import keep_going
from contracts.errors import Refusal

if TYPE_CHECKING:
    from chassis.unit import Unit, Work

log = structlog.get_logger(__name__)

TIMERS: Final = "timers"
FIRST_RETRY: Final = timedelta(seconds=1)
LONGEST_RETRY: Final = timedelta(hours=1)
SECONDS_TO_FIRE: Final = 30.0

U = TypeVar("U")


@dataclass(frozen=True, kw_only=True)
class Timer:
    """What a handler is told. `key` names the timer, `name` the handler, `attempt` counts from 1."""

    key: str
    name: str
    due_at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    attempt: int = 1


Handler = Callable[[U, Timer], Any]


class Timers:
    """Timers inside one unit of work: they exist when the transaction does."""

    def __init__(self, unit: "Unit") -> None:
        self._unit = unit

    def set(self, key: str, due_at: datetime, name: str, data: Mapping[str, Any] | None = None) -> None:
        """Have the handler `name` called at or after `due_at`. A timer with the same key is replaced."""
        row = {
            "_id": key,
            "state": "waiting",
            "due_at": due_at,
            "name": name,
            "data": dict(data or {}),
            "attempts": 0,
            "claimed_until": None,
        }
        row |= {"last_error": None, "correlation_id": self._unit.context.correlation_id}
        self._unit.collection(TIMERS).replace_one({"_id": key}, row, upsert=True)

    def cancel(self, key: str) -> bool:
        """Forget the timer; whether there was one."""
        return self._unit.collection(TIMERS).delete_one({"_id": key}) == 1


class TimerRunner(Generic[U]):
    """Fires due timers. The row is removed in the handler's own transaction, so its effect happens exactly once."""

    def __init__(self, work: "Work[U]", handlers: Mapping[str, Handler[U]], *, most: int = 50) -> None:
        self._work = work
        self._handlers = handlers
        self._most = most

    def run(self, stop: threading.Event, *, every: float = 1.0) -> None:
        keep_going(f"{self._work.service}.timers", lambda: self.fire_due(stop), stop, every=every)

    def fire_due(self, stop: threading.Event | None = None) -> int:
        """Fire what is due now; how many were fired."""
        fired = 0
        for key in self._work.look(lambda unit, _: self._due(unit), self._context()):
            if stop is not None and stop.is_set():
                break
            fired += self._fire(key)
        return fired

    def overdue(self) -> int:
        """Timers past due, for the lag alarm."""
        return self._work.look(
            lambda unit, _: unit.collection(TIMERS).count_documents({"state": "waiting", "due_at": {"$lte": unit.now}}), self._context()
        )

    def _due(self, unit: "Unit") -> list[str]:
        where = {"state": "waiting", "due_at": {"$lte": unit.now}}
        rows = unit.collection(TIMERS).find(where, ["name"], sort=(("due_at", 1),))
        return list(islice((row["_id"] for row in rows if row["name"] in self._handlers), self._most))

    def _fire(self, key: str) -> int:
        context = self._context()
        claimed = self._work.within(lambda unit, _: _claim(unit, key), context)
        if claimed is None:
            return 0
        try:
            return self._work.within(lambda unit, built: self._handle(unit, built, key), self._context(claimed["correlation_id"]))
        except Refusal as refused:
            self._postpone(key, refused.code)
            log.warning("timer_refused", timer=key, handler=claimed["name"], code=refused.code)
        except Exception as failure:
            self._postpone(key, type(failure).__name__)
            log.exception("timer_failed", timer=key, handler=claimed["name"])
        return 0

    def _handle(self, unit: "Unit", built: U, key: str) -> int:
        row = unit.collection(TIMERS).find_one({"_id": key})
        if row is None or row["due_at"] > unit.now:
            return 0
        unit.collection(TIMERS).delete_one({"_id": key})
        timer = Timer(key=key, name=row["name"], due_at=row["due_at"], data=row["data"], attempt=row["attempts"] + 1)
        self._handlers[timer.name](built, timer)
        return 1

    def _postpone(self, key: str, error: str) -> None:
        def later(unit: "Unit", _: U) -> None:
            row = unit.collection(TIMERS).find_one({"_id": key})
            if row is not None:
                attempts = row["attempts"] + 1
                changed = {"due_at": unit.now + retry_after(attempts), "attempts": attempts, "last_error": error, "claimed_until": None}
                unit.collection(TIMERS).update_one({"_id": key}, {"$set": changed})

        self._work.within(later, self._context())

    def _context(self, correlation_id: str | None = None) -> Context:
        return Context.for_service(self._work.service, seconds=SECONDS_TO_FIRE, correlation_id=correlation_id or new_id())


def retry_after(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … at most an hour."""
    return min(FIRST_RETRY * int(2 ** min(attempts - 1, 20)), LONGEST_RETRY)


def _claim(unit: "Unit", key: str) -> dict[str, Any] | None:
    """Tell other processes to leave this timer to us for a while. Only saves work: the removal is what makes firing single."""
    row = unit.collection(TIMERS).find_one({"_id": key})
    if row is None or row["due_at"] > unit.now or (row["claimed_until"] is not None and row["claimed_until"] > unit.now):
        return None
    unit.collection(TIMERS).update_one({"_id": key}, {"$set": {"claimed_until": unit.now + timedelta(seconds=SECONDS_TO_FIRE)}})
    return row
