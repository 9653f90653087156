"""The Fund without a process, on the memory store or on a real one: the door-keeper, use cases, reactions, timers, jobs, and a clock."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from chassis import migrations
from chassis.context import Actor, Context, Grant, new_id
from chassis.cursors import Cursors
from chassis.job_runner import Ask, JobRunner
from chassis.permissions import check
from chassis.sealing import Seal
from chassis.timers import TimerRunner
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.declare import EVENTS, load, request_declaration
from contracts.roles import FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, REVIEWER
from services.technical_fund import reactions
from services.technical_fund.repository.library import first_rows
from services.technical_fund.wiring import FILE_PURPOSES, PEOPLE_IN_HISTORY, WIRING, FundUnit
from tests.fakes.memory import NOON, MemoryStore, MemoryWork

UNIQUE: dict[str, list[tuple[str, ...]]] = {}
NOBODY = Actor()
OPERATOR = Actor(kind="service", service="operator")
GATEWAY = Actor(kind="service", service="gateway")


def person(*grants: Grant, id: str | None = None) -> Actor:
    return Actor(kind="person", person_id=id or new_id(), grants=grants)


def management(id: str | None = None) -> Actor:
    return person(Grant(role=MANAGEMENT_UNIT, scope_kind="network"), id=id)


def reviewer(id: str | None = None) -> Actor:
    return person(Grant(role=REVIEWER, scope_kind="item"), id=id)


def focal_point(city_id: str, id: str | None = None) -> Actor:
    return person(Grant(role=FOCAL_POINT, scope_kind="city", scope_id=city_id), id=id)


def mayors_office(city_id: str, id: str | None = None) -> Actor:
    return person(Grant(role=MAYORS_OFFICE, scope_kind="city", scope_id=city_id), id=id)


def hub_officer(hub_id: str, id: str | None = None) -> Actor:
    return person(Grant(role=HUB_OFFICER, scope_kind="hub", scope_id=hub_id), id=id)


def reactions_to(event: Any) -> list[Callable[[Any, Any], Any]]:
    """Our own, then that of each read model; a transaction for each, as in life."""
    taken_in = [WIRING.reactions, *(model.reactions for model in WIRING.read_models)]
    found = [one[type(event)] for one in taken_in if type(event) in one]
    if not found:
        raise LookupError(f"nobody hears {type(event).__name__}")
    return found


class Fund(ABC):
    """The whole service without a process."""

    work: Any

    def __init__(self) -> None:
        self.now = NOON
        self.jobs: dict[str, Any] = {}
        """Jobs with other carriers than the real ones."""
        self.neighbour: Ask | None = None
        """Answers what jobs ask other services."""
        self.cursors = Cursors("a secret of the tests, thirty-two characters and more")
        self.seal = Seal("another secret of the tests", PEOPLE_IN_HISTORY)

    def build(self, unit: Unit) -> FundUnit:
        return FundUnit(unit, self.cursors, self.seal)

    def clock(self) -> datetime:
        return self.now

    def ask(
        self, use_case: Callable[[Any, Any], Any], request: Any, by: Actor, *, version: int | None = None, key: str | None = None
    ) -> Any:
        """Carry out a command as `by`, permission checked as at the door."""
        check(request_declaration(request), by)
        return self.work.run(use_case, request, self.context(by, version=version, key=key))

    def see(self, view: Callable[[Any, Any], Any], request: Any, by: Actor = NOBODY) -> Any:
        check(request_declaration(request), by)
        return self.work.read(view, request, self.context(by))

    def hear(self, *events: Any) -> None:
        """What neighbours say, at once and in order."""
        for event in events:
            for reaction in reactions_to(event):
                self.within(lambda unit, event=event, reaction=reaction: reaction(unit, event))

    def run_jobs(self) -> int:
        """Jobs that wait, until none does; how many were done."""
        done = 0
        while JobRunner(self.work, {**WIRING.jobs, **self.jobs}, holder="test", ask=self.neighbour).run_next():
            done += 1
        return done

    def wait(self, **time_passed: float) -> None:
        """Let time pass and fire what has become due."""
        self.now += timedelta(**time_passed)
        TimerRunner(self.work, reactions.TIMERS).fire_due()

    def within(self, do: Callable[[Any], Any]) -> Any:
        return self.work.within(lambda _, unit: do(unit), self.context(NOBODY))

    def context(self, by: Actor, *, version: int | None = None, key: str | None = None) -> Context:
        return Context(actor=by, correlation_id=new_id(), deadline=time.time() + 60, expected_version=version, idempotency_key=key)

    @abstractmethod
    def said(self) -> list[Any]:
        """Every event said so far, in the order it was said."""


class MemoryFund(Fund):
    """On the memory store, for unit tests in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        store = MemoryStore(UNIQUE)
        for collection, row in first_rows().items():
            store[collection].insert_one(row)
        self.work = MemoryWork(self.build, service="technical_fund", clock=self.clock, purposes=FILE_PURPOSES, store=store)

    def said(self) -> list[Any]:
        said: list[Any] = self.work.said()
        return said


class StoredFund(Fund):
    """On a real store, with the service's own indexes."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        super().__init__()
        self.database = database
        migrations.run(database, "technical_fund", WIRING.migrations)
        self.work = UnitOfWork(database, self.build, service="technical_fund", clock=self.clock, purposes=FILE_PURPOSES)

    def said(self) -> list[Any]:
        rows = self.database["outbox"].find({}).sort("_id")
        return [load(EVENTS[row["type"]].message, row["data"], unknown="exclude") for row in rows]
