"""Invitations by mail: somebody is asked to take a role, and takes it, with an account they have or make."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.grants import GrantView
from contracts.membership.shared import PUBLISHER, Role
from contracts.roles import ANYONE, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.words import Count, Cursor, Doc, Email, Id, Instant, Language, Length, Limit, Line, OneOf, Password, Secret, Texts, Word

InvitationState = Annotated[str, OneOf(["sent", "accepted", "declined", "expired", "revoked"])]
InvitationToken = Annotated[str, Length(1, 200), Secret(), Doc("What the link in the mail carries. Never part of an address.")]
FromAddress = Annotated[Line, Doc("Where the request came from, for throttling.")]
GIVERS = (MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT)


@dataclass(frozen=True, kw_only=True)
class InvitationView:
    """Seen by those who may give the role over the same thing."""

    id: Id
    email: Annotated[Email | None, Doc("None once the address has been forgotten.")]
    name: Line | None
    language: Language
    role: Role
    deputy: bool = False
    scope_kind: Word
    scope_id: Id | None
    starts_at: Instant | None
    ends_at: Instant | None
    state: InvitationState
    invited_by: Id | None
    invited_at: Instant
    sendings: Count
    sent_at: Annotated[Instant, Doc("When the mail was last asked for.")]
    expires_at: Instant
    closed_at: Instant | None = None
    grant_id: Id | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class InvitationsPage:
    items: tuple[InvitationView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=GIVERS, answer=InvitationView)
@dataclass(frozen=True, kw_only=True)
class InvitePerson:
    """Ask somebody, by mail, to take a role. The same address asked for the same role over the same thing is answered with the first."""

    email: Email
    name: Line | None = None
    language: Language = "en"
    role: Role
    scope_id: Annotated[Id, Doc("The city, hub, item or agreement; none for the management unit.")] | None = None
    deputy: Annotated[bool, Doc("Stands in for the focal points of a city.")] = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None


@request(PUBLISHER, kind="command", may=GIVERS, answer=InvitationView)
@dataclass(frozen=True, kw_only=True)
class ResendInvitation:
    """Send the mail again; the invitation is good for its full time from now on, and its earlier links still work."""

    invitation_id: Id


@request(PUBLISHER, kind="command", may=GIVERS, answer=InvitationView)
@dataclass(frozen=True, kw_only=True)
class RevokeInvitation:
    """Take an invitation back before it is answered."""

    invitation_id: Id


@request(PUBLISHER, kind="query", may=GIVERS, answer=InvitationsPage)
@dataclass(frozen=True, kw_only=True)
class ListInvitations:
    """Invitations to roles over one's own city (mayor's office), hub and its cities (hub officers) or anything (management unit)."""

    state: InvitationState | None = None
    role: Role | None = None
    scope_id: Id | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=GIVERS, answer=InvitationView)
@dataclass(frozen=True, kw_only=True)
class GetInvitation:
    """One invitation."""

    invitation_id: Id


@dataclass(frozen=True, kw_only=True)
class InvitationPreview:
    """What the holder of the link is asked, and what it takes to say yes."""

    invitation_id: Id
    email: Email
    name: Line | None
    language: Language
    role: Role
    deputy: bool
    scope_kind: Word
    scope_id: Id | None
    scope_names: Annotated[Texts | None, Doc("The city or hub by name.")]
    starts_at: Instant | None
    ends_at: Instant | None
    expires_at: Instant
    next: Annotated[
        str,
        OneOf(["create_account", "sign_in", "accept", "sign_in_as_another"]),
        Doc("Make an account while accepting; sign in to the one the address has; accept; sign in with the account that was invited."),
    ]


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=InvitationPreview)
@dataclass(frozen=True, kw_only=True)
class PreviewInvitation:
    """Look at an invitation before answering it. Whoever holds the link has shown that the address is theirs."""

    token: InvitationToken
    address: FromAddress | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationAnswer:
    """The role is yours, from the account `person_id`."""

    invitation_id: Id
    person_id: Id
    grant: GrantView


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=InvitationAnswer, seconds=20.0)
@dataclass(frozen=True, kw_only=True)
class AcceptInvitation:
    """Take the role: signed in with the account of the invited address, or making one here with a name and a password."""

    token: InvitationToken
    name: Line | None = None
    password: Password | None = None
    language: Language | None = None
    address: FromAddress | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationDeclinedAnswer:
    """Nothing more will be asked."""

    invitation_id: Id
    state: InvitationState


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=InvitationDeclinedAnswer)
@dataclass(frozen=True, kw_only=True)
class DeclineInvitation:
    """Say no. It takes no account."""

    token: InvitationToken
    address: FromAddress | None = None


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="invitations/{invitation_id}")
@dataclass(frozen=True, kw_only=True)
class InvitationIssued:
    """Somebody is invited to take a role. Said again, with the next `sending`, when the mail is to be sent once more."""

    invitation_id: Id
    role: Role
    deputy: bool
    scope_kind: Word
    scope_id: Id | None
    invited_by: Id | None
    expires_at: Instant
    sending: Count


@event(PUBLISHER, subject="invitations/{invitation_id}")
@dataclass(frozen=True, kw_only=True)
class InvitationAccepted:
    """The invited took the role."""

    invitation_id: Id
    person_id: Id
    grant_id: Id


@event(PUBLISHER, subject="invitations/{invitation_id}")
@dataclass(frozen=True, kw_only=True)
class InvitationDeclined:
    """The invited said no."""

    invitation_id: Id


@event(PUBLISHER, subject="invitations/{invitation_id}")
@dataclass(frozen=True, kw_only=True)
class InvitationExpired:
    """Nobody answered in time."""

    invitation_id: Id


@event(PUBLISHER, subject="invitations/{invitation_id}")
@dataclass(frozen=True, kw_only=True)
class InvitationRevoked:
    """The invitation was taken back."""

    invitation_id: Id
