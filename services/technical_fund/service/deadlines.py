"""Deadlines of the Fund."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import deadlines


class DeadlinesDoors(Doors):
    """What is due, and when people are reminded."""

    @answers(ask.ListFundDeadlines)
    def list_fund_deadlines(self, request: ask.ListFundDeadlines) -> Any:
        return self.work.read(views.deadlines.list_fund_deadlines, request)

    @answers(ask.GetFundReminders)
    def get_fund_reminders(self, request: ask.GetFundReminders) -> Any:
        return self.work.read(views.deadlines.get_fund_reminders, request)

    @answers(ask.SetFundReminders)
    def set_fund_reminders(self, request: ask.SetFundReminders) -> Any:
        return self.work.run(deadlines.set_fund_reminders, request)
