"""Appeals."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import appeals


class AppealDoors(Doors):
    """Appeals."""

    @answers(ask.OpenFundAppeal)
    def open_fund_appeal(self, request: ask.OpenFundAppeal) -> Any:
        return self.work.run(appeals.open_fund_appeal, request)

    @answers(ask.AdmitFundAppeal)
    def admit_fund_appeal(self, request: ask.AdmitFundAppeal) -> Any:
        return self.work.run(appeals.admit_fund_appeal, request)

    @answers(ask.RejectFundAppeal)
    def reject_fund_appeal(self, request: ask.RejectFundAppeal) -> Any:
        return self.work.run(appeals.reject_fund_appeal, request)

    @answers(ask.UpholdFundAppeal)
    def uphold_fund_appeal(self, request: ask.UpholdFundAppeal) -> Any:
        return self.work.run(appeals.uphold_fund_appeal, request)

    @answers(ask.DismissFundAppeal)
    def dismiss_fund_appeal(self, request: ask.DismissFundAppeal) -> Any:
        return self.work.run(appeals.dismiss_fund_appeal, request)

    @answers(ask.GetFundAppeal)
    def get_fund_appeal(self, request: ask.GetFundAppeal) -> Any:
        return self.work.read(views.appeals.get_fund_appeal, request)

    @answers(ask.ListFundApplicationAppeals)
    def list_fund_application_appeals(self, request: ask.ListFundApplicationAppeals) -> Any:
        return self.work.read(views.appeals.list_fund_application_appeals, request)

    @answers(ask.ListFundAppeals)
    def list_fund_appeals(self, request: ask.ListFundAppeals) -> Any:
        return self.work.read(views.appeals.list_fund_appeals, request)

    @answers(ask.ReadFundAppealFile)
    def read_fund_appeal_file(self, request: ask.ReadFundAppealFile) -> Any:
        return self.work.read(views.appeals.read_fund_appeal_file, request)
