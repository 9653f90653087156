"""Reports on awards, and amendments of them."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import amendments, award_reports


class AwardReportsDoors(Doors):
    """Reports on awards, and amendments of them."""

    @answers(ask.ListAwardReports)
    def list_award_reports(self, request: ask.ListAwardReports) -> Any:
        return self.work.read(views.awards.list_award_reports, request)

    @answers(ask.GetAwardReport)
    def get_award_report(self, request: ask.GetAwardReport) -> Any:
        return self.work.read(views.awards.get_award_report, request)

    @answers(ask.ReadReportEvidence)
    def read_report_evidence(self, request: ask.ReadReportEvidence) -> Any:
        return self.work.read(views.awards.read_report_evidence, request)

    @answers(ask.ListAwardAmendments)
    def list_award_amendments(self, request: ask.ListAwardAmendments) -> Any:
        return self.work.read(views.awards.list_award_amendments, request)

    @answers(ask.GetAwardAmendment)
    def get_award_amendment(self, request: ask.GetAwardAmendment) -> Any:
        return self.work.read(views.awards.get_award_amendment, request)

    @answers(ask.DraftAwardReport)
    def draft_award_report(self, request: ask.DraftAwardReport) -> Any:
        return self.work.run(award_reports.draft_award_report, request)

    @answers(ask.ReviseAwardReport)
    def revise_award_report(self, request: ask.ReviseAwardReport) -> Any:
        return self.work.run(award_reports.revise_award_report, request)

    @answers(ask.AttachReportEvidence)
    def attach_report_evidence(self, request: ask.AttachReportEvidence) -> Any:
        return self.work.run(award_reports.attach_report_evidence, request)

    @answers(ask.DetachReportEvidence)
    def detach_report_evidence(self, request: ask.DetachReportEvidence) -> Any:
        return self.work.run(award_reports.detach_report_evidence, request)

    @answers(ask.DiscardAwardReport)
    def discard_award_report(self, request: ask.DiscardAwardReport) -> Any:
        return self.work.run(award_reports.discard_award_report, request)

    @answers(ask.SubmitAwardReport)
    def submit_award_report(self, request: ask.SubmitAwardReport) -> Any:
        return self.work.run(award_reports.submit_award_report, request)

    @answers(ask.ReturnAwardReport)
    def return_award_report(self, request: ask.ReturnAwardReport) -> Any:
        return self.work.run(award_reports.return_award_report, request)

    @answers(ask.AcceptAwardReport)
    def accept_award_report(self, request: ask.AcceptAwardReport) -> Any:
        return self.work.run(award_reports.accept_award_report, request)

    @answers(ask.RequestAwardAmendment)
    def request_award_amendment(self, request: ask.RequestAwardAmendment) -> Any:
        return self.work.run(amendments.request_award_amendment, request)

    @answers(ask.ApproveAwardAmendment)
    def approve_award_amendment(self, request: ask.ApproveAwardAmendment) -> Any:
        return self.work.run(amendments.approve_award_amendment, request)

    @answers(ask.RefuseAwardAmendment)
    def refuse_award_amendment(self, request: ask.RefuseAwardAmendment) -> Any:
        return self.work.run(amendments.refuse_award_amendment, request)

    @answers(ask.WithdrawAwardAmendment)
    def withdraw_award_amendment(self, request: ask.WithdrawAwardAmendment) -> Any:
        return self.work.run(amendments.withdraw_award_amendment, request)
