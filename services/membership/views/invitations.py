"""Invitations, to those who may give the roles."""

from contracts.errors import NotFound
from contracts.membership import GetInvitation, InvitationsPage, InvitationView, ListInvitations
from services.membership.domain import showing
from services.membership.domain.giving import staff_readings
from services.membership.views.ports import Reading, after


def list_invitations(unit: Reading, request: ListInvitations) -> InvitationsPage:
    """Invitations that the caller may not know of are not in the list."""
    found = unit.invitations.page(
        after(unit, request), readers=staff_readings(unit.actor), state=request.state, role=request.role, scope_id=request.scope_id
    )
    items, more = unit.cursors.page(request, found, unit.invitations.sort_key)
    return InvitationsPage(items=tuple(showing.invitation_view(invitation) for invitation in items), next=more)


def get_invitation(unit: Reading, request: GetInvitation) -> InvitationView:
    invitation = unit.invitations.find(request.invitation_id)
    if invitation is None or not invitation.may_be_read_by(unit.actor):
        raise NotFound("membership.no_invitation", "there is no such invitation")
    return showing.invitation_view(invitation)
