"""What is kept beside every open invitation: its address is taken, and a timer waits for its end."""

from typing import Final

from services.membership.domain.invitation import Invitation
from services.membership.usecases.ports import Membership

NAME: Final = "invitation"
EXPIRY_TIMER: Final = "invitation_over"


def enter(unit: Membership, invitation: Invitation) -> None:
    """Remember when the invitation is over; a later end replaces an earlier one."""
    unit.timers.set(f"{EXPIRY_TIMER}:{invitation.id}", invitation.expires_at, EXPIRY_TIMER, {"invitation_id": invitation.id})


def recall(unit: Membership, invitation: Invitation) -> None:
    """Take back an invitation that is still open; one whose time has passed unnoticed is noted as expired."""
    if invitation.lives(unit.now):
        invitation.revoke(at=unit.now)
    else:
        invitation.expire(at=unit.now)
    close(unit, invitation)


def close(unit: Membership, invitation: Invitation) -> Invitation:
    """Save an invitation that is over: the address may be asked again."""
    unit.free_name(NAME, invitation.identity, invitation.id)
    unit.timers.cancel(f"{EXPIRY_TIMER}:{invitation.id}")
    unit.invitations.save(invitation)
    return invitation
