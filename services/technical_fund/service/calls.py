"""Calls."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import calls


class CallDoors(Doors):
    """Calls for applications."""

    @answers(ask.DraftFundCall)
    def draft_fund_call(self, request: ask.DraftFundCall) -> Any:
        return self.work.run(calls.draft_fund_call, request)

    @answers(ask.CloneFundCall)
    def clone_fund_call(self, request: ask.CloneFundCall) -> Any:
        return self.work.run(calls.clone_fund_call, request)

    @answers(ask.ReviseFundCall)
    def revise_fund_call(self, request: ask.ReviseFundCall) -> Any:
        return self.work.run(calls.revise_fund_call, request)

    @answers(ask.DiscardFundCall)
    def discard_fund_call(self, request: ask.DiscardFundCall) -> Any:
        return self.work.run(calls.discard_fund_call, request)

    @answers(ask.PublishFundCall)
    def publish_fund_call(self, request: ask.PublishFundCall) -> Any:
        return self.work.run(calls.publish_fund_call, request)

    @answers(ask.ExtendFundCall)
    def extend_fund_call(self, request: ask.ExtendFundCall) -> Any:
        return self.work.run(calls.extend_fund_call, request)

    @answers(ask.AppointFundChair)
    def appoint_fund_chair(self, request: ask.AppointFundChair) -> Any:
        return self.work.run(calls.appoint_fund_chair, request)

    @answers(ask.CancelFundCall)
    def cancel_fund_call(self, request: ask.CancelFundCall) -> Any:
        return self.work.run(calls.cancel_fund_call, request)

    @answers(ask.ArchiveFundCall)
    def archive_fund_call(self, request: ask.ArchiveFundCall) -> Any:
        return self.work.run(calls.archive_fund_call, request)

    @answers(ask.ListFundCalls)
    def list_fund_calls(self, request: ask.ListFundCalls) -> Any:
        return self.work.read(views.calls.list_fund_calls, request)

    @answers(ask.GetFundCall)
    def get_fund_call(self, request: ask.GetFundCall) -> Any:
        return self.work.read(views.calls.get_fund_call, request)

    @answers(ask.GetFundCallVersion)
    def get_fund_call_version(self, request: ask.GetFundCallVersion) -> Any:
        return self.work.read(views.calls.get_fund_call_version, request)
