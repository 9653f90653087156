"""Membership without a process, on the memory store or on a real one.

The service's own repositories run on both, so a query that the memory store does not know fails loudly instead of passing by accident.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from chassis.context import Actor, Context, Grant, new_id
from chassis.cursors import Cursors
from chassis.permissions import check
from chassis.sealing import Seal
from chassis.timers import TimerRunner
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.declare import EVENTS, load, request_declaration
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT
from services.membership import reactions
from services.membership.repository import Directory
from services.membership.repository.principles import first_row
from services.membership.wiring import FILE_PURPOSES, MembershipUnit
from tests.fakes.memory import NOON, MemoryStore, MemoryWork

UNIQUE = {"people": [("email_key",)], "sessions": [("token_hash",)], "api_keys": [("token_hash",)]}


def person(*grants: Grant, id: str | None = None, session_id: str | None = None) -> Actor:
    return Actor(kind="person", person_id=id or new_id(), grants=grants, session_id=session_id)


def management() -> Actor:
    return person(Grant(role=MANAGEMENT_UNIT, scope_kind="network"))


def hub_officer(hub_id: str) -> Actor:
    return person(Grant(role=HUB_OFFICER, scope_kind="hub", scope_id=hub_id))


OPERATOR = Actor(kind="service", service="operator")
GATEWAY = Actor(kind="service", service="gateway")
NOBODY = Actor()


class Membership(ABC):
    """The whole service without a process: the door-keeper, the use cases, the timers, and a clock that tests move."""

    work: Any

    def __init__(self) -> None:
        self.now = NOON
        self.cursors = Cursors("a secret of the tests, thirty-two characters and more")
        self.directory = Directory()
        self.seal = Seal("another secret of the tests", b"membership: second factor")

    def build(self, unit: Unit) -> MembershipUnit:
        return MembershipUnit(unit, self.cursors, self.seal, self.directory)

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

    def talk(self, conversation: Callable[[Any, Any, Any], Any], request: Any, by: Actor = NOBODY, *, key: str | None = None) -> Any:
        """Hold a conversation of `usecases.accounts`, with slow work done at once."""
        check(request_declaration(request), by)
        return conversation(Speaker(self, by, key), lambda function, *args: function(*args), request)

    def context(self, by: Actor, *, version: int | None = None, key: str | None = None) -> Context:
        return Context(actor=by, correlation_id=new_id(), deadline=time.time() + 60, expected_version=version, idempotency_key=key)

    def wait(self, **time_passed: float) -> None:
        """Let time pass and fire what has become due."""
        self.now += timedelta(**time_passed)
        TimerRunner(self.work, reactions.TIMERS).fire_due()

    @abstractmethod
    def said(self) -> list[Any]:
        """Every event said so far, in the order it was said."""


class MemoryMembership(Membership):
    """On the memory store, for unit tests in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        store = MemoryStore(UNIQUE)
        store["principles"].insert_one(first_row())
        self.work = MemoryWork(self.build, service="membership", clock=self.clock, purposes=FILE_PURPOSES, store=store)

    def said(self) -> list[Any]:
        said: list[Any] = self.work.said()
        return said


class StoredMembership(Membership):
    """On a real store: a database with the service's own indexes (`membership_database` of tests/contract)."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        super().__init__()
        self.database = database
        self.work = UnitOfWork(database, self.build, service="membership", clock=self.clock, purposes=FILE_PURPOSES)

    def said(self) -> list[Any]:
        rows = self.database["outbox"].find({}).sort("_id")
        return [load(EVENTS[row["type"]].message, row["data"], unknown="exclude") for row in rows]


class Speaker:
    """The two ways a conversation runs use cases."""

    def __init__(self, membership: Membership, by: Actor, key: str | None) -> None:
        self.membership = membership
        self.by = by
        self.key = key

    def run(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        return self.membership.work.run(use_case, request, self.membership.context(self.by, key=self.key))

    def note(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        return self.membership.work.run(use_case, request, self.membership.context(self.by))
