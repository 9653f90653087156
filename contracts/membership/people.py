"""Accounts, sessions, keys for programs, and who holds which role."""

from dataclasses import dataclass
from typing import Annotated, Literal

from contracts.declare import request
from contracts.membership.grants import GrantView
from contracts.membership.shared import GATEWAY, OPERATOR, PUBLISHER, Role
from contracts.roles import (
    ANYONE,
    MANAGEMENT_UNIT,
    SIGNED_IN,
)
from contracts.standard import Done
from contracts.words import (
    Count,
    Cursor,
    Doc,
    Email,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Line,
    OneOf,
    Password,
    Range,
    Secret,
    Word,
)

SecondFactor = Annotated[
    str,
    OneOf(["not_required", "required", "missing", "done"]),
    Doc(
        "`required`: a role wants it and none is enrolled; `missing`: enrolled, but this session or key came without; "
        "`done`: this session or key has it. Without it no management unit's or reviewer's role counts."
    ),
]


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """An account. Seen by the person and by the management unit only."""

    id: Id
    name: Line
    email: Email
    language: Language
    created_at: Instant
    grants: tuple[GrantView, ...] = ()
    email_confirmed_at: Instant | None = None
    pending_email: Annotated[Email, Doc("The address that takes over once it is confirmed.")] | None = None
    second_factor: Annotated[SecondFactor, Doc("Shown to oneself only.")] | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    items: tuple[PersonView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class PrincipalGrant:
    """An active grant, as a door-keeper needs it."""

    role: Role
    scope_kind: Word
    scope_id: Id | None


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who a session or key stands for, with the grants active now."""

    person_id: Id
    language: Language
    grants: tuple[PrincipalGrant, ...]
    session_id: Id | None = None
    api_key_id: Id | None = None
    key_scopes: tuple[Word, ...] | None = None
    withheld: Annotated[tuple[Role, ...], Doc("Roles held that want a second factor, which this session or key came without.")] = ()
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class Registered:
    """Said alike whether or not the address was known, so that nobody can list accounts."""

    status: Literal["accepted"] = "accepted"


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=Registered)
@dataclass(frozen=True, kw_only=True)
class RegisterPerson:
    """Open an account. The answer is the same whether or not the address already has one."""

    name: Line
    email: Email
    password: Password
    language: Language = "en"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A new session. The token is shown once and stored as a hash."""

    session_id: Id
    token: Annotated[str, Secret()]
    person_id: Id
    expires_at: Instant
    second_factor: SecondFactor = "not_required"


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=SignedIn)
@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Start a session with address, password and, for whoever has a second factor, a code. Throttled.

    Wrong address or password is `membership.sign_in_failed`; a code is asked for (`membership.second_factor_code_wanted`) only after a
    right password. A code is good for one sign-in.
    """

    email: Email
    password: Annotated[str, Length(1, 128), Secret()]
    code: Annotated[str, Length(6, 40), Secret(), Doc("Six digits of the authenticator, or a recovery code.")] | None = None
    client: Annotated[Line, Doc("The program, to recognise the session in a list.")] | None = None
    address: Annotated[Line, Doc("Where the request came from, for throttling.")] | None = None


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class SignOut:
    """End the session this request came with."""


@dataclass(frozen=True, kw_only=True)
class SessionView:
    id: Id
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    client: Line | None = None
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class SessionsPage:
    items: tuple[SessionView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=SessionsPage)
@dataclass(frozen=True, kw_only=True)
class ListSessions:
    """One's own live sessions, newest first."""


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class EndSession:
    """End one of one's own sessions."""

    session_id: Id


@request(PUBLISHER, kind="query", may=(GATEWAY,), answer=Principal)
@dataclass(frozen=True, kw_only=True)
class IdentifySession:
    """Who stands behind a session token."""

    token: Annotated[str, Length(1, 200), Secret()]


@request(PUBLISHER, kind="query", may=(GATEWAY,), answer=Principal)
@dataclass(frozen=True, kw_only=True)
class IdentifyApiKey:
    """Who stands behind an API key."""

    token: Annotated[str, Length(1, 200), Secret()]


@dataclass(frozen=True, kw_only=True)
class ApiKeyView:
    """A key for programs. The secret itself is never shown again."""

    id: Id
    name: Line
    prefix: Word
    scopes: tuple[Word, ...]
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None = None
    revoked_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreated:
    """A new key with its secret. A retry with the same idempotency key shows the key without the secret."""

    key: ApiKeyView
    token: Annotated[str, Secret()] | None


@dataclass(frozen=True, kw_only=True)
class ApiKeysPage:
    items: tuple[ApiKeyView, ...]
    next: Cursor | None = None


KeyScope = Annotated[str, OneOf(["read", "write", "events"])]


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApiKeyCreated)
@dataclass(frozen=True, kw_only=True)
class CreateApiKey:
    """Make a key that acts for oneself, limited to scopes and days."""

    name: Line
    scopes: tuple[KeyScope, ...] = ("read",)
    days: Annotated[int, Range(1, 366)] = 90


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=ApiKeysPage)
@dataclass(frozen=True, kw_only=True)
class ListApiKeys:
    """One's own keys, newest first."""


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApiKeyView)
@dataclass(frozen=True, kw_only=True)
class RevokeApiKey:
    """Make one of one's own keys useless, at once."""

    key_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class GetMe:
    """One's own account with every grant."""


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """Set a new password; every other session ends."""

    current_password: Annotated[str, Length(1, 128), Secret()]
    new_password: Password


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PeoplePage)
@dataclass(frozen=True, kw_only=True)
class ListPeople:
    """Accounts, by name; `email` finds one exactly."""

    email: Email | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class GetPerson:
    """One account with its grants."""

    person_id: Id


@dataclass(frozen=True, kw_only=True)
class AdministratorCreated:
    """The account and its second factor, which is in force at once. Shown this once."""

    person: PersonView
    secret: Annotated[str, Secret(), Doc("The authenticator's seed, base32.")] | None
    uri: Annotated[str, Secret()] | None
    recovery_codes: Annotated[tuple[Word, ...], Secret()] | None


@request(PUBLISHER, kind="command", may=(OPERATOR,), answer=AdministratorCreated, seconds=20.0)
@dataclass(frozen=True, kw_only=True)
class CreateAdministrator:
    """Make an account with the management unit's role, from the operator's command line."""

    name: Line
    email: Email
    password: Password
    language: Language = "en"
