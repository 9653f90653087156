"""Histories of applications."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors


class HistoryDoors(Doors):
    """What happened to an application, provably."""

    @answers(ask.ListFundHistory)
    def list_fund_history(self, request: ask.ListFundHistory) -> Any:
        return self.work.read(views.history.list_fund_history, request)

    @answers(ask.VerifyFundHistory)
    def verify_fund_history(self, request: ask.VerifyFundHistory) -> Any:
        return self.work.read(views.history.verify_fund_history, request)

    @answers(ask.ListFundHistoryAnchors)
    def list_fund_history_anchors(self, request: ask.ListFundHistoryAnchors) -> Any:
        return self.work.read(views.history.list_fund_history_anchors, request)
