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
from contracts.roles import MANAGEMENT_UNIT, REVIEWER

GENESIS: Final = "0" * 64
"""The hash before the first entry."""

PERSON_FIELDS: Final = frozenset({"person_id", "reviewer_id", "chair_id", "expert_id", "delegate_id", "by"})
PLAIN: Final = re.compile(r"[A-Za-z0-9_.:+/\-]{0,200}")
"""Ids, codes, numbers written out and instants; anything with a space is a text and belongs to the texts."""

CITY, MANAGEMENT, REVIEWERS, SYSTEM, OTHER = "city", "management", "reviewer", "system", "other"
SIDES: Final = (CITY, MANAGEMENT, REVIEWERS, SYSTEM, OTHER)
"""For whom the person acted. `other` is somebody without a role here, such as a delegate."""

STEPS_FOR_CITY: Final = frozenset(
    {
        "submit",
        "withdraw",
        "begin_screening",
        "request_information",
        "provide_information",
        "find_eligible",
        "find_ineligible",
        "reinstate",
        "begin_review",
        "fund",
        "fund_in_part",
        "decline",
        "defer",
        "resume",
        "appeal",
        "uphold_appeal",
        "dismiss_appeal",
        "close",
        "issue_letter",
        "admit_appeal",
        "agreement_sent",
        "agreement_in_force",
        "milestone_reached",
        "tranche_returned",
        "tranche_paid",
        "report_returned",
        "report_accepted",
        "amendment_approved",
        "amendment_refused",
        "award_suspended",
        "award_resumed",
        "award_terminated",
        "award_closed",
        "payment_recovered",
    }
)
"""What the applying city may know of the Fund's own doings, without by whom and why: its letter says that. Scores, panels and proposals are
the Fund's."""


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
    thinned: int = 0
    anchors: int = 0
    anchored_to: int = 0

    @property
    def holds(self) -> bool:
        return self.fault is None


def entry_id(application_id: str, seq: int) -> str:
    return f"{application_id}:{seq:08d}"


def side_of(actor: Actor, *, for_city: bool) -> str:
    """`for_city` when the actor works for the applying city, or by its delegation: nobody is two things to one application."""
    if actor.kind != "person":
        return SYSTEM
    if for_city:
        return CITY
    if actor.has(MANAGEMENT_UNIT):
        return MANAGEMENT
    return REVIEWERS if actor.has(REVIEWER) else OTHER


def shown_to_city(what: str, side: str) -> bool:
    """Whether the applying city may know that it happened."""
    return side == CITY or what in STEPS_FOR_CITY


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


def thinned(row: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """What stays of an entry that was kept for as long as it may be: its place in the chain."""
    return {name: row[name] for name in ("_id", "application_id", "seq", "prev", "hash")} | {"thinned_at": at}


def verify(application_id: str, head: Head, rows: Iterable[Mapping[str, Any]], anchored: Mapping[int, str] | None = None) -> Verification:
    """Walk the chain from its beginning to its head. `anchored` are hashes that were published, by the number of their entry."""
    walk = _Walk(application_id, dict(anchored or {}))
    for row in rows:
        fault = walk.fault_at(row)
        if fault is not None:
            return walk.found(head, fault, walk.seq)
    if (walk.seq, walk.hash) != (head.seq, head.hash):
        fault = "cut_off" if walk.seq < head.seq else "added" if walk.seq > head.seq else "other_head"
        return walk.found(head, fault, min(walk.seq, head.seq) + (walk.seq != head.seq))
    if unmet := [seq for seq in walk.anchored if seq > walk.seq]:
        return walk.found(head, "cut_off", min(unmet))
    return walk.found(head)


class _Walk:
    """Along a chain, entry by entry."""

    def __init__(self, application_id: str, anchored: dict[int, str]) -> None:
        self.application_id = application_id
        self.anchored = anchored
        self.seq, self.hash, self.thinned = 0, GENESIS, 0

    def fault_at(self, row: Mapping[str, Any]) -> str | None:
        self.seq += 1
        placed = (entry_id(self.application_id, self.seq), self.application_id, self.seq)
        if (row.get("_id"), row.get("application_id"), row.get("seq")) != placed:
            return "missing_or_moved"
        if row.get("prev") != self.hash:
            return "other_predecessor"
        if "thinned_at" in row:
            self.thinned += 1
        elif row.get("hash") != digest(row):
            return "changed"
        self.hash = str(row["hash"])
        return None if self.anchored.get(self.seq, self.hash) == self.hash else "other_than_anchored"

    def found(self, head: Head, fault: str | None = None, broken_at: int | None = None) -> Verification:
        return Verification(
            entries=head.seq,
            hash=head.hash,
            fault=fault,
            broken_at=broken_at,
            thinned=self.thinned,
            anchors=len(self.anchored),
            anchored_to=max(self.anchored, default=0),
        )
