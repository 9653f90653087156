"""Notifications without a process: reactions, post office, somebody who knows addresses, a carrier that keeps what it is given."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from chassis import migrations
from chassis.context import Actor, Context, Grant, new_id
from chassis.cursors import Cursors
from chassis.permissions import check
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork
from contracts.declare import EVENTS, load, request_declaration
from contracts.errors import NotFound
from contracts.roles import MANAGEMENT_UNIT
from services.notifications.domain.letter import Letter
from services.notifications.domain.message import Message
from services.notifications.reactions import REACTIONS
from services.notifications.repository import MIGRATIONS
from services.notifications.usecases.forgetting import Forgetting
from services.notifications.usecases.ports import Carrier, Drawn, Found, Reader
from services.notifications.usecases.post_office import PostOffice
from services.notifications.usecases.writing import LetterWriter
from services.notifications.wiring import NotificationsUnit
from tests.fakes.memory import NOON, MemoryStore, MemoryWork

PUBLIC_URL = "https://network.example"


def reader(name: str = "Amina Said", language: str = "en", person_id: str | None = None, email: str = "amina@city.example") -> Reader:
    return Reader(person_id=person_id or new_id(), name=name, email=email, language=language)


class KnownReaders:
    """Membership's answers, as a test sets them: `known[about, audience]`."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], list[Reader]] = {}
        self.trouble: Exception | None = None
        self.drawn: list[tuple[str, str]] = []
        self.token: str | None = "secret-token"
        self.address: str | None = None

    def find(self, about: str, audience: str) -> Found:
        if self.trouble:
            raise self.trouble
        return Found(readers=tuple(self.known.get((about, audience), ())))

    def draw_link(self, kind: str, id: str) -> Drawn:
        if self.trouble:
            raise self.trouble
        if self.token is None:
            raise NotFound("membership.no_invitation", "gone")
        self.drawn.append((kind, id))
        return Drawn(token=f"{self.token}-{len(self.drawn)}", expires_at=NOON + timedelta(days=14), email=self.address)


class KnownRecusals:
    """The Fund's answers, as a test sets them: `of[application_id]`."""

    def __init__(self) -> None:
        self.of: dict[str, frozenset[str]] = {}
        self.trouble: Exception | None = None

    def recused(self, application_id: str) -> frozenset[str]:
        if self.trouble:
            raise self.trouble
        return self.of.get(application_id, frozenset())


class Pigeonhole:
    """A carrier that keeps letters by id, and fails as it is told to."""

    def __init__(self) -> None:
        self.letters: dict[str, tuple[Letter, Reader]] = {}
        self.posted: list[str] = []
        self.lying: dict[str, datetime] = {}
        self.trouble: list[Exception] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def post(self, id: str, letter: Letter, reader: Reader) -> None:
        self.meanwhile()
        if self.trouble:
            raise self.trouble.pop(0)
        self.posted.append(id)
        self.letters[id] = (letter, reader)

    def forget(self, id: str) -> None:
        self.letters.pop(id, None)
        self.lying.pop(id, None)

    def kept(self) -> Iterator[tuple[str, datetime]]:
        return iter(sorted(self.lying.items()))


class Notifications:
    """The whole service without a process, and a clock that tests move."""

    def __init__(self, carrier: Carrier | None = None, database: Database[dict[str, Any]] | None = None) -> None:
        self.now = NOON
        self.membership = KnownReaders()
        self.fund = KnownRecusals()
        self.pigeonhole = Pigeonhole()
        self.carrier: Carrier = carrier or self.pigeonhole
        self.cursors = Cursors("a secret of the tests, thirty-two characters and more")
        self.work: Any = self._memory() if database is None else self._stored(database)
        self.office = self.another_office()
        self.forgetting = Forgetting(self.work, self.carrier)

    def another_office(self) -> PostOffice:
        return PostOffice(self.work, self.membership, self.fund, LetterWriter(PUBLIC_URL), self.carrier)

    def _memory(self) -> Any:
        return MemoryWork(self.build, service="notifications", clock=self.clock, store=MemoryStore())

    def _stored(self, database: Database[dict[str, Any]]) -> Any:
        migrations.run(database, "notifications", MIGRATIONS)
        return UnitOfWork(database, self.build, service="notifications", clock=self.clock)

    def build(self, unit: Unit) -> NotificationsUnit:
        return NotificationsUnit(unit, self.cursors)

    def clock(self) -> datetime:
        return self.now

    # ---------------------------------------------------------------- what happens

    def hear(self, event: Any, event_id: str | None = None) -> str:
        """React as the inbox would; the event's id."""
        event_id = event_id or new_id()
        context = Context.for_service("notifications", seconds=10).caused_by(event_id)
        self.work.within(lambda _unit, built: REACTIONS[type(event)](built, event), context)
        return event_id

    def work_off(self, most: int = 20) -> int:
        """Rounds until nothing is due; how many mails moved."""
        moved = 0
        for _ in range(most):
            if not (step := self.office.round()):
                return moved
            moved += step
        raise AssertionError("the post office does not come to rest")

    def wait(self, **time_passed: float) -> None:
        self.now += timedelta(**time_passed)

    # ---------------------------------------------------------------- what one sees

    def messages(self) -> list[Message]:
        return self.work.look(lambda _unit, built: list(built.messages.select({"listed": True}, sort=(("sort_key", 1),))), self._context())  # type: ignore[no-any-return]

    def message(self) -> Message:
        (found,) = self.messages()
        return found

    def ask(
        self,
        use_case: Callable[[Any, Any], Any],
        request: Any,
        by: Actor | None = None,
        *,
        version: int | None = None,
        key: str | None = None,
    ) -> Any:
        by = by or unit_member()
        check(request_declaration(request), by)
        return self.work.run(use_case, request, self._context(by, version, key))

    def see(self, view: Callable[[Any, Any], Any], request: Any, by: Actor | None = None) -> Any:
        by = by or unit_member()
        check(request_declaration(request), by)
        return self.work.read(view, request, self._context(by))

    def count(self, collection: str) -> int:
        return int(self.work.look(lambda unit, _: unit.collection(collection).count_documents({}), self._context()))

    def said(self) -> list[Any]:
        rows = self.work.look(lambda unit, _: list(unit.collection("outbox").find({}, sort=(("_id", 1),))), self._context())
        return [load(EVENTS[row["type"]].message, row["data"], unknown="exclude") for row in rows]

    def _context(self, by: Actor | None = None, version: int | None = None, key: str | None = None) -> Context:
        until = time.time() + 60
        return Context(actor=by or Actor(), correlation_id=new_id(), deadline=until, expected_version=version, idempotency_key=key)


def unit_member() -> Actor:
    return Actor(kind="person", person_id=new_id(), grants=(Grant(role=MANAGEMENT_UNIT, scope_kind="network"),))
