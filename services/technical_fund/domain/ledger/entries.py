"""Entries: which movements there are, and how each is chained to the one before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.fields import instant_text
from services.technical_fund.domain.amounts import Amount

ENDOWMENT: Final = "endowment"
AVAILABLE: Final = "available"
RESERVED: Final = "reserved"
COMMITTED: Final = "committed"
DISBURSED: Final = "disbursed"
ACCOUNTS: Final = (ENDOWMENT, AVAILABLE, RESERVED, COMMITTED, DISBURSED)
HELD: Final = (RESERVED, COMMITTED, DISBURSED)
"""Accounts whose every unit belongs to one application."""

MOVEMENTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "open": ((ENDOWMENT, AVAILABLE),),
    "raise": ((ENDOWMENT, AVAILABLE),),
    "lower": ((AVAILABLE, ENDOWMENT),),
    "reserve": ((AVAILABLE, RESERVED),),
    "commit": ((RESERVED, COMMITTED),),
    "release": ((RESERVED, AVAILABLE), (COMMITTED, AVAILABLE)),
    "disburse": ((COMMITTED, DISBURSED),),
    "recover": ((DISBURSED, AVAILABLE),),
}
"""Kind of entry → the accounts it may move an amount from and to."""

GENESIS: Final = "0" * 64
"""What the first entry of an envelope is chained to."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What is to be entered. `key` names the occasion within the envelope: the same occasion is entered once."""

    kind: str
    from_account: str
    to_account: str
    amount: Amount
    key: str
    application_id: str | None = None
    award_id: str | None = None

    def __post_init__(self) -> None:
        if (self.from_account, self.to_account) not in MOVEMENTS[self.kind]:
            raise ValueError(f"{self.kind} does not move from {self.from_account} to {self.to_account}")
        if self.amount.minor < 0 or self.amount.half_days < 0 or not self.amount:
            raise ValueError("an entry moves something, and forwards")
        if (self.application_id is None) == any(account in HELD for account in (self.from_account, self.to_account)):
            raise ValueError("what is held is held for an application, and nothing else is")


@dataclass(kw_only=True)
class Entry(Aggregate):
    """One movement as entered. `seq` counts the envelope's entries from 1 without gaps; `hash` covers everything but who and for which key:
    people may be forgotten, and the key is our own note."""

    kind: ClassVar[str] = "fund-ledger-entries"
    envelope_id: str
    seq: int
    movement: Movement
    currency: str | None
    posted_at: datetime
    posted_by: str | None
    previous: str
    hash: str

    @property
    def is_chained(self) -> bool:
        return self.hash == entry_hash(self.previous, self.facts)

    @property
    def facts(self) -> dict[str, Any]:
        movement = self.movement
        return {
            "application_id": movement.application_id,
            "award_id": movement.award_id,
            "currency": self.currency,
            "entry_id": self.id,
            "envelope_id": self.envelope_id,
            "from_account": movement.from_account,
            "half_days": movement.amount.half_days,
            "kind": movement.kind,
            "minor": movement.amount.minor,
            "posted_at": instant_text(self.posted_at),
            "seq": self.seq,
            "to_account": movement.to_account,
        }


def entry_hash(previous: str, facts: Mapping[str, Any]) -> str:
    """SHA-256 over the previous hash, a line break and the facts as JSON with sorted names and no spaces."""
    body = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
