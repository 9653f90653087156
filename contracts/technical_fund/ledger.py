"""The ledger: what became of a call's envelope, entry by entry, in money and in expert-days."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund.shared import PUBLISHER, Currency, HalfDays, Minor, Support
from contracts.words import Count, Cursor, Doc, Id, Instant, Limit, OneOf, Paragraph, Sha256

Account = Annotated[
    str,
    OneOf(["endowment", "available", "reserved", "committed", "disbursed"]),
    Doc("`endowment` is what the network has set aside; the other four say what became of it."),
]
EntryKind = Annotated[str, OneOf(["open", "raise", "lower", "reserve", "commit", "release", "disburse", "recover"])]
ChangeDirection = Annotated[str, OneOf(["raise", "lower"])]
ChangeState = Annotated[str, OneOf(["proposed", "approved", "refused"])]
Partial = Annotated[
    bool, Doc("Somebody who is recused from an application sees figures as they would be without it. True for them, whatever is left out.")
]


@dataclass(frozen=True, kw_only=True)
class FundEnvelopeView:
    """What a call's envelope holds. `endowment` = `available` + `reserved` + `committed` + `disbursed`, in money and in half-days."""

    id: Id
    call_id: Id
    currency: Currency | None
    endowment: Support
    available: Support
    reserved: Annotated[Support, Doc("Set aside for decisions that grant it.")]
    committed: Annotated[Support, Doc("Promised in agreements signed on both sides.")]
    disbursed: Annotated[Support, Doc("Paid or delivered, refunds taken off.")]
    opened_at: Instant
    partial: Partial


@dataclass(frozen=True, kw_only=True)
class FundEnvelopesPage:
    items: tuple[FundEnvelopeView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class LedgerEntryRow:
    """One movement between two accounts. `seq` and `hash` are null for readers whose list is partial."""

    id: Id
    seq: Count | None
    kind: EntryKind
    from_account: Account
    to_account: Account
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    application_id: Id | None
    award_id: Id | None
    posted_at: Instant
    posted_by: Id | None
    hash: Sha256 | None


@dataclass(frozen=True, kw_only=True)
class LedgerEntriesPage:
    items: tuple[LedgerEntryRow, ...]
    partial: Partial
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class HoldingRow:
    """What one application holds of an envelope."""

    application_id: Id
    reserved: Support
    committed: Support
    disbursed: Support


@dataclass(frozen=True, kw_only=True)
class HoldingsPage:
    items: tuple[HoldingRow, ...]
    partial: Partial
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class EnvelopeVerification:
    """The balances as they are kept against those added up from every entry. `ok` when digests agree and the chain is whole."""

    envelope_id: Id
    ok: bool
    entries: Count
    head: Sha256
    kept_digest: Sha256
    rebuilt_digest: Sha256
    broken_at: Annotated[Count, Doc("The first entry that does not follow from the one before it.")] | None
    verified_at: Instant


@dataclass(frozen=True, kw_only=True)
class EnvelopeChangeView:
    """Something to be put into an envelope or taken out of what it has available: proposed by one person, approved by another."""

    id: Id
    envelope_id: Id
    direction: ChangeDirection
    support: Support
    reason: Paragraph
    state: ChangeState
    proposed_by: Id | None
    proposed_at: Instant
    decided_by: Id | None
    decided_at: Instant | None
    decision_note: Paragraph | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class EnvelopeChangesPage:
    items: tuple[EnvelopeChangeView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundEnvelopesPage)
@dataclass(frozen=True, kw_only=True)
class ListFundEnvelopes:
    """Envelopes in the order they were opened."""

    call_id: Id | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundEnvelopeView)
@dataclass(frozen=True, kw_only=True)
class GetFundEnvelope:
    """One envelope with its balances."""

    envelope_id: Id


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=LedgerEntriesPage)
@dataclass(frozen=True, kw_only=True)
class ListLedgerEntries:
    """An envelope's entries, in their order."""

    envelope_id: Id
    kind: EntryKind | None = None
    application_id: Id | None = None
    award_id: Id | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=HoldingsPage)
@dataclass(frozen=True, kw_only=True)
class ListEnvelopeHoldings:
    """What each application holds of an envelope."""

    envelope_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=EnvelopeVerification, seconds=30)
@dataclass(frozen=True, kw_only=True)
class VerifyFundEnvelope:
    """Add every entry up again, check their chain, and compare with the balances that are kept."""

    envelope_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=EnvelopeChangeView)
@dataclass(frozen=True, kw_only=True)
class ProposeEnvelopeChange:
    """Propose to put more into an envelope, or to take out of what it has available."""

    envelope_id: Id
    direction: ChangeDirection
    support: Support
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=EnvelopeChangeView)
@dataclass(frozen=True, kw_only=True)
class ApproveEnvelopeChange:
    """Carry out a change that somebody else has proposed."""

    change_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=EnvelopeChangeView)
@dataclass(frozen=True, kw_only=True)
class RefuseEnvelopeChange:
    """Refuse a change, or take back one's own."""

    change_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=EnvelopeChangesPage)
@dataclass(frozen=True, kw_only=True)
class ListEnvelopeChanges:
    """Changes of an envelope, in the order they were proposed."""

    envelope_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


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


@event(PUBLISHER, subject="fund-envelopes/{envelope_id}")
@dataclass(frozen=True, kw_only=True)
class EnvelopeChangeProposed:
    """Somebody has proposed to change what an envelope holds; somebody else is to decide."""

    envelope_id: Id
    call_id: Id
    change_id: Id
    direction: ChangeDirection
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    at: Instant


@event(PUBLISHER, subject="fund-envelopes/{envelope_id}")
@dataclass(frozen=True, kw_only=True)
class EnvelopeChangeRefused:
    """A proposed change of an envelope will not be made. One that is made is an entry of the ledger."""

    envelope_id: Id
    call_id: Id
    change_id: Id
    at: Instant
