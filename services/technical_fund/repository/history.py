"""Histories of applications: rows that are only ever added, their heads, and the keys with which people can be read in them."""

from collections.abc import Iterator
from typing import Any, Final

from chassis.context import new_id
from chassis.migrations import Index, Migration
from chassis.sealing import Key, Seal
from chassis.unit import Document, Unit
from services.technical_fund.domain.history import Head

HISTORIES: Final = "histories"
HEADS: Final = "history_heads"
PERSON_KEYS: Final = "person_keys"
TEXT_KEYS: Final = "text_keys"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=HISTORIES, keys=(("application_id", 1), ("seq", 1))),
    Index(collection=PERSON_KEYS, keys=(("key_id", 1),)),
    Index(collection=TEXT_KEYS, keys=(("person_id", 1), ("_id", 1))),
)


class StoredHistories:
    """Entries and heads."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._rows = unit.collection(HISTORIES)
        self._heads = unit.collection(HEADS)

    def head(self, application_id: str) -> Head:
        row = self._heads.find_one({"_id": application_id})
        return Head() if row is None else Head(seq=row["seq"], hash=row["hash"])

    def append(self, row: Document) -> None:
        """Two who append at once meet at the head, and one of them runs again: numbers have no gaps."""
        head = {"seq": row["seq"], "hash": row["hash"], "at": row["at"]}
        self._rows.insert_one(row)
        self._heads.update_one({"_id": row["application_id"]}, {"$set": head}, upsert=True)
        self.unit.prove_commit_by(HISTORIES, row["_id"])

    def entries(self, application_id: str, after: int = 0, most: int = 0) -> Iterator[Document]:
        """From the oldest on."""
        return self._rows.find({"application_id": application_id, "seq": {"$gt": after}}, sort=(("seq", 1),), limit=most)


class StoredPersonKeys:
    """Keys of people and of texts. Destroyed, what they closed is gone; the row of a person stays as the word that it was."""

    def __init__(self, unit: Unit, seal: Seal) -> None:
        self._people = unit.collection(PERSON_KEYS)
        self._texts = unit.collection(TEXT_KEYS)
        self._seal = seal
        self._known: dict[str, tuple[str, Key] | None] = {}

    def of_person(self, person_id: str) -> tuple[str, Key] | None:
        """The id of the person's key and the key, made now if there is none; None for somebody who was forgotten."""
        if person_id not in self._known:
            self._known[person_id] = self._of_person(person_id)
        return self._known[person_id]

    def _of_person(self, person_id: str) -> tuple[str, Key] | None:
        row = self._people.find_one({"_id": person_id})
        if row is None:
            made = (new_id(), Key.new())
            self._people.insert_one({"_id": person_id, "key_id": made[0], "sealed": made[1].sealed(self._seal)})
            return made
        return None if row["sealed"] is None else (row["key_id"], Key.unsealed(row["sealed"], self._seal))

    def by_id(self, key_id: str) -> Key | None:
        row = self._people.find_one({"key_id": key_id})
        return None if row is None else Key.unsealed(row["sealed"], self._seal)

    def for_text(self, entry: str, person_id: str | None) -> Key:
        """A new key for the texts of one entry, which goes with their author, or alone."""
        key = Key.new()
        self._texts.insert_one({"_id": entry, "person_id": person_id, "sealed": key.sealed(self._seal)})
        return key

    def of_text(self, entry: str) -> Key | None:
        row = self._texts.find_one({"_id": entry})
        return None if row is None else Key.unsealed(row["sealed"], self._seal)

    def destroy_person(self, person_id: str) -> None:
        self._known.pop(person_id, None)
        gone: dict[str, Any] = {"_id": person_id, "key_id": None, "sealed": None}
        self._people.replace_one({"_id": person_id}, gone, upsert=True)

    def texts_by(self, person_id: str, most: int) -> list[str]:
        return [row["_id"] for row in self._texts.find({"person_id": person_id}, ["_id"], sort=(("_id", 1),), limit=most)]

    def destroy_text(self, entry: str) -> None:
        self._texts.delete_one({"_id": entry})
