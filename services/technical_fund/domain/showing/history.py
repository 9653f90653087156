"""Entries of the history as they are shown: opened with the keys there still are."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.sealing import InvalidToken, Key
from contracts.technical_fund import FundHistoryAnchor, FundHistoryEntry, FundHistoryPerson, FundHistoryVerification
from services.technical_fund.domain.history import CITY, Verification
from services.technical_fund.domain.history_anchors import Anchor


class Keys(Protocol):
    def by_id(self, key_id: str) -> Key | None: ...
    def of_text(self, entry: str) -> Key | None: ...


@dataclass(frozen=True, kw_only=True)
class KeysAtHand:
    """Keys that were looked up together: of people by the key's id, of texts by their entry."""

    people: Mapping[str, Key]
    texts: Mapping[str, Key]

    def by_id(self, key_id: str) -> Key | None:
        return self.people.get(key_id)

    def of_text(self, entry: str) -> Key | None:
        return self.texts.get(entry)


def people_in(rows: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Ids of the keys with which the people in these entries are closed."""
    return frozenset(kept["key"] for row in rows for kept in row.get("people", {}).values() if kept["key"] is not None)


def entry_view(row: Mapping[str, Any], keys: Keys, *, for_city: bool) -> FundHistoryEntry:
    """One entry; to the applying city, of what others did, only what and when."""
    if "thinned_at" in row:
        return _entry(row, people=(), data={}, texts=None, forgotten=False)
    if for_city and row["side"] != CITY:
        return _entry(row, people=(), data={}, texts=None, forgotten=False)
    people = tuple(_person(row["_id"], name, kept, keys) for name, kept in sorted(row["people"].items()))
    texts = _texts(row, keys)
    return _entry(row, people=people, data=row["data"], texts=texts, forgotten=row["texts"] is not None and texts is None)


def _entry(
    row: Mapping[str, Any], *, people: tuple[FundHistoryPerson, ...], data: Any, texts: dict[str, str] | None, forgotten: bool
) -> FundHistoryEntry:
    return FundHistoryEntry(
        seq=row["seq"],
        at=row.get("at") or row["thinned_at"],
        what=row.get("what", "thinned"),
        side=row.get("side", "system"),
        people=people,
        data=data,
        texts=texts,
        texts_forgotten=forgotten,
        hash=row["hash"],
    )


def _person(entry: str, name: str, kept: Mapping[str, str | None], keys: Keys) -> FundHistoryPerson:
    key = None if kept["key"] is None else keys.by_id(kept["key"])
    person_id = None if key is None else opened(key, str(kept["box"]), f"{entry}:{name}")
    return FundHistoryPerson(field=name, person_id=person_id, forgotten=person_id is None)


def _texts(row: Mapping[str, Any], keys: Keys) -> dict[str, str] | None:
    key = None if row["texts"] is None else keys.of_text(row["_id"])
    told = None if key is None else opened(key, row["texts"], f"{row['_id']}:texts")
    return None if told is None else dict(json.loads(told))


def opened(key: Key, box: str, place: str) -> str | None:
    """None for what somebody tampered with: the verification says where."""
    try:
        return key.open(box, place)
    except InvalidToken:
        return None


def verification_view(application_id: str, found: Verification) -> FundHistoryVerification:
    return FundHistoryVerification(
        application_id=application_id,
        holds=found.holds,
        entries=found.entries,
        head=found.hash,
        fault=found.fault,
        broken_at=found.broken_at,
        thinned=found.thinned,
        anchors=found.anchors,
        anchored_to=found.anchored_to,
    )


def anchor_view(anchor: Anchor) -> FundHistoryAnchor:
    return FundHistoryAnchor(
        id=anchor.id, day=anchor.day, at=anchor.at, histories=anchor.histories, previous=anchor.previous, digest=anchor.digest
    )
