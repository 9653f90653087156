"""Does the jobs: one at a time, under a lease that a heartbeat renews and a token that keeps a runner who lost it from writing."""

import json
import threading
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import structlog

from chassis.context import Context
from chassis.jobs import CANCELLED, CANCELLING, DONE, FAILED, claim_next, finished, hold, put_back
from chassis.loops import keep_going
from chassis.unit import Document, Unit, Work
from contracts.errors import Refusal, Unavailable

log = structlog.get_logger(__name__)

LEASE_SECONDS: Final = 30.0
STEP_SECONDS: Final = 30.0
ASK_SECONDS: Final = 10.0

U = TypeVar("U")
T = TypeVar("T")

Ask = Callable[[Any, Context], dict[str, Any]]
"""Puts a question to a neighbour: the answer as plain JSON values."""


class JobCancelled(Exception):
    """The owner asked for it to stop; raised at a safe place, never inside a transaction that is kept."""


class JobLost(Exception):
    """The lease ran out and somebody else may be at work: leave everything as it is."""


class JobPaused(Exception):
    """This process was asked to stop; raised at a safe place, so that another goes on from the job's memory."""


class RunningJob(Generic[U]):
    """What a handler works with. Every transaction it makes through `transact` is kept only while the job is still its own."""

    def __init__(
        self, work: Work[U], row: Document, lease_seconds: float, stop: threading.Event | None = None, ask: Ask | None = None
    ) -> None:
        self._work = work
        self._ask = ask
        self._stop = stop or threading.Event()
        self._lease_seconds = lease_seconds
        self.id: str = row["_id"]
        self.kind: str = row["kind"]
        self.owner: str = row["owner"]
        self.params: dict[str, Any] = json.loads(row["params"])
        self.memory: Any = None if row["memory"] is None else json.loads(row["memory"])
        self.language: str = row["language"]
        self._token: int = row["token"]
        self._correlation_id: str = row["correlation_id"]

    def progress(self, phase: str, done: int, total: int | None = None, *, memory: Any = None) -> None:
        """A safe place: say how far it is and stop here if asked to. `memory` (JSON) is what a restart after a crash goes on from."""
        changed: dict[str, Any] = {"phase": phase, "done": done, "total": total}
        if memory is not None:
            changed["memory"] = json.dumps(memory)
            self.memory = memory
        row = self._run(lambda unit, _: self._hold(unit, changed))
        if row["state"] == CANCELLING:
            raise JobCancelled
        self._go_on()

    def transact(self, body: Callable[[Unit, U], T], *, seconds: float | None = None) -> T:
        """One transaction of the job's own work, fenced. `seconds` is how long it may take where that is long; a document store gives up
        after 60."""

        def fenced(unit: Unit, built: U) -> T:
            self._hold(unit, {})
            return body(unit, built)

        return self._run(fenced, seconds)

    def step(self, body: Callable[[U], T], *, phase: str, done: int, total: int | None = None, memory: Any = None) -> T:
        """A piece of work and the memory that it is done, kept or lost together: after a crash nothing is done twice."""
        self._go_on()

        def fenced(unit: Unit, built: U) -> T:
            changed: dict[str, Any] = {"phase": phase, "done": done, "total": total, "memory": json.dumps(memory)}
            if self._hold(unit, changed)["state"] == CANCELLING:
                raise JobCancelled
            return body(built)

        answer = self._run(fenced)
        self.memory = memory
        return answer

    def ask(self, request: Any, *, seconds: float = ASK_SECONDS) -> dict[str, Any]:
        """Look something up at a neighbour, between transactions. Raises `Unavailable`, with which the job waits for better times."""
        if self._ask is None:
            raise Unavailable("service_unavailable", "this runner has no way to its neighbours", retryable=True)
        return self._ask(request, Context.for_service(self._work.service, seconds=seconds, correlation_id=self._correlation_id))

    def collections(self) -> list[str]:
        """Every collection of the service's database, for what has to look into all of them."""
        return self._work.collection_names()

    def beat(self) -> None:
        """Keep the lease."""
        self._run(lambda unit, _: hold(unit, self.id, self._token, seconds=self._lease_seconds))

    def end(self, state: str, *, result: Any = None, error_code: str | None = None) -> None:
        self._run(lambda unit, _: hold(unit, self.id, self._token, finished(unit, state, result=result, error_code=error_code)))

    def wait_for_better_times(self) -> None:
        """Give the job back, to be begun again from its memory when what it needs is there again."""
        self._put_back(self._lease_seconds / 2)

    def hand_over(self) -> None:
        """Give the job back for whoever takes it next."""
        self._put_back(0.0)

    def _put_back(self, after: float) -> None:
        self._run(lambda unit, _: put_back(unit, self.id, self._token, after))

    def _go_on(self) -> None:
        if self._stop.is_set():
            raise JobPaused

    def _hold(self, unit: Unit, changed: Mapping[str, Any]) -> Document:
        return hold(unit, self.id, self._token, changed, seconds=self._lease_seconds)

    def _run(self, body: Callable[[Unit, U], T], seconds: float | None = None) -> T:
        context = Context.for_service(self._work.service, seconds=seconds or STEP_SECONDS, correlation_id=self._correlation_id)
        try:
            return self._work.within(body, context, longest=seconds)
        except Refusal as refused:
            if refused.code == "lease_lost":
                raise JobLost(self.id) from refused
            raise


