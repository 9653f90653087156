"""Invitations, and what the service that writes mail asks."""

from typing import Any

from chassis.entrypoints import answers, heavy
from contracts import membership as ask
from services.membership import views
from services.membership.service.doors import Doors
from services.membership.usecases import drawing, invitations


class InvitationDoors(Doors):
    """Invitations, and what the service that writes mail asks."""

    @answers(ask.InvitePerson)
    def invite_person(self, request: ask.InvitePerson) -> Any:
        return self.work.run(invitations.invite_person, request)

    @answers(ask.ResendInvitation)
    def resend_invitation(self, request: ask.ResendInvitation) -> Any:
        return self.work.run(invitations.resend_invitation, request)

    @answers(ask.RevokeInvitation)
    def revoke_invitation(self, request: ask.RevokeInvitation) -> Any:
        return self.work.run(invitations.revoke_invitation, request)

    @answers(ask.ListInvitations)
    def list_invitations(self, request: ask.ListInvitations) -> Any:
        return self.work.read(views.invitations.list_invitations, request)

    @answers(ask.GetInvitation)
    def get_invitation(self, request: ask.GetInvitation) -> Any:
        return self.work.read(views.invitations.get_invitation, request)

    @answers(ask.PreviewInvitation)
    def preview_invitation(self, request: ask.PreviewInvitation) -> Any:
        return invitations.preview_invitation(self.work, request)

    @answers(ask.AcceptInvitation)
    def accept_invitation(self, request: ask.AcceptInvitation) -> Any:
        return invitations.accept_invitation(self.work, heavy, request)

    @answers(ask.DeclineInvitation)
    def decline_invitation(self, request: ask.DeclineInvitation) -> Any:
        return invitations.decline_invitation(self.work, request)

    @answers(ask.FindRecipients)
    def find_recipients(self, request: ask.FindRecipients) -> Any:
        return self.work.read(views.recipients.find_recipients, request)

    @answers(ask.DrawLink)
    def draw_link(self, request: ask.DrawLink) -> Any:
        return self.work.run(drawing.draw_link, request)
