"""Grants: who holds which role."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import grants, terms


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

    @answers(ask.RenewGrant)
    def renew_grant(self, request: ask.RenewGrant) -> Any:
        return self.work.run(terms.renew_grant, request)

    @answers(ask.DeclareDeparture)
    def declare_departure(self, request: ask.DeclareDeparture) -> Any:
        return self.work.run(terms.declare_departure, request)

    @answers(ask.DeclareElection)
    def declare_election(self, request: ask.DeclareElection) -> Any:
        return self.work.run(terms.declare_election, request)

    @answers(ask.ListElections)
    def list_elections(self, request: ask.ListElections) -> Any:
        return self.work.read(views.grants.list_elections, request)

    @answers(ask.ListCityPeople)
    def list_city_people(self, request: ask.ListCityPeople) -> Any:
        return self.work.read(views.grants.list_city_people, request)