Handler = Callable[[RunningJob[U]], Any]


class JobRunner(Generic[U]):
    """Runs jobs whose kind has a handler; the handler's answer (JSON) is the job's result, a `Refusal`'s code its error."""

    def __init__(
        self,
        work: Work[U],
        handlers: Mapping[str, Handler[U]],
        *,
        lease_seconds: float = LEASE_SECONDS,
        holder: str | None = None,
        ask: Ask | None = None,
    ) -> None:
        self._work = work
        self._handlers = handlers
        self._lease_seconds = lease_seconds
        self._holder = holder or uuid.uuid4().hex
        self._ask = ask

    def run(self, stop: threading.Event, *, every: float = 1.0) -> None:
        keep_going(f"{self._work.service}.jobs", lambda: self.run_next(stop), stop, every=every)

    def run_next(self, stop: threading.Event | None = None) -> int:
        """Do one job to its end, or, once `stop` is set, to its next safe place; 0 when there is none."""
        context = Context.for_service(self._work.service, seconds=STEP_SECONDS)
        kinds = frozenset(self._handlers)
        row = self._work.within(lambda unit, _: claim_next(unit, kinds, self._holder, self._lease_seconds), context)
        if row is None:
            return 0
        job = RunningJob(self._work, row, self._lease_seconds, stop, self._ask)
        over = threading.Event()
        heart = threading.Thread(target=self._beat, args=(job, over), name=f"job-{job.id}", daemon=True)
        heart.start()
        try:
            self._carry_out(job)
        finally:
            over.set()
            heart.join()
        return 1

    def _carry_out(self, job: RunningJob[U]) -> None:
        try:
            job.end(DONE, result=self._handlers[job.kind](job))
        except JobLost:
            log.warning("job_lost", job=job.id, kind=job.kind)
        except JobCancelled:
            self._end(job, CANCELLED, None)
        except JobPaused:
            log.info("job_handed_over", job=job.id, kind=job.kind)
            job.hand_over()
        except Refusal as refused:
            if refused.retryable:
                job.wait_for_better_times()
                raise
            self._end(job, FAILED, refused.code)
        except Exception:
            log.exception("job_failed", job=job.id, kind=job.kind)
            self._end(job, FAILED, "internal_error")

    def _end(self, job: RunningJob[U], state: str, error_code: str | None) -> None:
        try:
            job.end(state, error_code=error_code)
        except JobLost:
            log.warning("job_lost", job=job.id, kind=job.kind)

    def _beat(self, job: RunningJob[U], over: threading.Event) -> None:
        while not over.wait(self._lease_seconds / 3):
            try:
                job.beat()
            except JobLost:
                return
            except Exception as failure:
                log.warning("job_heartbeat_failed", job=job.id, reason=str(failure))
