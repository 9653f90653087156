"""Explore's collections. Facts lie in generations; what is computed from them does not: it can always be computed again."""

from collections.abc import Sequence
from typing import Any, Final

from chassis import rebuild
from chassis.context import new_id
from chassis.documents import from_document, to_document
from chassis.migrations import Index
from chassis.read_models import ReadModel, lives, place
from chassis.repository import Repository
from chassis.unit import Document, Documents, Unit
from services.explore.domain.facts import FACTS, CityFacts
from services.explore.domain.run import Run
from services.explore.domain.weights import THE_WEIGHTS, Weights

MATCHES: Final = "matches"
DIRTY: Final = "dirty"
NUMBERS: Final = "numbers"
STATE: Final = "matching"

FACTS_INDEXES: Final = ((FACTS, (("country", 1),)),)


def migrations(models: Sequence[ReadModel]) -> tuple[Index, ...]:
    return (
        *rebuild.declared(models),
        Index(collection=MATCHES, keys=(("number", 1),), unique=True),
        Index(collection=DIRTY, keys=(("stamp", 1),)),
        Index(collection=NUMBERS, keys=(("city_id", 1),), unique=True),
        Index(collection=STATE, keys=(("epoch", 1),)),
        Index(collection="weights", keys=(("version", 1),)),
        Index(collection="runs", keys=(("computed_at", 1),)),
    )


class StoredFacts:
    """One document for each city, in the generation this unit works on."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def _documents(self) -> Documents:
        return self._unit.collection(place(self._unit, FACTS, FACTS))

    def find(self, city_id: str) -> CityFacts | None:
        found = self._documents.find_one({"_id": city_id})
        return None if found is None else _facts(found)

    def many(self, city_ids: Sequence[str]) -> list[CityFacts]:
        return [_facts(row) for row in self._documents.find({"_id": {"$in": list(city_ids)}})]

    def of_country(self, country: str) -> list[CityFacts]:
        return [_facts(row) for row in self._documents.find({"country": country})]

    def ids(self) -> list[str]:
        return [row["_id"] for row in self._documents.find({}, ["_id"])]

    def keep(self, facts: CityFacts) -> None:
        self._documents.replace_one({"_id": facts.city_id}, basis_of(facts), upsert=True)
        if lives(self._unit, FACTS):
            self._unit.collection(DIRTY).replace_one({"_id": facts.city_id}, {"_id": facts.city_id, "stamp": new_id()}, upsert=True)


class StoredMatches:
    """What was computed: `basis` are the facts it was computed from, every list the numbers of cities,
    best first."""

    def __init__(self, unit: Unit) -> None:
        self._documents = unit.collection(MATCHES)
        self._numbers = unit.collection(NUMBERS)

    def listed(self, city_id: str, name: str) -> Document | None:
        """`computed_at` and the cities on one list."""
        found = self._documents.find_one({"_id": city_id}, ["computed_at", name])
        if found is None:
            return None
        return {"computed_at": found["computed_at"], "city_ids": self._cities(unpacked(found[name]))}

    def _cities(self, numbers: Sequence[int]) -> list[str]:
        known = {row["_id"]: row["city_id"] for row in self._numbers.find({"_id": {"$in": list(numbers)}})}
        return [known[number] for number in numbers]

    def bases(self, city_ids: Sequence[str]) -> list[tuple[CityFacts, list[int]]]:
        """The facts that cities were compared by, and how good the last one on each of their lists is."""
        rows = self._documents.find({"_id": {"$in": list(city_ids)}}, ["basis", "floors"])
        return [(_facts(row["basis"]), row["floors"]) for row in rows]

    def ids(self) -> set[str]:
        return {row["_id"] for row in self._documents.find({}, ["number"])}

    def numbers(self) -> dict[str, int]:
        return {row["city_id"]: row["_id"] for row in self._numbers.find({})}

    def number(self, city_ids: Sequence[str], after: int) -> dict[str, int]:
        """Give each of these cities a number for ever."""
        given = {city_id: after + place for place, city_id in enumerate(city_ids, 1)}
        if given:
            self._numbers.insert_many({"_id": number, "city_id": city_id} for city_id, number in given.items())
        return given

    def add(self, rows: Sequence[Document]) -> None:
        if rows:
            self._documents.insert_many(rows)

    def change(self, rows: dict[str, Document]) -> None:
        self._documents.update_each(rows)

    def remove(self, city_id: str) -> None:
        self._documents.delete_one({"_id": city_id})


class StoredDirty:
    """Cities whose facts have changed since they were compared; the stamp tells a later change from an earlier."""

    def __init__(self, unit: Unit) -> None:
        self._documents = unit.collection(DIRTY)

    def all(self) -> dict[str, str]:
        return {row["_id"]: row["stamp"] for row in self._documents.find({})}

    def done(self, stamps: Sequence[str]) -> None:
        """Those with these stamps; one that has changed since has another."""
        self._documents.delete_many({"stamp": {"$in": list(stamps)}})


class StoredState:
    """How far matching is: one document, so that all who match meet in it."""

    def __init__(self, unit: Unit) -> None:
        self._documents = unit.collection(STATE)

    def get(self) -> Document:
        found = self._documents.find_one({"_id": STATE})
        return {"_id": STATE, "epoch": 0, "facts": 0, "job_id": None, "asked": None, "computed_by": None} | (found or {})

    def keep(self, **changed: Any) -> Document:
        row = {**self.get(), **changed}
        self._documents.replace_one({"_id": STATE}, row, upsert=True)
        return row


class StoredWeights(Repository[Weights]):
    aggregate = Weights
    name = "weights"

    def current(self) -> Weights:
        return self.find(THE_WEIGHTS) or Weights()


class StoredRuns(Repository[Run]):
    aggregate = Run
    name = "runs"


def basis_of(facts: CityFacts) -> Document:
    return {"_id": facts.city_id, **to_document(facts)}


def packed(numbers: Sequence[int]) -> bytes:
    return b"".join(number.to_bytes(4, "little") for number in numbers)


def unpacked(data: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def _facts(row: Document) -> CityFacts:
    return from_document(CityFacts, row)
