"""What a service class is written with: `answers`, `hears`, `Work` and `heavy`. Together with its neighbours the only place that knows
nameko."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import eventlet.patcher
import structlog
from nameko.extensions import DependencyProvider

from chassis.context import Context
from chassis.observe import span
from chassis.parts import CONFIG_KEY, Parts
from chassis.rpc_server import Answers, Carried, answers
from chassis.store import STORE_SECONDS, budget
from chassis.subscription import Hears, hears
from chassis.unit_of_work import UnitOfWork

__all__ = ["Answers", "BoundNeighbours", "BoundWork", "Hears", "Neighbours", "Work", "answers", "hears", "heavy"]

T = TypeVar("T")


def heavy(function: Callable[..., T], *arguments: Any) -> T:
    """Run what computes for long (argon2) in a native thread when this process serves with greenlets, so that heartbeats and others go
    on."""
    if eventlet.patcher.is_monkey_patched("thread"):
        from eventlet import tpool

        result: T = tpool.execute(function, *arguments)
        return result
    return function(*arguments)


class BoundWork:
    """The unit of work, bound to who asks and until when."""

    def __init__(self, work: Callable[[], UnitOfWork[Any]], context: Context, heard: Any = None) -> None:
        self._work = work
        self._heard = heard
        self.context = context

    @property
    def database(self) -> Any:
        """The service's own database, for what reads it without a unit."""
        return self._work().database

    @property
    def seconds_left(self) -> float:
        """How long a reader may take. Raises `deadline_exceeded` when there is no time left."""
        return budget(self.context, STORE_SECONDS)

    def run(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        """One transaction; see `UnitOfWork.run`."""
        return self._inside(use_case, lambda context: self._work().run(use_case, request, context))

    def note(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        """A transaction beside the request: kept even when the request is refused afterwards, and no part of its idempotency."""
        beside = replace(self.context, idempotency_key=None, expected_version=None)
        return BoundWork(self._work, beside).run(use_case, request)

    def read(self, view: Callable[[Any, Any], Any], request: Any) -> Any:
        return self._inside(view, lambda context: self._work().read(view, request, context))

    def react(self, reaction: Callable[[Any, Any], Any], event: Any) -> Any:
        """Take an event in: its effect and the mark that it was heard in one transaction, once however often it comes."""
        if self._heard is None:
            return self.run(reaction, event)
        return self._inside(reaction, lambda context: self._heard.receive(reaction, context))

    def _inside(self, what: Callable[..., Any], do: Callable[[Context], T]) -> T:
        context = self.context
        if context.traceparent is None:
            return do(context)
        name = getattr(what, "__name__", "work")
        with span(name, context.traceparent, link=self._heard is not None) as passed_on:
            return do(replace(context, traceparent=passed_on))


class Work(DependencyProvider):
    """Gives a worker `self.work`: `.run`, `.read`, `.react` and `.context`."""

    def __init__(self, build: Callable[[Any], Any] | None = None) -> None:
        self.build = build
        self._unit_of_work: UnitOfWork[Any] | None = None

    def setup(self) -> None:
        self._parts: Parts = self.container.config[CONFIG_KEY]

    def _work(self) -> UnitOfWork[Any]:
        if self._unit_of_work is None:
            parts = self._parts
            self._unit_of_work = parts.work if self.build in (None, parts.wiring.build) else parts.work_for(self.build)
        return self._unit_of_work

    def get_dependency(self, worker_ctx: Any) -> BoundWork:
        carried = worker_ctx.data
        if isinstance(carried, Carried):
            context, heard = carried.context, carried.heard
        else:
            context, heard = carried.get("context") or Context.for_service(worker_ctx.service_name), None
        structlog.contextvars.bind_contextvars(correlation_id=context.correlation_id, entrypoint=worker_ctx.entrypoint.method_name)
        return BoundWork(self._work, context, heard)


class BoundNeighbours:
    """Other services, asked in our own name within what is left of the request's time."""

    def __init__(self, parts: Parts, context: Context) -> None:
        self._parts = parts
        self._context = context

    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]:
        """The answer as plain JSON values. Raises `Refusal`: `Unavailable` when nobody answers within `seconds`."""
        mine = replace(self._context, idempotency_key=None, expected_version=None)
        return self._parts.client.call(request, mine, timeout=seconds)


class Neighbours(DependencyProvider):
    """Gives a worker `self.neighbours`: for looking something up, never as a step of a process."""

    def setup(self) -> None:
        self._parts: Parts = self.container.config[CONFIG_KEY]

    def get_dependency(self, worker_ctx: Any) -> BoundNeighbours:
        carried = worker_ctx.data
        context = (
            carried.context if isinstance(carried, Carried) else carried.get("context") or Context.for_service(worker_ctx.service_name)
        )
        return BoundNeighbours(self._parts, context)
