"""Envelopes and their entries as they are shown."""

from collections.abc import Iterable

from contracts.technical_fund import EnvelopeChangeView, FundEnvelopeView, HoldingRow, LedgerEntryRow
from services.technical_fund.domain.envelope_changes import EnvelopeChange
from services.technical_fund.domain.ledger import Entry, Envelope, Holding
from services.technical_fund.domain.ledger.entries import ACCOUNTS, COMMITTED, DISBURSED, HELD, RESERVED


def without(envelope: Envelope, left_out: Iterable[Holding]) -> Envelope:
    """The envelope as it would be had these applications never held anything."""
    for holding in left_out:
        for account in HELD:
            envelope = envelope.without(holding.of(account), account)
    return envelope


def envelope_view(envelope: Envelope, *, partial: bool) -> FundEnvelopeView:
    balances = {account: envelope.balances[account].support(envelope.currency) for account in ACCOUNTS}
    return FundEnvelopeView(
        id=envelope.id, call_id=envelope.call_id, currency=envelope.currency, opened_at=envelope.opened_at, partial=partial, **balances
    )


def entry_row(entry: Entry, *, partial: bool) -> LedgerEntryRow:
    """Numbers and hashes would tell of entries that are left out."""
    movement = entry.movement
    return LedgerEntryRow(
        id=entry.id,
        seq=None if partial else entry.seq,
        kind=movement.kind,
        from_account=movement.from_account,
        to_account=movement.to_account,
        minor=movement.amount.minor,
        currency=entry.currency,
        half_days=movement.amount.half_days,
        application_id=movement.application_id,
        award_id=movement.award_id,
        posted_at=entry.posted_at,
        posted_by=entry.posted_by,
        hash=None if partial else entry.hash,
    )


def holding_row(holding: Holding, currency: str | None) -> HoldingRow:
    return HoldingRow(
        application_id=holding.application_id,
        reserved=holding.of(RESERVED).support(currency),
        committed=holding.of(COMMITTED).support(currency),
        disbursed=holding.of(DISBURSED).support(currency),
    )


def change_view(change: EnvelopeChange) -> EnvelopeChangeView:
    return EnvelopeChangeView(
        id=change.id,
        envelope_id=change.envelope_id,
        direction=change.direction,
        support=change.amount.support(change.currency),
        reason=change.reason,
        state=change.state,
        proposed_by=change.proposed_by,
        proposed_at=change.proposed_at,
        decided_by=change.decided_by,
        decided_at=change.decided_at,
        decision_note=change.decision_note,
        version=change.version,
    )
