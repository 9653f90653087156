"""The ledger: what became of a call's envelope, entry by entry, in money and in expert-days."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event
from contracts.technical_fund.shared import PUBLISHER, Currency, HalfDays, Minor
from contracts.words import Count, Doc, Id, Instant, OneOf, Sha256

Account = Annotated[
    str,
    OneOf(["endowment", "available", "reserved", "committed", "disbursed"]),
    Doc("`endowment` is what the network has set aside; the other four say what became of it."),
]
EntryKind = Annotated[str, OneOf(["open", "raise", "lower", "reserve", "commit", "release", "disburse", "recover"])]


@event(PUBLISHER, subject="fund-envelopes/{envelope_id}")
@dataclass(frozen=True, kw_only=True)
class LedgerEntryPosted:
    """An amount has moved between two accounts of an envelope. Entries are never changed: whoever adds them up in the order of `seq`, which
    has no gaps, has the balances. `hash` is the SHA-256 over the entry and the hash before it."""

    envelope_id: Id
    call_id: Id
    entry_id: Id
    seq: Count
    kind: EntryKind
    from_account: Account
    to_account: Account
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    application_id: Id | None
    award_id: Id | None
    posted_at: Instant
    hash: Sha256
