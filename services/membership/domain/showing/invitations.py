"""How invitations are shown: to those who invite, and to those who were invited."""

from contracts.membership import InvitationPreview, InvitationView
from services.membership.domain.invitation import Invitation


def invitation_view(invitation: Invitation) -> InvitationView:
    return InvitationView(
        id=invitation.id,
        email=invitation.email or None,
        name=invitation.name,
        language=invitation.language,
        role=invitation.role,
        deputy=invitation.deputy,
        scope_kind=invitation.scope_kind,
        scope_id=invitation.scope_id,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        state=invitation.state,
        invited_by=invitation.invited_by,
        invited_at=invitation.invited_at,
        sendings=invitation.sendings,
        sent_at=invitation.sent_at,
        expires_at=invitation.expires_at,
        closed_at=invitation.closed_at,
        grant_id=invitation.grant_id,
        version=invitation.version,
    )


def invitation_preview(invitation: Invitation, scope_names: dict[str, str] | None, *, next_step: str) -> InvitationPreview:
    return InvitationPreview(
        invitation_id=invitation.id,
        email=invitation.email,
        name=invitation.name,
        language=invitation.language,
        role=invitation.role,
        deputy=invitation.deputy,
        scope_kind=invitation.scope_kind,
        scope_id=invitation.scope_id,
        scope_names=scope_names,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        expires_at=invitation.expires_at,
        next=next_step,
    )
