"""Explore without a process, on the memory store or on a real one: what it hears, what it is asked, and its background work."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from chassis import migrations
from chassis.context import Actor, Context, new_id
from chassis.job_runner import JobRunner
from chassis.permissions import check
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.declare import EVENTS, load, request_declaration
from services.explore.reactions import REACTIONS
from services.explore.usecases import matching
from services.explore.wiring import MODEL, WIRING, ExploreUnit
from tests.fakes.memory import NOON, MemoryStore, MemoryWork

UNIQUE = {"matches": [("number",)], "numbers": [("city_id",)]}
NOBODY = Actor()


class Explore(ABC):
    """The whole service without a process. Cities are compared when `match` is called."""

    work: Any

    def __init__(self) -> None:
        self.now = NOON
        self._matcher: matching.Matcher | None = None

    def clock(self) -> datetime:
        return self.now

    def hear(self, *events: Any) -> None:
        for event in events:
            self.within(lambda unit, event=event: REACTIONS[type(event)](unit, event))

    def ask(self, use_case: Callable[[Any, Any], Any], request: Any, by: Actor, *, version: int | None = None) -> Any:
        check(request_declaration(request), by)
        return self.work.run(use_case, request, self.context(by, version=version))

    def see(self, view: Callable[[Any, Any], Any], request: Any, by: Actor = NOBODY) -> Any:
        check(request_declaration(request), by)
        return self.work.read(view, request, self.context(by))

    def match(self) -> int:
        """Until nothing is left to compare; how many cities were compared because they had changed."""
        done = 0
        while (jobs := self.run_jobs()) or (refreshed := self.matcher.refresh()) or self.run_jobs():
            done += 0 if jobs else refreshed
        return done

    @property
    def matcher(self) -> matching.Matcher:
        self._matcher = self._matcher or matching.Matcher(self.work)
        return self._matcher

    def restart(self) -> None:
        """The process is killed; later another goes on, and knows what the store knows."""
        self._matcher = None
        self.now += timedelta(seconds=matching.LEASE_SECONDS + 1)

    def run_jobs(self) -> int:
        return JobRunner(self.work, WIRING.jobs, holder="test").run_next()

    def within(self, do: Callable[[Any], Any]) -> Any:
        return self.work.within(lambda _, unit: do(unit), self.context(NOBODY))

    def look(self, do: Callable[[Any], Any]) -> Any:
        return self.work.look(lambda _, unit: do(unit), self.context(NOBODY))

    def context(self, by: Actor, *, version: int | None = None) -> Context:
        return Context(actor=by, correlation_id=new_id(), deadline=time.time() + 60, expected_version=version)

    @abstractmethod
    def said(self) -> list[Any]:
        """Every event said so far, in the order it was said."""


class MemoryExplore(Explore):
    def __init__(self) -> None:
        super().__init__()
        self.work = MemoryWork(ExploreUnit, service="explore", clock=self.clock, store=MemoryStore(UNIQUE))

    def said(self) -> list[Any]:
        said: list[Any] = self.work.said()
        return said


class StoredExplore(Explore):
    def __init__(self, database: Database[dict[str, Any]]) -> None:
        super().__init__()
        self.database = database
        migrations.run(database, "explore", WIRING.migrations)
        self.work = UnitOfWork(database, ExploreUnit, service="explore", clock=self.clock)

    def said(self) -> list[Any]:
        rows = self.database["outbox"].find({}).sort("_id")
        return [load(EVENTS[row["type"]].message, row["data"], unknown="exclude") for row in rows]


__all__ = ["MODEL", "NOBODY", "Explore", "MemoryExplore", "StoredExplore", "Unit"]
