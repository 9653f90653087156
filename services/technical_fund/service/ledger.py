"""Envelopes and their ledger."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import envelopes


class LedgerDoors(Doors):
    """Envelopes and their ledger."""

    @answers(ask.ListFundEnvelopes)
    def list_fund_envelopes(self, request: ask.ListFundEnvelopes) -> Any:
        return self.work.read(views.ledger.list_fund_envelopes, request)

    @answers(ask.GetFundEnvelope)
    def get_fund_envelope(self, request: ask.GetFundEnvelope) -> Any:
        return self.work.read(views.ledger.get_fund_envelope, request)

    @answers(ask.ListLedgerEntries)
    def list_ledger_entries(self, request: ask.ListLedgerEntries) -> Any:
        return self.work.read(views.ledger.list_ledger_entries, request)

    @answers(ask.ListEnvelopeHoldings)
    def list_envelope_holdings(self, request: ask.ListEnvelopeHoldings) -> Any:
        return self.work.read(views.ledger.list_envelope_holdings, request)

    @answers(ask.VerifyFundEnvelope)
    def verify_fund_envelope(self, request: ask.VerifyFundEnvelope) -> Any:
        return self.work.read(views.ledger.verify_fund_envelope, request)

    @answers(ask.ListEnvelopeChanges)
    def list_envelope_changes(self, request: ask.ListEnvelopeChanges) -> Any:
        return self.work.read(views.ledger.list_envelope_changes, request)

    @answers(ask.ProposeEnvelopeChange)
    def propose_envelope_change(self, request: ask.ProposeEnvelopeChange) -> Any:
        return self.work.run(envelopes.propose_envelope_change, request)

    @answers(ask.ApproveEnvelopeChange)
    def approve_envelope_change(self, request: ask.ApproveEnvelopeChange) -> Any:
        return self.work.run(envelopes.approve_envelope_change, request)

    @answers(ask.RefuseEnvelopeChange)
    def refuse_envelope_change(self, request: ask.RefuseEnvelopeChange) -> Any:
        return self.work.run(envelopes.refuse_envelope_change, request)
