"""What the suites of the store's rooms share: a small aggregate, a service around it, and both ways to run it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from pymongo.database import Database

from chassis.aggregate import Aggregate
from chassis.context import Actor, Context, new_id
from chassis.files import CSV, PDF, Purpose
from chassis.migrations import Index, Migrations
from chassis.unit import ServiceUnit, Unit
from chassis.unit_of_work import Repository, UnitOfWork
from contracts.membership import ApplicationDeclined, ApplicationSubmitted, ApplicationWithdrawn, DiscardApplication
from contracts.standard import Done
from tests.fakes import MemoryStore, MemoryWork

NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
PURPOSES = {
    "mandate": Purpose(kinds=(PDF,), max_bytes=1_000_000),
    "photo": Purpose(kinds=("image/png", "image/jpeg")),
    "table": Purpose(kinds=(CSV,)),
}


class Mood(Enum):
    CALM = "calm"
    LOUD = "loud"


@dataclass(frozen=True, kw_only=True)
class Line:
    text: str
    on: date
    tags: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Note(Aggregate):
    """An aggregate with one of everything a document has to carry."""

    kind = "applications"
    text: str = ""
    written_at: datetime = NOON
    mood: Mood = Mood.CALM
    lines: tuple[Line, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    owner: str | None = None
    first: Line | None = None

    def submit(self) -> None:
        self.say(ApplicationSubmitted(application_id=self.id, country="ES", hub_id=None, tier="town"))

    def decline(self) -> None:
        self.say(ApplicationDeclined(application_id=self.id, reason="other"))

    def withdraw(self) -> None:
        self.say(ApplicationWithdrawn(application_id=self.id))


class Notes(Repository[Note]):
    aggregate = Note
    name = "notes"


class NoteUnit(ServiceUnit):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.notes = Notes(unit)


class Clock:
    """A clock that stands still until told otherwise."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


INDEXES = (Index(collection="notes", keys=(("owner", 1), ("text", 1))), Index(collection="unique_notes", keys=(("text", 1),), unique=True))


def prepared(database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    Migrations(database, "membership", INDEXES).run()
    return database


def stored_work(database: Database[dict[str, Any]], clock: Callable[[], datetime], **options: Any) -> UnitOfWork[NoteUnit]:
    return UnitOfWork(database, NoteUnit, service="membership", clock=clock, purposes=PURPOSES, **options)


def memory_work(clock: Callable[[], datetime]) -> MemoryWork[NoteUnit]:
    store = MemoryStore(unique={"unique_notes": [("text",)], "outbox": [("subject", "sequence", "type")]})
    return MemoryWork(NoteUnit, service="membership", clock=clock, purposes=PURPOSES, store=store)


def person(person_id: str | None = None, **options: Any) -> Actor:
    return Actor(kind="person", person_id=person_id or new_id(), **options)


def asking(actor: Actor | None = None, seconds: float = 10, **options: Any) -> Context:
    return replace(Context.for_service("tests", seconds=seconds), actor=actor or person(), **options)


def late() -> Context:
    return replace(asking(), deadline=time.time() - 0.01)


def about(note_id: str) -> DiscardApplication:
    """A declared request whose answer is `Done`; what it is called does not matter here."""
    return DiscardApplication(application_id=note_id)


def write_note(unit: NoteUnit, request: DiscardApplication) -> Done:
    note = Note(id=request.application_id, text="first")
    note.submit()
    unit.notes.add(note)
    return Done()


def add_a_word(unit: NoteUnit, request: DiscardApplication) -> Done:
    note = unit.notes.get(request.application_id)
    unit.expect(note)
    note.text += " word"
    note.decline()
    unit.notes.save(note)
    return Done()


def note_of(work: Any, note_id: str) -> Note | None:
    return work.read(lambda unit, _: unit.notes.find(note_id), None, asking())  # type: ignore[no-any-return]


def rows(work: Any, collection: str, where: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    return work.look(lambda unit, _: list(unit.collection(collection).find(where or {})), asking())  # type: ignore[no-any-return]
