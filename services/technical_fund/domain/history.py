"""The history of one application: entries in a chain of hashes, in which nothing can be changed, taken out or put in unnoticed.

The hash of an entry is SHA-256 over the canonical JSON of everything in it, the hash of the entry before included. What tells of a person
stands in it only as ciphertext, closed with a key of that person: with the key destroyed nobody reads it any more, and the chain still
verifies. The head of the chain is kept apart, so that entries missing at the end are noticed too.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chassis.context import Actor
from contracts.fields import instant_text
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE, REVIEWER

GENESIS: Final = "0" * 64
"""The hash before the first entry."""

PERSON_FIELDS: Final = frozenset({"person_id", "reviewer_id", "chair_id", "expert_id", "delegate_id", "by"})
PLAIN: Final = re.compile(r"[A-Za-z0-9_.:+/\-]{0,200}")
"""Ids, codes, numbers written out and instants; anything with a space is a text and belongs to the texts."""

CITY, MANAGEMENT, REVIEWERS, SYSTEM, OTHER = "city", "management", "reviewer", "system", "other"
SIDES: Final = (CITY, MANAGEMENT, REVIEWERS, SYSTEM, OTHER)
"""For whom the person acted. `other` is somebody without a role here, such as a delegate."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where the chain ends: how many entries there are, and the hash of the last."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Whether the chain holds; if not, at which entry it breaks first, and how."""

    entries: int
    hash: str
    fault: str | None = None
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        return self.fault is None


def entry_id(application_id: str, seq: int) -> str:
    return f"{application_id}:{seq:08d}"


def side_of(actor: Actor) -> str:
    if actor.kind != "person":
        return SYSTEM
    if actor.has(MANAGEMENT_UNIT):
        return MANAGEMENT
    if actor.has(FOCAL_POINT) or actor.has(MAYORS_OFFICE):
        return CITY
    return REVIEWERS if actor.has(REVIEWER) else OTHER


def is_person_field(name: str) -> bool:
    return name in PERSON_FIELDS or name.endswith("_by")


def plain(value: Any) -> Any:
    """Data as it is kept: instants and days become text. Raises `ValueError` for what is no id, code, number or instant: such a thing would
    stand in the chain for ever, beyond the reach of erasure."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and not PLAIN.fullmatch(value):
        raise ValueError(f"{value!r} is a text, and the history keeps texts closed: pass it in `texts`")
    if isinstance(value, Mapping):
        return {_plain_name(str(name)): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value


def _plain_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_\-]{1,80}", name):
        raise ValueError(f"{name!r} cannot name a field of the history")
    return name


def digest(row: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON (keys in order, no spaces, UTF-8) of the whole row but its hash."""
    bare = {name: value for name, value in row.items() if name != "hash"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_canonical)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(value: Any) -> Any:
    """What JSON has no form for. Each kind has a form of its own, so that a value whose type was changed is another value."""
    if isinstance(value, datetime):
        return {"instant": instant_text(value)}
    return {type(value).__name__: repr(value)}


def closed(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its hash."""
    return {**row, "hash": digest(row)}


def verify(application_id: str, head: Head, rows: Iterable[Mapping[str, Any]]) -> Verification:
    """Walk the chain from its beginning to its head."""
    seq, before = 0, GENESIS
    for row in rows:
        seq += 1
        fault = _fault(row, application_id, seq, before)
        if fault is not None:
            return Verification(entries=head.seq, hash=head.hash, fault=fault, broken_at=seq)
        before = str(row["hash"])
    if (seq, before) != (head.seq, head.hash):
        fault = "cut_off" if seq < head.seq else "added" if seq > head.seq else "other_head"
        return Verification(entries=head.seq, hash=head.hash, fault=fault, broken_at=min(seq, head.seq) + (seq != head.seq))
    return Verification(entries=seq, hash=before)


def _fault(row: Mapping[str, Any], application_id: str, seq: int, before: str) -> str | None:
    if row.get("_id") != entry_id(application_id, seq) or row.get("seq") != seq or row.get("application_id") != application_id:
        return "missing_or_moved"
    if row.get("prev") != before:
        return "other_predecessor"
    return None if row.get("hash") == digest(row) else "changed"
