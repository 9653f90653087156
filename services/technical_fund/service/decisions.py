"""Decisions."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import decisions


class DecisionDoors(Doors):
    """Decisions."""

    @answers(ask.DraftFundDecision)
    def draft_fund_decision(self, request: ask.DraftFundDecision) -> Any:
        return self.work.run(decisions.draft_fund_decision, request)

    @answers(ask.ProposeFundDecision)
    def propose_fund_decision(self, request: ask.ProposeFundDecision) -> Any:
        return self.work.run(decisions.propose_fund_decision, request)

    @answers(ask.ApproveFundDecision)
    def approve_fund_decision(self, request: ask.ApproveFundDecision) -> Any:
        return self.work.run(decisions.approve_fund_decision, request)

    @answers(ask.ReturnFundDecision)
    def return_fund_decision(self, request: ask.ReturnFundDecision) -> Any:
        return self.work.run(decisions.return_fund_decision, request)

    @answers(ask.ResumeFundApplication)
    def resume_fund_application(self, request: ask.ResumeFundApplication) -> Any:
        return self.work.run(decisions.resume_fund_application, request)

    @answers(ask.GetFundDecision)
    def get_fund_decision(self, request: ask.GetFundDecision) -> Any:
        return self.work.read(views.decisions.get_fund_decision, request)

    @answers(ask.ListFundApplicationDecisions)
    def list_fund_application_decisions(self, request: ask.ListFundApplicationDecisions) -> Any:
        return self.work.read(views.decisions.list_fund_application_decisions, request)

    @answers(ask.ListFundDecisions)
    def list_fund_decisions(self, request: ask.ListFundDecisions) -> Any:
        return self.work.read(views.decisions.list_fund_decisions, request)
