"""Applications: writing them together, handing them in, and what the city is asked afterwards."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import application_versions, applications, attachments, delegations, dossier, information, submissions


class ApplicationsDoors(Doors):
    """Applications: writing them together, handing them in, and what the city is asked afterwards."""

    @answers(ask.StartFundApplication)
    def start_fund_application(self, request: ask.StartFundApplication) -> Any:
        return self.work.run(applications.start_fund_application, request)

    @answers(ask.ReviseFundApplication)
    def revise_fund_application(self, request: ask.ReviseFundApplication) -> Any:
        return self.work.run(applications.revise_fund_application, request)

    @answers(ask.DiscardFundApplication)
    def discard_fund_application(self, request: ask.DiscardFundApplication) -> Any:
        return self.work.run(applications.discard_fund_application, request)

    @answers(ask.CloneFundApplication)
    def clone_fund_application(self, request: ask.CloneFundApplication) -> Any:
        return self.work.run(applications.clone_fund_application, request)

    @answers(ask.ListFundApplications)
    def list_fund_applications(self, request: ask.ListFundApplications) -> Any:
        return self.work.read(views.applications.list_fund_applications, request)

    @answers(ask.GetFundApplication)
    def get_fund_application(self, request: ask.GetFundApplication) -> Any:
        return self.work.read(views.applications.get_fund_application, request)

    @answers(ask.CheckFundApplication)
    def check_fund_application(self, request: ask.CheckFundApplication) -> Any:
        return self.work.read(views.applications.check_fund_application, request)

    @answers(ask.SubmitFundApplication)
    def submit_fund_application(self, request: ask.SubmitFundApplication) -> Any:
        return self.work.run(submissions.submit_fund_application, request)

    @answers(ask.WithdrawFundApplication)
    def withdraw_fund_application(self, request: ask.WithdrawFundApplication) -> Any:
        return self.work.run(submissions.withdraw_fund_application, request)

    @answers(ask.RequestFundInformation)
    def request_fund_information(self, request: ask.RequestFundInformation) -> Any:
        return self.work.run(information.request_fund_information, request)

    @answers(ask.ProvideFundInformation)
    def provide_fund_information(self, request: ask.ProvideFundInformation) -> Any:
        return self.work.run(information.provide_fund_information, request)

    @answers(ask.CloseFundInformationRequest)
    def close_fund_information_request(self, request: ask.CloseFundInformationRequest) -> Any:
        return self.work.run(information.close_fund_information_request, request)

    @answers(ask.AttachFundFile)
    def attach_fund_file(self, request: ask.AttachFundFile) -> Any:
        return self.work.run(attachments.attach_fund_file, request)

    @answers(ask.DetachFundFile)
    def detach_fund_file(self, request: ask.DetachFundFile) -> Any:
        return self.work.run(attachments.detach_fund_file, request)

    @answers(ask.ReadFundAttachment)
    def read_fund_attachment(self, request: ask.ReadFundAttachment) -> Any:
        return self.work.read(views.attachments.read_fund_attachment, request)

    @answers(ask.NameFundVersion)
    def name_fund_version(self, request: ask.NameFundVersion) -> Any:
        return self.work.run(application_versions.name_fund_version, request)

    @answers(ask.ListFundVersions)
    def list_fund_versions(self, request: ask.ListFundVersions) -> Any:
        return self.work.read(views.application_versions.list_fund_versions, request)

    @answers(ask.GetFundVersion)
    def get_fund_version(self, request: ask.GetFundVersion) -> Any:
        return self.work.read(views.application_versions.get_fund_version, request)

    @answers(ask.CompareFundVersions)
    def compare_fund_versions(self, request: ask.CompareFundVersions) -> Any:
        return self.work.read(views.application_versions.compare_fund_versions, request)

    @answers(ask.DelegateFundApplication)
    def delegate_fund_application(self, request: ask.DelegateFundApplication) -> Any:
        return self.work.run(delegations.delegate_fund_application, request)

    @answers(ask.RevokeFundDelegation)
    def revoke_fund_delegation(self, request: ask.RevokeFundDelegation) -> Any:
        return self.work.run(delegations.revoke_fund_delegation, request)

    @answers(ask.MakeFundDossier)
    def make_fund_dossier(self, request: ask.MakeFundDossier) -> Any:
        return self.work.run(dossier.make_fund_dossier, request)

    @answers(ask.ReadFundDossier)
    def read_fund_dossier(self, request: ask.ReadFundDossier) -> Any:
        return self.work.read(views.dossier.read_fund_dossier, request)
