"""Membership in memory: the service's own repositories on the memory store, so that a query the fake does not know fails loudly."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chassis.context import Actor, Context, Grant, new_id
from chassis.cursors import Cursors
from chassis.permissions import check
from chassis.timers import TimerRunner
from contracts.declare import request_declaration
from contracts.roles import HUB_OFFICER, MANAGEMENT_UNIT
from services.membership import reactions
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


class MemoryMembership:
    """The whole service without a process: the door-keeper, the use cases, the timers, and a clock that tests move."""

    def __init__(self) -> None:
        self.now = NOON
        self.cursors = Cursors("a secret of the tests, thirty-two characters and more")
        self.work = MemoryWork(
            lambda unit: MembershipUnit(unit, self.cursors),
            service="membership",
            clock=lambda: self.now,
            purposes=FILE_PURPOSES,
            store=MemoryStore(UNIQUE),
        )

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

    def today(self) -> datetime:
        return self.now

    def said(self) -> list[Any]:
        return self.work.said()


class Speaker:
    """The two ways a conversation runs use cases."""

    def __init__(self, membership: MemoryMembership, by: Actor, key: str | None) -> None:
        self.membership = membership
        self.by = by
        self.key = key

    def run(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        return self.membership.work.run(use_case, request, self.membership.context(self.by, key=self.key))

    def note(self, use_case: Callable[[Any, Any], Any], request: Any) -> Any:
        return self.membership.work.run(use_case, request, self.membership.context(self.by))
