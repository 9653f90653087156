"""Declarations, endorsements and reports."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import commitments


class CommitmentDoors(Doors):
    """Declarations, endorsements and reports."""

    @answers(ask.DraftDeclaration)
    def draft_declaration(self, request: ask.DraftDeclaration) -> Any:
        return self.work.run(commitments.draft_declaration, request)

    @answers(ask.ReviseDeclaration)
    def revise_declaration(self, request: ask.ReviseDeclaration) -> Any:
        return self.work.run(commitments.revise_declaration, request)

    @answers(ask.DiscardDeclaration)
    def discard_declaration(self, request: ask.DiscardDeclaration) -> Any:
        return self.work.run(commitments.discard_declaration, request)

    @answers(ask.PublishDeclaration)
    def publish_declaration(self, request: ask.PublishDeclaration) -> Any:
        return self.work.run(commitments.publish_declaration, request)

    @answers(ask.CloseDeclaration)
    def close_declaration(self, request: ask.CloseDeclaration) -> Any:
        return self.work.run(commitments.close_declaration, request)

    @answers(ask.ListDeclarations)
    def list_declarations(self, request: ask.ListDeclarations) -> Any:
        return self.work.read(views.commitments.list_declarations, request)

    @answers(ask.GetDeclaration)
    def get_declaration(self, request: ask.GetDeclaration) -> Any:
        return self.work.read(views.commitments.get_declaration, request)

    @answers(ask.EndorseDeclaration)
    def endorse_declaration(self, request: ask.EndorseDeclaration) -> Any:
        return self.work.run(commitments.endorse_declaration, request)

    @answers(ask.WithdrawEndorsement)
    def withdraw_endorsement(self, request: ask.WithdrawEndorsement) -> Any:
        return self.work.run(commitments.withdraw_endorsement, request)

    @answers(ask.ReportProgress)
    def report_progress(self, request: ask.ReportProgress) -> Any:
        return self.work.run(commitments.report_progress, request)

    @answers(ask.ListEndorsements)
    def list_endorsements(self, request: ask.ListEndorsements) -> Any:
        return self.work.read(views.commitments.list_endorsements, request)

    @answers(ask.ListCityEndorsements)
    def list_city_endorsements(self, request: ask.ListCityEndorsements) -> Any:
        return self.work.read(views.commitments.list_city_endorsements, request)

    @answers(ask.GetEndorsement)
    def get_endorsement(self, request: ask.GetEndorsement) -> Any:
        return self.work.read(views.commitments.get_endorsement, request)

    @answers(ask.ReadEvidence)
    def read_evidence(self, request: ask.ReadEvidence) -> Any:
        return self.work.read(views.commitments.read_evidence, request)
