"""Decisions by the batch."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import batches


class BatchDoors(Doors):
    """Decisions by the batch."""

    @answers(ask.DraftFundDecisionBatch)
    def draft_fund_decision_batch(self, request: ask.DraftFundDecisionBatch) -> Any:
        return self.work.run(batches.draft_fund_decision_batch, request)

    @answers(ask.GetFundDecisionBatch)
    def get_fund_decision_batch(self, request: ask.GetFundDecisionBatch) -> Any:
        return self.work.read(views.batches.get_fund_decision_batch, request)

    @answers(ask.ListFundDecisionBatches)
    def list_fund_decision_batches(self, request: ask.ListFundDecisionBatches) -> Any:
        return self.work.read(views.batches.list_fund_decision_batches, request)

    @answers(ask.ProposeFundDecisionBatch)
    def propose_fund_decision_batch(self, request: ask.ProposeFundDecisionBatch) -> Any:
        return self.work.run(batches.propose_fund_decision_batch, request)

    @answers(ask.ApproveFundDecisionBatch)
    def approve_fund_decision_batch(self, request: ask.ApproveFundDecisionBatch) -> Any:
        return self.work.run(batches.approve_fund_decision_batch, request)

    @answers(ask.ReturnFundDecisionBatch)
    def return_fund_decision_batch(self, request: ask.ReturnFundDecisionBatch) -> Any:
        return self.work.run(batches.return_fund_decision_batch, request)
