"""Inviting people by mail, and what they answer.

The upper part is for those who invite, the lower for those who were invited: they hold a token from a mail, and perhaps no account yet.
Making an account hashes a password, which never happens inside a transaction; so accepting is a conversation, as signing in is.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import (
    AcceptInvitation,
    DeclineInvitation,
    DrawLink,
    DrawnLink,
    InvitationAnswer,
    InvitationDeclinedAnswer,
    InvitationPreview,
    InvitationView,
    InvitePerson,
    PreviewInvitation,
    ResendInvitation,
    RevokeInvitation,
)
from services.membership.domain import passwords
from services.membership.domain.grant import Grant
from services.membership.domain.invitation import Invitation
from services.membership.domain.person import Person
from services.membership.domain.showing import grant_view, invitation_preview, invitation_view
from services.membership.domain.throttle import PER_ADDRESS
from services.membership.domain.tokens import digest
from services.membership.usecases.grants import give, held_already, hub_of, require_giver, require_scope
from services.membership.usecases.invitation_book import EXPIRY_TIMER as EXPIRY_TIMER
from services.membership.usecases.invitation_book import NAME as NAME
from services.membership.usecases.invitation_book import close, enter
from services.membership.usecases.own_account import guard_address
from services.membership.usecases.ports import Membership
from services.membership.usecases.proof import Heavy, Work, attempt

INVITING = "inviting"
RESENDING = "resending"
ANSWERING = "answering"
"""Kinds of throttles."""

PER_INVITER: Final = 100
PER_INVITATION: Final = 3
"""Mails in a quarter of an hour that one person may cause, and that may go to one address about one thing."""

# ---------------------------------------------------------------- inviting


def invite_person(unit: Membership, request: InvitePerson) -> InvitationView:
    invitation = Invitation.issue(
        id=new_id(),
        email=request.email,
        name=request.name,
        language=request.language,
        role=request.role,
        deputy=request.deputy,
        scope_id=request.scope_id,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        by=unit.actor.person_id,
        at=unit.now,
    )
    require_giver(unit, invitation.role, invitation.scope_id)
    require_scope(unit, invitation.scope_kind, invitation.scope_id)
    return invitation_view(issue(unit, invitation))


def issue(unit: Membership, invitation: Invitation, *, counted: bool = True) -> Invitation:
    """Add the invitation, or answer with the open one that asks the same of the same address.

    What an import brings is not `counted` against how many mails one person may cause: it has been confirmed as a whole. Raises `Conflict`
    when the address has an account that holds the role already.
    """
    if first := _open_twin(unit, invitation):
        return first
    person = unit.people.by_email(invitation.email)
    if person is not None and (held := held_already(unit, _grant(invitation, person.id, unit.now))):
        raise Conflict("membership.grant_held", "the person holds this role already", {"grant_id": held.id})
    if counted:
        attempt(unit, INVITING, str(invitation.invited_by), PER_INVITER)
    invitation.hub_id = hub_of(unit, invitation.scope_kind, invitation.scope_id)
    unit.invitations.add(invitation)
    enter(unit, invitation)
    return invitation


def resend_invitation(unit: Membership, request: ResendInvitation) -> InvitationView:
    invitation = _mine_to_give(unit, request.invitation_id)
    invitation.resend(at=unit.now)
    attempt(unit, RESENDING, invitation.id, PER_INVITATION)
    attempt(unit, INVITING, str(unit.actor.person_id), PER_INVITER)
    unit.invitations.save(invitation)
    enter(unit, invitation)
    return invitation_view(invitation)


def revoke_invitation(unit: Membership, request: RevokeInvitation) -> InvitationView:
    invitation = _mine_to_give(unit, request.invitation_id)
    invitation.revoke(at=unit.now)
    return invitation_view(close(unit, invitation))


def expire_invitation(unit: Membership, timer: Timer) -> None:
    """Nobody answered. One that was sent again has a later end."""
    invitation = unit.invitations.find(timer.data["invitation_id"])
    if invitation is not None and invitation.state == "sent" and unit.now >= invitation.expires_at:
        invitation.expire(at=unit.now)
        close(unit, invitation)


def draw(unit: Membership, request: DrawLink) -> DrawnLink:
    """A token for the mail that is being written. Raises `Conflict` when the invitation is over."""
    invitation = unit.invitations.find(request.id)
    if invitation is None:
        raise _unknown()
    token = invitation.draw(unit.now)
    unit.invitations.save(invitation)
    return DrawnLink(token=token, expires_at=invitation.expires_at)


# ---------------------------------------------------------------- answering: use cases


class AccountWanted(Exception):
    """The address has no account yet: hash a password for a new one, and come again."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__()
        self.invitation = invitation


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """What an account is made of."""

    name: str
    language: str
    password_hash: str


def count_answer(unit: Membership, request: PreviewInvitation | AcceptInvitation | DeclineInvitation) -> None:
    """Counted before the token is looked up, so that guessing gains nothing."""
    if request.address is not None:
        attempt(unit, ANSWERING, request.address, PER_ADDRESS)


def preview(unit: Membership, request: PreviewInvitation) -> InvitationPreview:
    invitation = _by_token(unit, request.token, request.address)
    return invitation_preview(invitation, _scope_names(unit, invitation), next_step=_next_step(unit, invitation))


def accept(unit: Membership, request: AcceptInvitation, *, account: NewAccount | None) -> InvitationAnswer:
    """Of two tabs one accepts, the other hears that it is done. Who holds the role already gets no second one."""
    invitation = _by_token(unit, request.token, request.address)
    require_scope(unit, invitation.scope_kind, invitation.scope_id)
    person = _accepting(unit, invitation, account)
    grant = _grant(invitation, person.id, unit.now)
    if held := held_already(unit, grant):
        grant = held
    else:
        give(unit, grant)
    invitation.accept(person.id, grant.id, at=unit.now)
    close(unit, invitation)
    return InvitationAnswer(invitation_id=invitation.id, person_id=person.id, grant=grant_view(grant))


