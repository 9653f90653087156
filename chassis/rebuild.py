"""Builds a read model anew: replays its publishers' logs into the next generation, compares it with the one that lives, and swaps.

Live events go on into the old generation meanwhile. Whatever they brought is in the log as well: an event is delivered after it has its
position, so reading to the head as it stands after the swap misses none. Every page is one transaction with the memory of it, and the job
goes on from there when its process dies; until the swap, readers see the old generation only.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pymongo.errors import CollectionInvalid, OperationFailure

from chassis.context import Context
from chassis.hearing import envelope_of
from chassis.inbox import GATES, HELD, INBOX, Inbox
from chassis.job_runner import RunningJob
from chassis.jobs import FAILED
from chassis.migrations import INDEX_SECONDS, Index
from chassis.parts import Parts
from chassis.read_models import (
    FIRST,
    MODELS,
    ReadModel,
    build_in,
    canonical,
    digest_of,
    generation,
    keep_pointer,
    place_in,
    pointer,
    start_rebuild,
)
from chassis.store import bounded
from chassis.unit import Unit
from contracts.declare import load
from contracts.errors import Conflict
from contracts.standard import EventsPage, ReadEvents

T = TypeVar("T")

PAGE: Final = 200
READ_AT_ONCE: Final = 500
FETCH_SECONDS: Final = 15.0
TRIES: Final = 5
PAUSE_SECONDS: Final = 0.2
_EXISTS: Final = 48

ReadPage = Callable[[str, int], EventsPage]
"""`read_page(publisher, after)`: the publisher's log after a position."""


def handlers(parts: Parts) -> dict[str, Callable[[RunningJob[Any]], Any]]:
    """A job kind for every read model of the service."""
    return {model.job: Rebuild(parts, model).run for model in parts.wiring.read_models}


def declared(models: Iterable[ReadModel]) -> tuple[Index, ...]:
    """The indexes of every model's first generation, for the service's migrations."""
    return tuple(index for model in models for index in _indexes(model, FIRST))


