"""The life of memberships."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import affiliations, mandates, memberships, status_rules


class LifeDoors(Doors):
    """The life of memberships."""

    @answers(ask.GetMembership)
    def get_membership(self, request: ask.GetMembership) -> Any:
        return self.work.read(views.life.get_membership, request)

    @answers(ask.ListMandates)
    def list_mandates(self, request: ask.ListMandates) -> Any:
        return self.work.read(views.life.list_mandates, request)

    @answers(ask.ReadCityMandate)
    def read_city_mandate(self, request: ask.ReadCityMandate) -> Any:
        return self.work.read(views.life.read_city_mandate, request)

    @answers(ask.GiveSignOfLife)
    def give_sign_of_life(self, request: ask.GiveSignOfLife) -> Any:
        return self.work.run(memberships.give_sign_of_life, request)

    @answers(ask.RenewMandate)
    def renew_mandate(self, request: ask.RenewMandate) -> Any:
        return self.work.run(mandates.renew_mandate, request)

    @answers(ask.VerifyMandate)
    def verify_mandate(self, request: ask.VerifyMandate) -> Any:
        return self.work.run(mandates.verify_mandate, request)

    @answers(ask.AcceptPrinciples)
    def accept_principles(self, request: ask.AcceptPrinciples) -> Any:
        return self.work.run(mandates.accept_principles, request)

    @answers(ask.SuspendCity)
    def suspend_city(self, request: ask.SuspendCity) -> Any:
        return self.work.run(memberships.suspend_city, request)

    @answers(ask.LiftSuspension)
    def lift_suspension(self, request: ask.LiftSuspension) -> Any:
        return self.work.run(memberships.lift_suspension, request)

    @answers(ask.WithdrawCity)
    def withdraw_city(self, request: ask.WithdrawCity) -> Any:
        return self.work.run(memberships.withdraw_city, request)

    @answers(ask.ReadmitCity)
    def readmit_city(self, request: ask.ReadmitCity) -> Any:
        return self.work.run(memberships.readmit_city, request)

    @answers(ask.AddAffiliation)
    def add_affiliation(self, request: ask.AddAffiliation) -> Any:
        return self.work.run(affiliations.add_affiliation, request)

    @answers(ask.RenewAffiliation)
    def renew_affiliation(self, request: ask.RenewAffiliation) -> Any:
        return self.work.run(affiliations.renew_affiliation, request)

    @answers(ask.EndAffiliation)
    def end_affiliation(self, request: ask.EndAffiliation) -> Any:
        return self.work.run(affiliations.end_affiliation, request)

    @answers(ask.ListStatusRules)
    def list_status_rules(self, request: ask.ListStatusRules) -> Any:
        return self.work.read(views.life.list_status_rules, request)

    @answers(ask.AnnounceStatusRules)
    def announce_status_rules(self, request: ask.AnnounceStatusRules) -> Any:
        return self.work.run(status_rules.announce_status_rules, request)
