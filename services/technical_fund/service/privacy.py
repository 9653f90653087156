"""How long what is kept."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import retention


class PrivacyDoors(Doors):
    """How long what is kept, and what is held back."""

    @answers(ask.GetFundRetention)
    def get_fund_retention(self, request: ask.GetFundRetention) -> Any:
        return self.work.read(views.privacy.get_fund_retention, request)

    @answers(ask.SetFundRetention)
    def set_fund_retention(self, request: ask.SetFundRetention) -> Any:
        return self.work.run(retention.set_fund_retention, request)

    @answers(ask.ListFundLegalHolds)
    def list_fund_legal_holds(self, request: ask.ListFundLegalHolds) -> Any:
        return self.work.read(views.privacy.list_fund_legal_holds, request)

    @answers(ask.HoldFundApplication)
    def hold_fund_application(self, request: ask.HoldFundApplication) -> Any:
        return self.work.run(retention.hold_fund_application, request)

    @answers(ask.LiftFundHold)
    def lift_fund_hold(self, request: ask.LiftFundHold) -> Any:
        return self.work.run(retention.lift_fund_hold, request)

    @answers(ask.ListFundRetentionRuns)
    def list_fund_retention_runs(self, request: ask.ListFundRetentionRuns) -> Any:
        return self.work.read(views.privacy.list_fund_retention_runs, request)
