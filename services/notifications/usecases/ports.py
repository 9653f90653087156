"""What the use cases need from outside: their collections, somebody who knows addresses, and a way to post a letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chassis.aggregate import Aggregate
from chassis.context import Actor, Context
from services.notifications.domain.erasure import Erasure
from services.notifications.domain.letter import Letter
from services.notifications.domain.message import Message


class Messages(Protocol):
    def find(self, id: str) -> Message | None: ...
    def add(self, aggregate: Message) -> None: ...
    def save(self, aggregate: Message) -> None: ...
    def remove(self, aggregate: Message) -> None: ...
    def due(self, at: datetime, most: int) -> Sequence[Message]: ...
    def waiting(self) -> int: ...
    def of_person(self, person_id: str, most: int) -> Sequence[Message]: ...
    def to(self, recipient: str) -> Sequence[Message]: ...
    def outlived(self, at: datetime, most: int) -> Sequence[Message]: ...
    def known(self, ids: Sequence[str]) -> frozenset[str]: ...


class Erasures(Protocol):
    def find(self, id: str) -> Erasure | None: ...
    def add(self, aggregate: Erasure) -> None: ...
    def save(self, aggregate: Erasure) -> None: ...
    def unfinished(self, most: int) -> Sequence[Erasure]: ...
    def told_of(self, person_ids: Sequence[str]) -> frozenset[str]: ...


class Notifications(Protocol):
    """One unit of work of this service."""

    context: Context
    actor: Actor
    messages: Messages
    erasures: Erasures

    @property
    def now(self) -> datetime: ...
    def expect(self, aggregate: Aggregate) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody to write to, as membership knows them this very moment. Never kept."""

    person_id: str | None
    name: str | None
    email: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """The readers of a mail, and what it may call the thing it is about: a reference, a city's or hub's name by language."""

    readers: tuple[Reader, ...]
    reference: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A secret made for one letter, until when it works, and where the letter goes when that is not the reader's present address."""

    token: str
    expires_at: datetime
    email: str | None = None


class Membership(Protocol):
    """Who is who. Both raise `Refusal`s."""

    def find(self, about: str, audience: str) -> Found: ...
    def draw_link(self, kind: str, id: str) -> Drawn: ...


class Fund(Protocol):
    """The Technical Support Fund. Raises `Refusal`s."""

    def recused(self, application_id: str) -> frozenset[str]:
        """Ids of people who must hear nothing of the application."""


class Writer(Protocol):
    def write(self, message: Message, found: Found, reader: Reader, drawn: Drawn | None) -> Letter: ...


class NotSent(Exception):
    """The letter did not go out. `reason` is a code; `for_good` when trying again cannot help."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


class Carrier(Protocol):
    """A way out of the house. `post` raises `NotSent`; posting the same id again replaces or repeats, and says the same Message-ID."""

    def post(self, id: str, letter: Letter, reader: Reader) -> None: ...
    def forget(self, id: str) -> None:
        """Take back what can be taken back."""

    def kept(self) -> Iterator[tuple[str, datetime]]:
        """The ids of letters that lie about here, and since when."""
