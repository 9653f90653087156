"""Envelopes, their entries and who holds what: for the management unit, without a byte of what a reader is recused from."""

from contracts.technical_fund import (
    EnvelopeChangesPage,
    EnvelopeVerification,
    FundEnvelopesPage,
    FundEnvelopeView,
    GetFundEnvelope,
    HoldingsPage,
    LedgerEntriesPage,
    ListEnvelopeChanges,
    ListEnvelopeHoldings,
    ListFundEnvelopes,
    ListLedgerEntries,
    VerifyFundEnvelope,
)
from services.technical_fund.domain.access import hidden
from services.technical_fund.domain.ledger import Envelope, add_up
from services.technical_fund.domain.ledger.books import digest
from services.technical_fund.domain.ledger_access import envelope_known, envelope_whole
from services.technical_fund.domain.showing.ledger import change_view, entry_row, envelope_view, holding_row, without
from services.technical_fund.views.ports import Reading, after


def list_fund_envelopes(unit: Reading, request: ListFundEnvelopes) -> FundEnvelopesPage:
    if request.call_id is not None:
        envelope = unit.envelopes.of_call(request.call_id)
        return FundEnvelopesPage(items=() if envelope is None else (_shown(unit, envelope),))
    found = unit.envelopes.page(after(unit, request))
    items, more = unit.cursors.page(request, found, unit.envelopes.sort_key)
    return FundEnvelopesPage(items=tuple(_shown(unit, envelope) for envelope in items), next=more)


def get_fund_envelope(unit: Reading, request: GetFundEnvelope) -> FundEnvelopeView:
    return _shown(unit, envelope_known(unit, request.envelope_id))


def list_ledger_entries(unit: Reading, request: ListLedgerEntries) -> LedgerEntriesPage:
    envelope, left_out = envelope_known(unit, request.envelope_id), hidden(unit)
    if request.application_id in left_out:
        return LedgerEntriesPage(items=(), partial=True)
    found = unit.ledger_entries.page(
        after(unit, request),
        envelope_id=envelope.id,
        kind=request.kind,
        application_id=request.application_id,
        award_id=request.award_id,
        without=left_out,
    )
    items, more = unit.cursors.page(request, found, unit.ledger_entries.sort_key)
    partial = bool(left_out)
    return LedgerEntriesPage(items=tuple(entry_row(entry, partial=partial) for entry in items), partial=partial, next=more)


def list_envelope_holdings(unit: Reading, request: ListEnvelopeHoldings) -> HoldingsPage:
    envelope, left_out = envelope_known(unit, request.envelope_id), hidden(unit)
    found = unit.holdings.page(after(unit, request), envelope_id=envelope.id, without=left_out)
    items, more = unit.cursors.page(request, found, unit.holdings.sort_key)
    rows = tuple(holding_row(holding, envelope.currency) for holding in items)
    return HoldingsPage(items=rows, partial=bool(left_out), next=more)


def list_envelope_changes(unit: Reading, request: ListEnvelopeChanges) -> EnvelopeChangesPage:
    envelope = envelope_known(unit, request.envelope_id)
    found = unit.envelope_changes.page(after(unit, request), envelope_id=envelope.id)
    items, more = unit.cursors.page(request, found, unit.envelope_changes.sort_key)
    return EnvelopeChangesPage(items=tuple(change_view(change) for change in items), next=more)


def verify_fund_envelope(unit: Reading, request: VerifyFundEnvelope) -> EnvelopeVerification:
    """The envelope is read again at the end: entries that come meanwhile are added up as far as the envelope knew of them."""
    envelope = envelope_whole(unit, request.envelope_id)
    entries = (entry for entry in unit.ledger_entries.of_envelope(envelope.id) if entry.seq <= envelope.seq)
    books = add_up((entry.facts, entry.hash) for entry in entries)
    held = {holding.application_id: holding.held for holding in unit.holdings.of_envelope(envelope.id)}
    kept = digest(envelope.balances, held, envelope.seq, envelope.head)
    return EnvelopeVerification(
        envelope_id=envelope.id,
        ok=books.broken_at is None and books.digest() == kept,
        entries=books.seq,
        head=books.head,
        kept_digest=kept,
        rebuilt_digest=books.digest(),
        broken_at=books.broken_at,
        verified_at=unit.now,
    )


def _shown(unit: Reading, envelope: Envelope) -> FundEnvelopeView:
    left_out = hidden(unit)
    holdings = unit.holdings.held_by_each((envelope.id, application_id) for application_id in left_out)
    return envelope_view(without(envelope, holdings.values()), partial=bool(left_out))
