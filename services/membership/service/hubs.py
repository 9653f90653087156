"""Hubs, calendars and transfers."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import hubs, transfers


class HubDoors(Doors):
    """Hubs, calendars and transfers."""

    @answers(ask.CreateHub)
    def create_hub(self, request: ask.CreateHub) -> Any:
        return self.work.run(hubs.create_hub, request)

    @answers(ask.ReviseHub)
    def revise_hub(self, request: ask.ReviseHub) -> Any:
        return self.work.run(hubs.revise_hub, request)

    @answers(ask.ListHubs)
    def list_hubs(self, request: ask.ListHubs) -> Any:
        return self.work.read(views.hubs.list_hubs, request)

    @answers(ask.GetHub)
    def get_hub(self, request: ask.GetHub) -> Any:
        return self.work.read(views.hubs.get_hub, request)

    @answers(ask.CloseHub)
    def close_hub(self, request: ask.CloseHub) -> Any:
        return self.work.run(hubs.close_hub, request)

    @answers(ask.ReopenHub)
    def reopen_hub(self, request: ask.ReopenHub) -> Any:
        return self.work.run(hubs.reopen_hub, request)

    @answers(ask.PlanTransfer)
    def plan_transfer(self, request: ask.PlanTransfer) -> Any:
        return self.work.run(transfers.plan_transfer, request)

    @answers(ask.CancelTransfer)
    def cancel_transfer(self, request: ask.CancelTransfer) -> Any:
        return self.work.run(transfers.cancel_transfer, request)

    @answers(ask.ListTransfers)
    def list_transfers(self, request: ask.ListTransfers) -> Any:
        return self.work.read(views.hubs.list_transfers, request)

    @answers(ask.GetTransfer)
    def get_transfer(self, request: ask.GetTransfer) -> Any:
        return self.work.read(views.hubs.get_transfer, request)

    @answers(ask.GetCalendar)
    def get_calendar(self, request: ask.GetCalendar) -> Any:
        return self.work.read(views.hubs.get_calendar, request)
