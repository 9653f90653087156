"""What a use case works with: who asks, what time it is, and the documents of one transaction. Pure; the store is behind `Documents`."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from chassis.aggregate import Aggregate
from chassis.bulk import BulkDocuments
from chassis.context import Actor, Context
from chassis.redaction import redact
from contracts.errors import Conflict

if TYPE_CHECKING:
    from chassis.files import Files, Purpose
    from chassis.jobs import Jobs
    from chassis.timers import Timers

Document = dict[str, Any]
Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]


class Documents(Protocol):
    """A collection inside one unit of work. Counts come back as numbers; nothing finds and changes in one step: that does not scale."""

    def find_one(self, where: Filter, fields: Sequence[str] | None = None) -> Document | None: ...
    def find(
        self, where: Filter, fields: Sequence[str] | None = None, *, sort: Sort = (), limit: int = 0, skip: int = 0
    ) -> Iterator[Document]: ...
    def count_documents(self, where: Filter) -> int: ...
    def insert_one(self, document: Document) -> None: ...
    def insert_many(self, documents: Iterable[Document]) -> None: ...
    def replace_one(self, where: Filter, document: Document, *, upsert: bool = False) -> int: ...
    def update_one(self, where: Filter, update: Any, *, upsert: bool = False) -> int: ...
    def update_many(self, where: Filter, update: Any) -> int: ...
    def update_each(self, changes: Mapping[str, Document]) -> None: ...
    def put_each(self, documents: Mapping[str, Document]) -> None: ...
    def delete_one(self, where: Filter) -> int: ...
    def delete_many(self, where: Filter) -> int: ...


OpenCollection = Callable[[str], Documents]


class Unit:
    """One transaction's worth of work. A use case that is run again gets a new one, so nothing may be kept from an earlier run."""

    def __init__(
        self,
        context: Context,
        now: datetime,
        open_collection: OpenCollection,
        *,
        service: str = "service",
        purposes: "Mapping[str, Purpose] | None" = None,
        attempt: int = 1,
    ) -> None:
        self.context = context
        self.now = now
        self.service = service
        self.attempt = attempt
        self.purposes: Mapping[str, Purpose] = purposes or {}
        self.seen_versions: dict[tuple[str, str], int] = {}
        self.evidence: tuple[str, str] | None = None
        self.twin_in_progress = False
        self.may_run_again = False
        self.generations: dict[str, int] = {}
        self.living: dict[str, int] = {}
        self._open = open_collection

    @property
    def actor(self) -> Actor:
        return self.context.actor

    def collection(self, name: str) -> Documents:
        return self._open(name)

    @contextlib.contextmanager
    def in_bulk(self) -> Iterator[None]:
        """Within it, new documents wait and are written together: for use cases that add thousands."""
        straight, waiting = self._open, dict[str, BulkDocuments]()

        def open_waiting(name: str) -> Documents:
            return waiting.get(name) or waiting.setdefault(name, BulkDocuments(straight(name)))

        self._open = open_waiting
        try:
            yield
        finally:
            self._open = straight
        for documents in waiting.values():
            documents.flush()

    def expect(self, aggregate: Aggregate) -> None:
        """Keep the caller from changing what it has not seen (If-Match). Raises `stale_version` with the version there is."""
        expected = self.context.expected_version
        if expected is not None and expected != aggregate.version:
            raise stale_version(aggregate.version)

    def prove_commit_by(self, collection: str, key: str) -> None:
        """Remember a document only this run can have written: its presence proves the commit when the store's answer was lost."""
        self.evidence = self.evidence or (collection, key)

    # ---------------------------------------------------------------- invariants over several documents

    def guard(self, name: str) -> None:
        """Let no two units that guard the same name commit side by side. Snapshot isolation alone permits write skew."""
        self.collection("guards").update_one({"_id": name}, {"$inc": {"turn": 1}}, upsert=True)

    def take_name(self, kind: str, value: str, owner: str) -> bool:
        """Reserve `value` among all of its kind for `owner`; False when it is somebody else's."""
        names = self.collection("names")
        taken = names.find_one({"_id": f"{kind}:{value}"})
        if taken is None:
            names.insert_one({"_id": f"{kind}:{value}", "owner": owner})
            return True
        return bool(taken["owner"] == owner)

    def free_name(self, kind: str, value: str, owner: str) -> None:
        names = self.collection("names")
        taken = names.find_one({"_id": f"{kind}:{value}"})
        if taken is not None and taken["owner"] == owner:
            names.delete_one({"_id": f"{kind}:{value}"})

    def owner_of_name(self, kind: str, value: str) -> str | None:
        taken = self.collection("names").find_one({"_id": f"{kind}:{value}"})
        return None if taken is None else str(taken["owner"])

    def count_up(self, name: str) -> int:
        """The next number of a counter, from 1, without gaps: two units that count meet in a conflict and one runs again."""
        counters = self.collection("counters")
        counter = counters.find_one({"_id": name})
        value = 1 if counter is None else int(counter["value"]) + 1
        if counter is None:
            counters.insert_one({"_id": name, "value": value})
        else:
            counters.update_one({"_id": name}, {"$set": {"value": value}})
        return value

    # ---------------------------------------------------------------- what was said

    def redact(
        self,
        subject: str,
        fields: Sequence[str],
        event_types: Sequence[type] | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> int:
        """Null fields of what was said about `subject` before: see `chassis.redaction`."""
        return redact(self, subject, fields, event_types, where)

    # ---------------------------------------------------------------- what every service has

    @cached_property
    def timers(self) -> "Timers":
        from chassis.timers import Timers

        return Timers(self)

    @cached_property
    def jobs(self) -> "Jobs":
        from chassis.jobs import Jobs

        return Jobs(self)

    @cached_property
    def files(self) -> "Files":
        from chassis.files import Files

        return Files(self)


class ServiceUnit:
    """Base of a service's own unit: hands on what every unit has; the service adds its repositories in `__init__`."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.context = unit.context
        self.actor = unit.actor
        self.now = unit.now
        self.expect = unit.expect
        self.in_bulk = unit.in_bulk
        self.guard = unit.guard
        self.take_name = unit.take_name
        self.free_name = unit.free_name
        self.owner_of_name = unit.owner_of_name
        self.count_up = unit.count_up
        self.redact = unit.redact

    @property
    def timers(self) -> "Timers":
        return self.unit.timers

    @property
    def jobs(self) -> "Jobs":
        return self.unit.jobs

    @property
    def files(self) -> "Files":
        return self.unit.files


U = TypeVar("U", covariant=True)
T = TypeVar("T")


class Work(Protocol[U]):
    """What runs units: the Mongo one in production, the memory one in unit tests."""

    service: str

    def within(self, body: Callable[[Unit, U], T], context: Context, *, longest: float | None = None) -> T: ...
    def look(self, body: Callable[[Unit, U], T], context: Context) -> T: ...
    def clock(self) -> datetime: ...
    def collection_names(self) -> list[str]: ...


def owner_of(actor: Actor) -> str:
    """Whose idempotency keys, files and jobs these are. A person's API keys and sessions count as the person."""
    if actor.kind == "person":
        return f"person:{actor.person_id}"
    return f"service:{actor.service}" if actor.kind == "service" else "anonymous"


def stale_version(version: int) -> Conflict:
    return Conflict("stale_version", "it has changed since it was read", {"version": version})
