"""Partner organisations, agreements with them, and what they give."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership.service.doors import Doors
from services.membership.usecases import agreements, contributions, organisations
from services.membership.views import partners as views


class PartnerDoors(Doors):
    """Partner organisations, agreements with them, and what they give."""

    @answers(ask.RegisterOrganisation)
    def register_organisation(self, request: ask.RegisterOrganisation) -> Any:
        return self.work.run(organisations.register_organisation, request)

    @answers(ask.ReviseOrganisation)
    def revise_organisation(self, request: ask.ReviseOrganisation) -> Any:
        return self.work.run(organisations.revise_organisation, request)

    @answers(ask.ListOrganisations)
    def list_organisations(self, request: ask.ListOrganisations) -> Any:
        return self.work.read(views.list_organisations, request)

    @answers(ask.GetOrganisation)
    def get_organisation(self, request: ask.GetOrganisation) -> Any:
        return self.work.read(views.get_organisation, request)

    @answers(ask.OpenAgreement)
    def open_agreement(self, request: ask.OpenAgreement) -> Any:
        return self.work.run(agreements.open_agreement, request)

    @answers(ask.ReviseAgreement)
    def revise_agreement(self, request: ask.ReviseAgreement) -> Any:
        return self.work.run(agreements.revise_agreement, request)

    @answers(ask.BeginNegotiation)
    def begin_negotiation(self, request: ask.BeginNegotiation) -> Any:
        return self.work.run(agreements.begin_negotiation, request)

    @answers(ask.SignAgreement)
    def sign_agreement(self, request: ask.SignAgreement) -> Any:
        return self.work.run(agreements.sign_agreement, request)

    @answers(ask.BeginAgreementReview)
    def begin_agreement_review(self, request: ask.BeginAgreementReview) -> Any:
        return self.work.run(agreements.begin_agreement_review, request)

    @answers(ask.RenewAgreement)
    def renew_agreement(self, request: ask.RenewAgreement) -> Any:
        return self.work.run(agreements.renew_agreement, request)

    @answers(ask.EndAgreement)
    def end_agreement(self, request: ask.EndAgreement) -> Any:
        return self.work.run(agreements.end_agreement, request)

    @answers(ask.ListAgreements)
    def list_agreements(self, request: ask.ListAgreements) -> Any:
        return self.work.read(views.list_agreements, request)

    @answers(ask.GetAgreement)
    def get_agreement(self, request: ask.GetAgreement) -> Any:
        return self.work.read(views.get_agreement, request)

    @answers(ask.ReadAgreementPaper)
    def read_agreement_paper(self, request: ask.ReadAgreementPaper) -> Any:
        return self.work.read(views.read_agreement_paper, request)

    @answers(ask.RecordContribution)
    def record_contribution(self, request: ask.RecordContribution) -> Any:
        return self.work.run(contributions.record_contribution, request)

    @answers(ask.CorrectContribution)
    def correct_contribution(self, request: ask.CorrectContribution) -> Any:
        return self.work.run(contributions.correct_contribution, request)

    @answers(ask.ListContributions)
    def list_contributions(self, request: ask.ListContributions) -> Any:
        return self.work.read(views.list_contributions, request)
