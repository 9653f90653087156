"""Awards: their agreements, tranches and settlement."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import award_agreements, awards, tranches


class AwardsDoors(Doors):
    """Awards: their agreements, tranches and settlement."""

    @answers(ask.ListFundAwards)
    def list_fund_awards(self, request: ask.ListFundAwards) -> Any:
        return self.work.read(views.awards.list_fund_awards, request)

    @answers(ask.GetFundAward)
    def get_fund_award(self, request: ask.GetFundAward) -> Any:
        return self.work.read(views.awards.get_fund_award, request)

    @answers(ask.ReadFundAgreement)
    def read_fund_agreement(self, request: ask.ReadFundAgreement) -> Any:
        return self.work.read(views.awards.read_fund_agreement, request)

    @answers(ask.SetAwardSchedule)
    def set_award_schedule(self, request: ask.SetAwardSchedule) -> Any:
        return self.work.run(award_agreements.set_award_schedule, request)

    @answers(ask.DrawUpFundAgreement)
    def draw_up_fund_agreement(self, request: ask.DrawUpFundAgreement) -> Any:
        return self.work.run(award_agreements.draw_up_fund_agreement, request)

    @answers(ask.SendFundAgreement)
    def send_fund_agreement(self, request: ask.SendFundAgreement) -> Any:
        return self.work.run(award_agreements.send_fund_agreement, request)

    @answers(ask.ReturnFundAgreement)
    def return_fund_agreement(self, request: ask.ReturnFundAgreement) -> Any:
        return self.work.run(award_agreements.return_fund_agreement, request)

    @answers(ask.SignFundAgreement)
    def sign_fund_agreement(self, request: ask.SignFundAgreement) -> Any:
        return self.work.run(award_agreements.sign_fund_agreement, request)

    @answers(ask.ConfirmMilestone)
    def confirm_milestone(self, request: ask.ConfirmMilestone) -> Any:
        return self.work.run(tranches.confirm_milestone, request)

    @answers(ask.RequestTranche)
    def request_tranche(self, request: ask.RequestTranche) -> Any:
        return self.work.run(tranches.request_tranche, request)

    @answers(ask.ApproveTranche)
    def approve_tranche(self, request: ask.ApproveTranche) -> Any:
        return self.work.run(tranches.approve_tranche, request)

    @answers(ask.ReturnTranche)
    def return_tranche(self, request: ask.ReturnTranche) -> Any:
        return self.work.run(tranches.return_tranche, request)

    @answers(ask.HoldTranche)
    def hold_tranche(self, request: ask.HoldTranche) -> Any:
        return self.work.run(tranches.hold_tranche, request)

    @answers(ask.LiftTrancheHold)
    def lift_tranche_hold(self, request: ask.LiftTrancheHold) -> Any:
        return self.work.run(tranches.lift_tranche_hold, request)

    @answers(ask.RecordTranchePayment)
    def record_tranche_payment(self, request: ask.RecordTranchePayment) -> Any:
        return self.work.run(tranches.record_tranche_payment, request)

    @answers(ask.SuspendAward)
    def suspend_award(self, request: ask.SuspendAward) -> Any:
        return self.work.run(awards.suspend_award, request)

    @answers(ask.ResumeAward)
    def resume_award(self, request: ask.ResumeAward) -> Any:
        return self.work.run(awards.resume_award, request)

    @answers(ask.TerminateAward)
    def terminate_award(self, request: ask.TerminateAward) -> Any:
        return self.work.run(awards.terminate_award, request)

    @answers(ask.RecordRecovery)
    def record_recovery(self, request: ask.RecordRecovery) -> Any:
        return self.work.run(awards.record_recovery, request)

    @answers(ask.ProposeAwardClosing)
    def propose_award_closing(self, request: ask.ProposeAwardClosing) -> Any:
        return self.work.run(awards.propose_award_closing, request)

    @answers(ask.ReturnAwardClosing)
    def return_award_closing(self, request: ask.ReturnAwardClosing) -> Any:
        return self.work.run(awards.return_award_closing, request)

    @answers(ask.ApproveAwardClosing)
    def approve_award_closing(self, request: ask.ApproveAwardClosing) -> Any:
        return self.work.run(awards.approve_award_closing, request)
