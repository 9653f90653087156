"""Histories of applications: rows that are only ever added, their heads, and the keys with which people can be read in them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from chassis.context import new_id
from chassis.documents import from_document, to_document
from chassis.migrations import Index, Migration
from chassis.pages import page_after
from chassis.repository import Repository
from chassis.sealing import Key, Seal
from chassis.unit import Document, Unit
from services.technical_fund.domain.history import Head
from services.technical_fund.domain.history_anchors import Anchor, Line
from services.technical_fund.domain.showing.history import KeysAtHand, people_in

HISTORIES: Final = "histories"
HEADS: Final = "history_heads"
PERSON_KEYS: Final = "person_keys"
TEXT_KEYS: Final = "text_keys"
ANCHORS: Final = "history_anchors"
LINES: Final = "history_anchor_lines"

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (
    Index(collection=HISTORIES, keys=(("application_id", 1), ("seq", 1))),
    Index(collection=HISTORIES, keys=(("application_id", 1), ("for_city", 1), ("seq", 1))),
    Index(collection=HEADS, keys=(("at", 1),)),
    Index(collection=LINES, keys=(("anchor_id", 1), ("_id", 1))),
    Index(collection=LINES, keys=(("application_id", 1), ("seq", 1))),
    Index(collection=ANCHORS, keys=(("shown", 1), ("sort_key", -1))),
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

    def grown_since(self, at: datetime | None) -> Sequence[tuple[str, Head]]:
        """Heads of histories to which something was added after that instant."""
        where: dict[str, Any] = {} if at is None else {"at": {"$gt": at}}
        return [(row["_id"], Head(seq=row["seq"], hash=row["hash"])) for row in self._heads.find(where)]

    def anchored(self, application_id: str) -> dict[int, str]:
        """Hashes of this history that went into published digests, by the number of their entry."""
        found = self.unit.collection(LINES).find({"application_id": application_id}, ["seq", "hash"])
        return {row["seq"]: row["hash"] for row in found}

    def shown(self, application_id: str, after: int, most: int, *, for_city: bool) -> Sequence[Document]:
        where: dict[str, Any] = {"application_id": application_id, "seq": {"$gt": after}} | ({"for_city": True} if for_city else {})
        return list(self._rows.find(where, sort=(("seq", 1),), limit=most))

    def last_at(self, application_id: str) -> datetime | None:
        """When the last entry was added."""
        row = self._heads.find_one({"_id": application_id})
        return None if row is None else row["at"]

    def thin(self, row: Document) -> None:
        """Put what is left of an entry in its place."""
        self._rows.replace_one({"_id": row["_id"]}, row)

    def entry(self, id: str) -> Document | None:
        return self._rows.find_one({"_id": id})

    def entries(self, application_id: str, after: int = 0, most: int = 0) -> Iterator[Document]:
        """From the oldest on."""
        return self._rows.find({"application_id": application_id, "seq": {"$gt": after}}, sort=(("seq", 1),), limit=most)


class StoredAnchors(Repository[Anchor]):
    """Daily digests, and the lines they were made of."""

    aggregate = Anchor
    name = ANCHORS

    def document(self, aggregate: Anchor) -> Document:
        return super().document(aggregate) | {"shown": True, "sort_key": self.sort_key(aggregate)}

    def sort_key(self, anchor: Anchor) -> str:
        return f"{anchor.day.isoformat()} {anchor.id}"

    def keep(self, anchor: Anchor, lines: Sequence[Line]) -> None:
        self.add(anchor)
        rows = [{"_id": f"{anchor.id}:{one.application_id}", "anchor_id": anchor.id} | to_document(one) for one in lines]
        if rows:
            self.unit.collection(LINES).insert_many(rows)

    def lines(self, anchor_id: str) -> Sequence[Line]:
        return [from_document(Line, row) for row in self.unit.collection(LINES).find({"anchor_id": anchor_id}, sort=(("_id", 1),))]

    def last(self) -> Anchor | None:
        return next(self.select({"shown": True}, sort=(("sort_key", -1),), limit=1), None)

    def page(self, after: Any) -> Sequence[Anchor]:
        """Newest first."""
        return list(page_after(self, {"shown": True}, after, newest_first=True))


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

    def of_rows(self, rows: Sequence[Document]) -> KeysAtHand:
        """What opens a page of entries, in two questions."""
        people = self._people.find({"key_id": {"$in": sorted(people_in(rows))}})
        texts = self._texts.find({"_id": {"$in": [row["_id"] for row in rows if row.get("texts") is not None]}})
        return KeysAtHand(
            people={row["key_id"]: Key.unsealed(row["sealed"], self._seal) for row in people},
            texts={row["_id"]: Key.unsealed(row["sealed"], self._seal) for row in texts},
        )

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

    def texts_after(self, after: str | None, most: int) -> list[str]:
        """Ids of everything that has a key of its own, in their order."""
        where = {} if after is None else {"_id": {"$gt": after}}
        return [row["_id"] for row in self._texts.find(where, ["_id"], sort=(("_id", 1),), limit=most)]

    def destroy_text(self, entry: str) -> None:
        self._texts.delete_one({"_id": entry})
