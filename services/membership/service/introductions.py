"""Introductions."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import introductions


class IntroductionDoors(Doors):
    """Introductions."""

    @answers(ask.RequestIntroduction)
    def request_introduction(self, request: ask.RequestIntroduction) -> Any:
        return self.work.run(introductions.request_introduction, request)

    @answers(ask.SuggestIntroduction)
    def suggest_introduction(self, request: ask.SuggestIntroduction) -> Any:
        return self.work.run(introductions.suggest_introduction, request)

    @answers(ask.AcceptIntroduction)
    def accept_introduction(self, request: ask.AcceptIntroduction) -> Any:
        return self.work.run(introductions.accept_introduction, request)

    @answers(ask.DeclineIntroduction)
    def decline_introduction(self, request: ask.DeclineIntroduction) -> Any:
        return self.work.run(introductions.decline_introduction, request)

    @answers(ask.WithdrawIntroduction)
    def withdraw_introduction(self, request: ask.WithdrawIntroduction) -> Any:
        return self.work.run(introductions.withdraw_introduction, request)

    @answers(ask.BeginExchange)
    def begin_exchange(self, request: ask.BeginExchange) -> Any:
        return self.work.run(introductions.begin_exchange, request)

    @answers(ask.ReportIntroduction)
    def report_introduction(self, request: ask.ReportIntroduction) -> Any:
        return self.work.run(introductions.report_introduction, request)

    @answers(ask.ListIntroductions)
    def list_introductions(self, request: ask.ListIntroductions) -> Any:
        return self.work.read(views.introductions.list_introductions, request)

    @answers(ask.GetIntroduction)
    def get_introduction(self, request: ask.GetIntroduction) -> Any:
        return self.work.read(views.introductions.get_introduction, request)

    @answers(ask.ListIntroductionContacts)
    def list_introduction_contacts(self, request: ask.ListIntroductionContacts) -> Any:
        return self.work.read(views.introductions.list_introduction_contacts, request)
