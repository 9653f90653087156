"""Read models: what a service keeps of its neighbours' facts, in generations, so that a new one is built beside the old and swapped in.

A generation is a set of collections and an inbox namespace of its own; a pointer says which one lives. Everything resolves the pointer
within its own transaction, so nobody sees half a swap. Building one anew is in `chassis.rebuild`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chassis.jobs import FINISHED, JOBS
from chassis.unit import Document, ServiceUnit, Unit
from contracts.declare import event_declaration
from contracts.errors import Conflict
from contracts.standard import Job

MODELS: Final = "read_models"
FIRST: Final = 1

Reaction = Callable[[Any, Any], Any]
Keys = tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class ReadModel:
    """`reactions` write `collections` and nothing else that matters, and take every instant from the event: heard again from the
    beginning, they leave the same documents. `indexes` names (collection, keys), one for every
    collection at least. `swapped(unit, same)` is called in the transaction that
    lets a new generation live; `same` is what `rebuild.Comparison` says.
    """

    name: str
    collections: tuple[str, ...]
    reactions: Mapping[type, Reaction]
    indexes: tuple[tuple[str, Keys], ...]
    swapped: Callable[[Any, bool | None], Any] | None = None

    def __post_init__(self) -> None:
        if bare := set(self.collections) - {collection for collection, _ in self.indexes}:
            raise TypeError(f"{self.name}: {sorted(bare)} has no index, and migrations make a collection by its indexes")

    @property
    def publishers(self) -> tuple[str, ...]:
        return tuple(sorted({event_declaration(event).publisher for event in self.reactions}))

    @property
    def kinds(self) -> frozenset[str]:
        """The first half of the subjects it hears about."""
        return frozenset(event_declaration(event).subject.partition("/")[0] for event in self.reactions)

    @property
    def job(self) -> str:
        return f"rebuild_{self.name}"

    def namespace(self, generation: int) -> str:
        return f"{self.name}.{generation}"

    def live_namespace(self, unit: Unit) -> str:
        return self.namespace(generation(unit, self.name))

    def places(self, generation: int) -> tuple[str, ...]:
        return tuple(place_in(collection, generation) for collection in self.collections)


def place_in(collection: str, generation: int) -> str:
    return f"{collection}_{generation}"


def place(unit: Unit, model: str, collection: str) -> str:
    """Where `collection` of the read model lies for this unit."""
    return place_in(collection, generation(unit, model))


def generation(unit: Unit, model: str) -> int:
    """The generation this unit works on: the one being built, for a unit that builds, else the one that lives."""
    if model not in unit.generations:
        unit.generations[model] = _living(unit, model)
    return unit.generations[model]


def _living(unit: Unit, model: str) -> int:
    """Read once: it stays so for the length of a transaction, unless it is written here."""
    if model not in unit.living:
        row = unit.collection(MODELS).find_one({"_id": model}, ["generation"])
        unit.living[model] = FIRST if row is None else int(row["generation"])
    return unit.living[model]


def build_in(unit: Unit, model: str, generation: int) -> None:
    """From here on this unit works on a generation that does not live yet."""
    unit.generations[model] = generation


def lives(unit: Unit, model: str) -> bool:
    """Whether what this unit writes is what readers see."""
    return generation(unit, model) == _living(unit, model)


def pointer(unit: Unit, model: str) -> Document:
    row = unit.collection(MODELS).find_one({"_id": model})
    return row or {"_id": model, "generation": FIRST, "next": FIRST + 1, "building": None, "job_id": None, "leftover": [], "rebuilt": None}


def keep_pointer(unit: Unit, row: Document) -> None:
    unit.living.pop(row["_id"], None)
    unit.collection(MODELS).replace_one({"_id": row["_id"]}, row, upsert=True)


def start_rebuild(unit: ServiceUnit | Unit, model: ReadModel) -> Job:
    """Have the model built anew from its publishers' logs. Raises `rebuild_running` when that is being done already."""
    row = pointer(_bare(unit), model.name)
    if row["job_id"] is not None and not _is_over(_bare(unit), row["job_id"]):
        raise Conflict("rebuild_running", "it is being rebuilt already", {"job_id": row["job_id"]})
    job = unit.jobs.start(model.job, {})
    keep_pointer(_bare(unit), {**row, "job_id": job.id})
    return job


def latest_rebuild(unit: ServiceUnit | Unit, model: ReadModel) -> tuple[Document, Job | None]:
    """The pointer, and the job of the rebuild begun last, for as long as it is remembered."""
    from chassis.jobs import view

    row = pointer(_bare(unit), model.name)
    job = _bare(unit).collection(JOBS).find_one({"_id": row["job_id"]}) if row["job_id"] else None
    return row, None if job is None else view(job)


def digest(unit: Unit, model: ReadModel, generation: int) -> str:
    """SHA-256 over the canonical form of every document of a generation, whatever order they were written in."""
    return digest_of(row for place in model.places(generation) for row in canonical(place, unit.collection(place).find({})))


def canonical(place: str, documents: Iterable[Document]) -> list[str]:
    """A line for each document of the collection at `place`, the same in every generation."""
    return [f"{place.rpartition('_')[0]}/{document['_id']} {_canonical(document)}" for document in documents]


def digest_of(rows: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for row in sorted(rows):
        whole.update(row.encode())
        whole.update(b"\n")
    return whole.hexdigest()


def _canonical(document: Document) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":"), default=_plain).encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    raise TypeError(f"{type(value).__name__} has no place in a read model")


def _is_over(unit: Unit, job_id: str) -> bool:
    job = unit.collection(JOBS).find_one({"_id": job_id}, ["state"])
    return job is None or job["state"] in FINISHED


def _bare(unit: ServiceUnit | Unit) -> Unit:
    return unit.unit if isinstance(unit, ServiceUnit) else unit
