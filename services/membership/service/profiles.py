"""What cities say of themselves."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import profiles


class ProfileDoors(Doors):
    """What cities say of themselves."""

    @answers(ask.ReviseProfile)
    def revise_profile(self, request: ask.ReviseProfile) -> Any:
        return self.work.run(profiles.revise_profile, request)

    @answers(ask.ApproveProposal)
    def approve_proposal(self, request: ask.ApproveProposal) -> Any:
        return self.work.run(profiles.approve_proposal, request)

    @answers(ask.ReturnProposal)
    def return_proposal(self, request: ask.ReturnProposal) -> Any:
        return self.work.run(profiles.return_proposal, request)

    @answers(ask.WithdrawProposal)
    def withdraw_proposal(self, request: ask.WithdrawProposal) -> Any:
        return self.work.run(profiles.withdraw_proposal, request)

    @answers(ask.ListProfileHistory)
    def list_profile_history(self, request: ask.ListProfileHistory) -> Any:
        return self.work.read(views.profiles.list_profile_history, request)
