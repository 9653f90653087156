"""Grants: who holds which role."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import grants


class GrantDoors(Doors):
    """Grants: who holds which role."""

    @answers(ask.GiveGrant)
    def give_grant(self, request: ask.GiveGrant) -> Any:
        return self.work.run(grants.give_grant, request)

    @answers(ask.EndGrant)
    def end_grant(self, request: ask.EndGrant) -> Any:
        return self.work.run(grants.end_grant, request)

    @answers(ask.ListGrants)
    def list_grants(self, request: ask.ListGrants) -> Any:
        return self.work.read(views.grants.list_grants, request)
