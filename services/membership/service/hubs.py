"""Hubs and vocabulary."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import hubs


class HubDoors(Doors):
    """Hubs and vocabulary."""

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
