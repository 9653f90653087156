"""The second factor, forgotten passwords, and addresses that prove to be one's own."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.people import PersonView
from contracts.membership.shared import OPERATOR, PUBLISHER
from contracts.roles import ANYONE, MANAGEMENT_UNIT, SIGNED_IN
from contracts.standard import Done
from contracts.words import Count, Doc, Email, Id, Instant, Language, Length, Line, MergePatchOf, OneOf, Password, Secret, Word

Code = Annotated[str, Length(6, 40), Secret(), Doc("Six digits of the authenticator, or a recovery code.")]
CurrentPassword = Annotated[str, Length(1, 128), Secret()]
Token = Annotated[str, Length(1, 200), Secret(), Doc("What the link in the mail carries.")]


# ---------------------------------------------------------------- second factor


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """A seed for an authenticator (RFC 6238), shown this once; it counts when it is confirmed with a code."""

    secret: Annotated[str, Secret(), Doc("Base32, for typing in.")] | None
    uri: Annotated[str, Secret(), Doc("`otpauth://…`, for a QR code.")] | None


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Enrolment)
@dataclass(frozen=True, kw_only=True)
class EnrolSecondFactor:
    """Begin to use an authenticator. Asked again before the confirmation, there is a new seed and the earlier one is void."""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodes:
    """Ten codes, each good for one sign-in without the authenticator. Shown this once and stored as hashes."""

    recovery_codes: Annotated[tuple[Word, ...], Secret()] | None


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=RecoveryCodes)
@dataclass(frozen=True, kw_only=True)
class ConfirmSecondFactor:
    """Show that the authenticator works. From now on signing in wants a code, and this session has the factor already."""

    code: Code


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=RecoveryCodes)
@dataclass(frozen=True, kw_only=True)
class RenewRecoveryCodes:
    """Ten new recovery codes; the earlier ones are void."""

    password: CurrentPassword
    code: Code


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class RemoveSecondFactor:
    """Do without the second factor again. Not for somebody who holds a role that requires it."""

    password: CurrentPassword
    code: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class ResetSecondFactor:
    """Take away the second factor of somebody else who has lost it. Every session ends; keys lose the roles that require the factor."""

    person_id: Id


@request(PUBLISHER, kind="command", may=(OPERATOR,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class ResetLastSecondFactor:
    """The same from the operator's command line, for the management unit's last member, whom nobody else can help."""

    email: Email


@event(PUBLISHER, subject="second-factors/{person_id}")
@dataclass(frozen=True, kw_only=True)
class SecondFactorEnrolled:
    """Somebody has begun to use a second factor."""

    person_id: Id


@event(PUBLISHER, subject="second-factors/{person_id}")
@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved:
    """Somebody does without the second factor again."""

    person_id: Id


@event(PUBLISHER, subject="second-factors/{person_id}")
@dataclass(frozen=True, kw_only=True)
class SecondFactorReset:
    """Somebody's second factor was taken away by another; every session has ended."""

    person_id: Id
    by: Annotated[str, OneOf(["management_unit", "operator"])]


# ---------------------------------------------------------------- forgotten passwords


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """Said alike whatever we know."""

    status: Annotated[str, OneOf(["accepted"])] = "accepted"


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=Accepted)
@dataclass(frozen=True, kw_only=True)
class RequestPasswordReset:
    """Ask for a link to set a new password. The answer is the same whether or not the address has an account."""

    email: Email
    address: Annotated[Line, Doc("Where the request came from, for throttling.")] | None = None


@dataclass(frozen=True, kw_only=True)
class PasswordResetDone:
    """The new password is in force. Keys go on working: look through them."""

    sessions_ended: Count
    live_keys: Count


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=PasswordResetDone)
@dataclass(frozen=True, kw_only=True)
class CompletePasswordReset:
    """Set a new password with the link's token: within an hour, once. Every session ends; the second factor stays required."""

    token: Token
    password: Password


@event(PUBLISHER, subject="password-resets/{reset_id}")
@dataclass(frozen=True, kw_only=True)
class PasswordResetRequested:
    """Somebody wants a link to set a new password."""

    reset_id: Id
    person_id: Id
    expires_at: Instant


@event(PUBLISHER, subject="password-resets/{reset_id}")
@dataclass(frozen=True, kw_only=True)
class PasswordResetCompleted:
    """A new password was set by link; every session has ended, `live_keys` keys have not."""

    reset_id: Id
    person_id: Id
    live_keys: Count


# ---------------------------------------------------------------- one's own account


@dataclass(frozen=True, kw_only=True)
class AccountContent:
    """What one may say of oneself."""

    name: Line
    language: Language


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class ReviseMe:
    """Change one's own name or language."""

    changes: Annotated[dict[str, str], MergePatchOf(AccountContent)]


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class ChangeEmail:
    """Sign in with another address from when it is confirmed by its link, within three days. The present address is told."""

    email: Email
    password: CurrentPassword


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Accepted)
@dataclass(frozen=True, kw_only=True)
class RequestEmailConfirmation:
    """Have the link that confirms one's address sent again."""


@dataclass(frozen=True, kw_only=True)
class EmailConfirmed:
    """The address is its owner's."""

    email_confirmed_at: Instant


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=EmailConfirmed)
@dataclass(frozen=True, kw_only=True)
class ConfirmEmail:
    """Prove with the link's token that an address is one's own. Nobody needs to be signed in: the token says whose it is."""

    token: Token


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class EndOtherSessions:
    """End every session of one's own but this one."""


@event(PUBLISHER, subject="people/{person_id}")
@dataclass(frozen=True, kw_only=True)
class PersonRegistered:
    """Somebody has an account now, with an address that is not yet confirmed."""

    person_id: Id


@event(PUBLISHER, subject="people/{person_id}")
@dataclass(frozen=True, kw_only=True)
class EmailConfirmationRequested:
    """Somebody wants the link that confirms the address again."""

    person_id: Id


@event(PUBLISHER, subject="people/{person_id}")
@dataclass(frozen=True, kw_only=True)
class EmailChangeRequested:
    """Somebody wants to sign in with another address. It gets a link, the present one a notice."""

    person_id: Id


@event(PUBLISHER, subject="people/{person_id}")
@dataclass(frozen=True, kw_only=True)
class EmailChanged:
    """Another address has been confirmed and is now the one to sign in with and write to."""

    person_id: Id