def decline(unit: Membership, request: DeclineInvitation) -> InvitationDeclinedAnswer:
    invitation = _by_token(unit, request.token, request.address)
    invitation.decline(at=unit.now)
    close(unit, invitation)
    return InvitationDeclinedAnswer(invitation_id=invitation.id, state=invitation.state)


# ---------------------------------------------------------------- answering: conversations


def preview_invitation(work: Work, request: PreviewInvitation) -> InvitationPreview:
    work.note(count_answer, request)
    return work.run(preview, request)


def accept_invitation(work: Work, heavy: Heavy, request: AcceptInvitation) -> InvitationAnswer:
    work.note(count_answer, request)
    try:
        return work.run(partial(accept, account=None), request)
    except AccountWanted as wanted:
        account = _new_account(heavy, request, wanted.invitation)
    return work.run(partial(accept, account=account), request)


def decline_invitation(work: Work, request: DeclineInvitation) -> InvitationDeclinedAnswer:
    work.note(count_answer, request)
    return work.run(decline, request)


def _new_account(heavy: Heavy, request: AcceptInvitation, invitation: Invitation) -> NewAccount:
    name, password = request.name or invitation.name, request.password
    if name is None or password is None:
        wanted = [pointer for pointer, value in (("/name", name), ("/password", password)) if value is None]
        raise Invalid.fields([{"pointer": pointer, "code": "required", "message": "is missing"} for pointer in wanted])
    passwords.check(password, name=name, email=invitation.email, pointer="/password")
    return NewAccount(name=name, language=request.language or invitation.language, password_hash=heavy(passwords.make_hash, password))


# ---------------------------------------------------------------- inside


def _open_twin(unit: Membership, invitation: Invitation) -> Invitation | None:
    """The open invitation with the same identity; without one, the name is ours. One that is past its end makes way."""
    if unit.take_name(NAME, invitation.identity, invitation.id):
        return None
    owner = str(unit.owner_of_name(NAME, invitation.identity))
    first = unit.invitations.find(owner)
    if first is not None and first.lives(unit.now):
        return first
    if first is None:
        unit.free_name(NAME, invitation.identity, owner)
    else:
        first.expire(at=unit.now)
        close(unit, first)
    unit.take_name(NAME, invitation.identity, invitation.id)
    return None


def _mine_to_give(unit: Membership, invitation_id: str) -> Invitation:
    invitation = unit.invitations.find(invitation_id)
    if invitation is None or not invitation.may_be_read_by(unit.actor):
        raise _unknown()
    unit.expect(invitation)
    require_giver(unit, invitation.role, invitation.scope_id)
    return invitation


def _by_token(unit: Membership, token: str, address: str | None) -> Invitation:
    """The invitation whose link this is, still open. A good token does not count as an attempt."""
    invitation = unit.invitations.by_token(digest(token))
    if invitation is None:
        raise _unknown()
    if address is not None:
        throttle = unit.throttles.of(ANSWERING, address, PER_ADDRESS)
        throttle.forgive()
        unit.throttles.keep(throttle)
    invitation.require_open(unit.now)
    return invitation


def _accepting(unit: Membership, invitation: Invitation, account: NewAccount | None) -> Person:
    """Whoever accepts. Who is signed in accepts with that account and no other; the token alone opens nobody's account."""
    person = unit.people.by_email(invitation.email)
    if unit.actor.person_id is not None and (person is None or person.id != unit.actor.person_id):
        raise NotAllowed("membership.invitation_of_another", "the invitation is for another address than yours")
    if person is None:
        if account is None:
            raise AccountWanted(invitation)
        return _open_account(unit, invitation, account)
    if unit.actor.person_id is None:
        raise NotAllowed("membership.sign_in_to_accept", "the address has an account: sign in first")
    if person.email_confirmed_at is None:
        person.confirm_email(at=unit.now)
        unit.people.save(person)
    return person


def _open_account(unit: Membership, invitation: Invitation, account: NewAccount) -> Person:
    """The link has shown that the address is theirs."""
    guard_address(unit, invitation.email)
    person = Person(
        id=new_id(),
        name=account.name,
        email=invitation.email,
        language=account.language,
        password_hash=account.password_hash,
        created_at=unit.now,
    )
    person.register()
    person.confirm_email(at=unit.now)
    unit.people.add(person)
    return person


def _next_step(unit: Membership, invitation: Invitation) -> str:
    person = unit.people.by_email(invitation.email)
    if unit.actor.person_id is None:
        return "create_account" if person is None else "sign_in"
    return "accept" if person is not None and person.id == unit.actor.person_id else "sign_in_as_another"


def _grant(invitation: Invitation, person_id: str, at: datetime) -> Grant:
    return Grant.give(
        id=new_id(),
        person_id=person_id,
        role=invitation.role,
        scope_id=invitation.scope_id,
        by=invitation.invited_by,
        at=at,
        deputy=invitation.deputy,
        starts_at=max(at, invitation.starts_at) if invitation.starts_at else None,
        ends_at=invitation.ends_at,
    )


def _scope_names(unit: Membership, invitation: Invitation) -> dict[str, str] | None:
    if invitation.scope_kind == "city":
        return dict(unit.cities.get(str(invitation.scope_id)).names)
    return dict(unit.hubs.get(str(invitation.scope_id)).content.names) if invitation.scope_kind == "hub" else None


def _unknown() -> NotFound:
    return NotFound("membership.no_invitation", "there is no such invitation")