def begin_first(parts: Parts) -> int:
    """A subscriber that is new reads the log to its head once, whatever was said before its queue was there. If that failed, such as with
    a publisher that was older than we are, it is begun again at the next occasion."""
    context = Context.for_service(parts.name, seconds=30)

    def begin(unit: Unit, _: Any) -> int:
        for model in parts.wiring.read_models:
            row = unit.collection(MODELS).find_one({"_id": model.name})
            if row is None or (row["rebuilt"] is None and unit.jobs.state(row["job_id"]) == FAILED):
                start_rebuild(unit, model)
        return 0

    return parts.work.within(begin, context)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Of the generation that lives with the one just built. `same` is None when one of the two had heard more than the other."""

    before: str
    after: str
    same: bool | None


class Rebuild:
    """One read model's way from the beginning of the logs to a generation that lives."""

    def __init__(self, parts: Parts, model: ReadModel, read_page: ReadPage | None = None) -> None:
        self._parts = parts
        self._model = model
        self._read_page = read_page or self._ask_publisher

    def run(self, job: RunningJob[Any]) -> dict[str, Any]:
        """The job's handler; its answer names the generation, how many events it took, and both digests."""
        if job.memory is None:
            self._begin(job)
        if job.memory["phase"] == "replaying":
            self._prepare(job.memory["generation"])
            self._replay(job, job.memory["generation"])
            self._swap(job, self._compared(job))
        self._replay(job, None)
        return {name: job.memory[name] for name in ("generation", "events", "before", "after", "same")}

    # ---------------------------------------------------------------- steps

    def _begin(self, job: RunningJob[Any]) -> None:
        """Take the next number. What an earlier attempt left behind is remembered until it is gone."""

        def begin(unit: Unit, _: Any) -> dict[str, Any]:
            row = pointer(unit, self._model.name)
            number = int(row["next"])
            left = [*row["leftover"], *([row["building"]] if row["building"] is not None else [])]
            keep_pointer(unit, {**row, "next": number + 1, "building": number, "leftover": left})
            return {"phase": "replaying", "generation": number, "positions": {}, "events": 0}

        job.progress("replaying", 0, None, memory=job.transact(begin))

    def _prepare(self, number: int) -> None:
        """Room for the generation, and none for those nobody reads any more. May be run again."""
        database = self._parts.database
        with bounded(INDEX_SECONDS):
            row = database[MODELS].find_one({"_id": self._model.name}) or {}
            for old in row.get("leftover", []):
                self._forget(old)
            database[MODELS].update_one({"_id": self._model.name}, {"$pull": {"leftover": {"$in": row.get("leftover", [])}}})
            for name in self._model.places(number):
                _make(database, name)
            for index in _indexes(self._model, number):
                database[index.collection].create_index(list(index.keys), **index.options())

    def _replay(self, job: RunningJob[Any], number: int | None) -> None:
        """Take in everything up to the heads as they are found: into generation `number`, or into the one that lives."""
        for publisher in self._model.publishers:
            head = None
            while True:
                after = job.memory["positions"].get(publisher, 0)
                page = self._read_page(publisher, after)
                head = page.head if head is None else head
                if page.items:
                    self._take(job, publisher, page, number)
                if page.last >= head or not page.items:
                    break

    def _take(self, job: RunningJob[Any], publisher: str, page: EventsPage, number: int | None) -> None:
        envelopes = [envelope_of(record) for record in page.items if record.subject.partition("/")[0] in self._model.kinds]
        memory = job.memory | {"positions": job.memory["positions"] | {publisher: page.last}}
        memory["events"] += len(envelopes)

        def take(built: Any) -> None:
            unit: Unit = getattr(built, "unit", built)
            if number is not None:
                build_in(unit, self._model.name, number)
            inbox(self._parts, self._model, generation(unit, self._model.name)).replay(unit, built, envelopes)

        job.step(take, phase=memory["phase"], done=page.last, total=page.head, memory=memory)

    def _compared(self, job: RunningJob[Any]) -> Comparison:
        """Both generations at a moment when both have heard the same, if such a moment comes."""
        found = self._compare(job.memory["generation"])
        for _ in range(TRIES):
            if found.same is not None:
                break
            threading.Event().wait(PAUSE_SECONDS)
            self._replay(job, job.memory["generation"])
            found = self._compare(job.memory["generation"])
        return found

    def _compare(self, number: int) -> Comparison:
        """In small reads, so that none takes long; what was heard before and after tells whether they belong together."""
        living = self._look(lambda unit: pointer(unit, self._model.name)["generation"])
        heard = self._heard(living, number)
        before, after = self._digest(living), self._digest(number)
        at_rest = heard[0] == heard[1] and heard == self._heard(living, number)
        return Comparison(before=before, after=after, same=before == after if at_rest else None)

    def _heard(self, *generations: int) -> list[dict[str, int]]:
        return [self._look(inbox(self._parts, self._model, one).progress) for one in generations]

    def _digest(self, number: int) -> str:
        rows: list[str] = []
        for place in self._model.places(number):
            ids = self._look(lambda unit, place=place: [row["_id"] for row in unit.collection(place).find({}, ["_id"])])
            for start in range(0, len(ids), READ_AT_ONCE):
                some = {"_id": {"$in": ids[start : start + READ_AT_ONCE]}}
                rows += self._look(lambda unit, place=place, some=some: canonical(place, unit.collection(place).find(some)))
        return digest_of(rows)

    def _look(self, view: Callable[..., T]) -> T:
        return self._parts.work.look(lambda unit, _: view(unit), Context.for_service(self._parts.name, seconds=FETCH_SECONDS))

    def _swap(self, job: RunningJob[Any], found: Comparison) -> None:
        number = job.memory["generation"]
        memory = job.memory | {"phase": "catching_up", "before": found.before, "after": found.after, "same": found.same}

        def swap(built: Any) -> None:
            unit: Unit = getattr(built, "unit", built)
            row = pointer(unit, self._model.name)
            if row["building"] != number:
                raise Conflict("rebuild_running", "another rebuild has begun since")
            rebuilt = {"at": unit.now, "events": memory["events"], "digest": found.after, "same": found.same}
            left = [*row["leftover"], row["generation"]]
            keep_pointer(unit, {**row, "generation": number, "building": None, "leftover": left, "rebuilt": rebuilt})
            build_in(unit, self._model.name, number)
            if self._model.swapped is not None:
                self._model.swapped(built, found.same)

        job.step(swap, phase="swapping", done=memory["events"], total=memory["events"], memory=memory)

    def _forget(self, number: int) -> None:
        database, start = self._parts.database, f"{self._parts.name}/{self._model.namespace(number)}:"
        for name in self._model.places(number):
            database.drop_collection(name)
        for name, field in ((GATES, "_id"), (INBOX, "_id"), (HELD, "gate")):
            database[name].delete_many({field: {"$gte": start, "$lt": f"{start}\uffff"}})

    def _ask_publisher(self, publisher: str, after: int) -> EventsPage:
        context = Context.for_service(self._parts.name, seconds=FETCH_SECONDS)
        told: Mapping[str, Any] = self._parts.client.call(ReadEvents(after=after, limit=PAGE), context, service=publisher)
        return load(EventsPage, told, unknown="exclude")


def inbox(parts: Parts, model: ReadModel, number: int) -> Inbox[Any]:
    return Inbox(parts.work, parts.name, model.namespace(number), reactions=model.reactions)


def _indexes(model: ReadModel, number: int) -> tuple[Index, ...]:
    return tuple(Index(collection=place_in(collection, number), keys=keys) for collection, keys in model.indexes)


def _make(database: Any, name: str) -> None:
    try:
        database.create_collection(name, check_exists=False)
    except (CollectionInvalid, OperationFailure) as failure:
        if isinstance(failure, OperationFailure) and failure.code != _EXISTS:
            raise
