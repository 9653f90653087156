"""The second factor, forgotten passwords, and one's own account."""

from typing import Any

from chassis.entrypoints import answers, heavy
from contracts import membership as ask
from services.membership.service.doors import Doors
from services.membership.usecases import addresses, resets, security, sessions


class SecurityDoors(Doors):
    """The second factor, forgotten passwords, and one's own account."""

    @answers(ask.EnrolSecondFactor)
    def enrol_second_factor(self, request: ask.EnrolSecondFactor) -> Any:
        return self.work.run(security.enrol_second_factor, request)

    @answers(ask.ConfirmSecondFactor)
    def confirm_second_factor(self, request: ask.ConfirmSecondFactor) -> Any:
        return security.confirm_second_factor(self.work, request)

    @answers(ask.RenewRecoveryCodes)
    def renew_recovery_codes(self, request: ask.RenewRecoveryCodes) -> Any:
        return security.renew_recovery_codes(self.work, heavy, request)

    @answers(ask.RemoveSecondFactor)
    def remove_second_factor(self, request: ask.RemoveSecondFactor) -> Any:
        return security.remove_second_factor(self.work, heavy, request)

    @answers(ask.ResetSecondFactor)
    def reset_second_factor(self, request: ask.ResetSecondFactor) -> Any:
        return self.work.run(security.reset_second_factor, request)

    @answers(ask.ResetLastSecondFactor)
    def reset_last_second_factor(self, request: ask.ResetLastSecondFactor) -> Any:
        return self.work.run(security.reset_last_second_factor, request)

    @answers(ask.RequestPasswordReset)
    def request_password_reset(self, request: ask.RequestPasswordReset) -> Any:
        return self.work.run(resets.request_password_reset, request)

    @answers(ask.CompletePasswordReset)
    def complete_password_reset(self, request: ask.CompletePasswordReset) -> Any:
        return resets.complete_password_reset(self.work, heavy, request)

    @answers(ask.ReviseMe)
    def revise_me(self, request: ask.ReviseMe) -> Any:
        return self.work.run(addresses.revise_me, request)

    @answers(ask.ChangeEmail)
    def change_email(self, request: ask.ChangeEmail) -> Any:
        return addresses.change_email(self.work, heavy, request)

    @answers(ask.RequestEmailConfirmation)
    def request_email_confirmation(self, request: ask.RequestEmailConfirmation) -> Any:
        return self.work.run(addresses.request_email_confirmation, request)

    @answers(ask.ConfirmEmail)
    def confirm_email(self, request: ask.ConfirmEmail) -> Any:
        return self.work.run(addresses.confirm_email, request)

    @answers(ask.EndOtherSessions)
    def end_other_sessions(self, request: ask.EndOtherSessions) -> Any:
        return self.work.run(sessions.end_other_sessions, request)
