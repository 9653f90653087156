"""Spreadsheets of calls."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import exports


class ExportsDoors(Doors):
    """Everything of one call in a spreadsheet."""

    @answers(ask.ExportFundCall)
    def export_fund_call(self, request: ask.ExportFundCall) -> Any:
        return self.work.run(exports.export_fund_call, request)

    @answers(ask.ReadFundExport)
    def read_fund_export(self, request: ask.ReadFundExport) -> Any:
        return self.work.read(views.exports.read_fund_export, request)
