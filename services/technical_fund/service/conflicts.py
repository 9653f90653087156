"""Conflicts of interest, recusals and bids."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import conflicts
from services.technical_fund.views import conflicts as views


class ConflictDoors(Doors):
    """Conflicts of interest, recusals and bids."""

    @answers(ask.DeclareFundConflict)
    def declare_fund_conflict(self, request: ask.DeclareFundConflict) -> Any:
        return self.work.run(conflicts.declare_fund_conflict, request)

    @answers(ask.RecordFundConflict)
    def record_fund_conflict(self, request: ask.RecordFundConflict) -> Any:
        return self.work.run(conflicts.record_fund_conflict, request)

    @answers(ask.LiftFundConflict)
    def lift_fund_conflict(self, request: ask.LiftFundConflict) -> Any:
        return self.work.run(conflicts.lift_fund_conflict, request)

    @answers(ask.ListFundConflicts)
    def list_fund_conflicts(self, request: ask.ListFundConflicts) -> Any:
        return self.work.read(views.list_fund_conflicts, request)

    @answers(ask.ListBiddableApplications)
    def list_biddable_applications(self, request: ask.ListBiddableApplications) -> Any:
        return self.work.read(views.list_biddable_applications, request)

    @answers(ask.BidOnApplication)
    def bid_on_application(self, request: ask.BidOnApplication) -> Any:
        return self.work.run(conflicts.bid_on_application, request)

    @answers(ask.ListRecusals)
    def list_recusals(self, request: ask.ListRecusals) -> Any:
        return self.work.read(views.list_recusals, request)

    @answers(ask.FindRecused)
    def find_recused(self, request: ask.FindRecused) -> Any:
        return self.work.read(views.find_recused, request)
