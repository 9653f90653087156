"""Accounts and passwords.

Hashing a password takes tens of milliseconds, so it never happens inside a transaction. The upper half of this page are use cases that are
told the outcome; the lower half are the conversations the doors hold: a transaction, the slow work off the hub, another transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from chassis.context import new_id
from contracts.errors import Conflict, NotAllowed
from contracts.membership import ChangePassword, CreateAdministrator, PersonView, Registered, RegisterPerson, SignedIn, SignIn
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain import passwords
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person, email_key
from services.membership.domain.session import Session
from services.membership.domain.showing import person_view
from services.membership.domain.throttle import PER_ACCOUNT, PER_ADDRESS
from services.membership.domain.tokens import digest, new_token
from services.membership.usecases.grants import give
from services.membership.usecases.ports import Membership

SIGN_IN_ACCOUNT = "sign_in_account"
SIGN_IN_ADDRESS = "sign_in_address"
PASSWORD = "password"  # noqa: S105 a kind of throttle

# ---------------------------------------------------------------- use cases


def add_person(unit: Membership, request: RegisterPerson, *, password_hash: str) -> Registered:
    """One document is written either way, and the answer is the same."""
    if unit.people.by_email(request.email) is None:
        unit.people.add(_person(unit, request, password_hash))
    else:
        unit.people.turn_away(new_id())
    return Registered()


def add_administrator(unit: Membership, request: CreateAdministrator, *, password_hash: str) -> PersonView:
    """The operator may know who has an account."""
    if unit.people.by_email(request.email) is not None:
        raise Conflict("membership.already_registered", "there is an account with this address already")
    person = _person(unit, request, password_hash)
    grant = Grant.give(id=new_id(), person_id=person.id, role=MANAGEMENT_UNIT, scope_id=None, by=None, at=unit.now)
    unit.people.add(person)
    give(unit, grant)
    return person_view(person, [grant])


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a password is to be compared with; nothing when the address is unknown."""

    person_id: str | None
    password_hash: str | None


def count_sign_in(unit: Membership, request: SignIn) -> Credentials:
    """Count the attempt before it is judged, for the account (whether or not there is one) and for the address it came from."""
    _attempt(unit, SIGN_IN_ACCOUNT, email_key(request.email), PER_ACCOUNT)
    if request.address is not None:
        _attempt(unit, SIGN_IN_ADDRESS, request.address, PER_ADDRESS)
    person = unit.people.by_email(request.email)
    return Credentials(person_id=person.id if person else None, password_hash=person.password_hash if person else None)


def open_session(unit: Membership, request: SignIn, *, proven: Credentials) -> SignedIn:
    """Start a session for somebody whose password was right, unless it has been changed meanwhile."""
    person = unit.people.find(str(proven.person_id))
    if person is None or person.password_hash != proven.password_hash:
        raise sign_in_failed()
    account = unit.throttles.of(SIGN_IN_ACCOUNT, email_key(request.email), PER_ACCOUNT)
    account.forget()
    unit.throttles.keep(account)
    if request.address is not None:
        address = unit.throttles.of(SIGN_IN_ADDRESS, request.address, PER_ADDRESS)
        address.forgive()
        unit.throttles.keep(address)
    token = new_token()
    session = Session(
        id=new_id(), person_id=person.id, token_hash=digest(token), created_at=unit.now, last_seen_at=unit.now, client=request.client
    )
    unit.sessions.add(session)
    return SignedIn(session_id=session.id, token=token, person_id=person.id, expires_at=session.expires_at)


@dataclass(frozen=True, kw_only=True)
class NewPassword:
    """The old hash, which the current password was found to match, and the new one."""

    old_hash: str
    new_hash: str


class ProofWanted(Exception):
    """Before anything changes, compare the current password with this hash."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


def set_password(unit: Membership, request: ChangePassword, *, proven: NewPassword | None) -> PersonView:
    """Whoever else is signed in with the old password is so no longer."""
    person = unit.people.get(str(unit.actor.person_id))
    if proven is None or person.password_hash != proven.old_hash:
        raise ProofWanted(person)
    throttle = unit.throttles.of(PASSWORD, person.id, PER_ACCOUNT)
    throttle.forget()
    unit.throttles.keep(throttle)
    person.change_password(proven.new_hash)
    unit.people.save(person)
    for session in unit.sessions.of_person(person.id):
        if session.id != unit.actor.session_id and session.lives(unit.now):
            session.end(unit.now)
            unit.sessions.save(session)
    return person_view(person, list(unit.grants.of_person(person.id)))


def count_password_attempt(unit: Membership, request: ChangePassword) -> None:
    _attempt(unit, PASSWORD, str(unit.actor.person_id), PER_ACCOUNT)


def _attempt(unit: Membership, kind: str, about: str, limit: int) -> None:
    throttle = unit.throttles.of(kind, about, limit)
    throttle.attempt(unit.now)
    unit.throttles.keep(throttle)


def _person(unit: Membership, request: RegisterPerson | CreateAdministrator, password_hash: str) -> Person:
    return Person(
        id=new_id(),
        name=request.name,
        email=request.email,
        language=request.language,
        password_hash=password_hash,
        created_at=unit.now,
    )


def sign_in_failed() -> NotAllowed:
    """One answer for an unknown address and a wrong password."""
    return NotAllowed("membership.sign_in_failed", "address or password is not right")


# ---------------------------------------------------------------- conversations: transaction, slow work, transaction

T = TypeVar("T")


class Work(Protocol):
    """Runs use cases; `note` runs one beside the request, kept even when the request is refused later."""

    def run(self, use_case: Callable[[Any, Any], T], request: Any) -> T: ...
    def note(self, use_case: Callable[[Any, Any], T], request: Any) -> T: ...


Heavy = Callable[..., Any]
"""Calls a slow function where it blocks nobody, and returns what it returns."""


def register_person(work: Work, heavy: Heavy, request: RegisterPerson) -> Registered:
    passwords.check(request.password, name=request.name, email=request.email, pointer="/password")
    password_hash = heavy(passwords.make_hash, request.password)
    return work.run(partial(add_person, password_hash=password_hash), request)


def create_administrator(work: Work, heavy: Heavy, request: CreateAdministrator) -> PersonView:
    passwords.check(request.password, name=request.name, email=request.email, pointer="/password")
    password_hash = heavy(passwords.make_hash, request.password)
    return work.run(partial(add_administrator, password_hash=password_hash), request)


def sign_in(work: Work, heavy: Heavy, request: SignIn) -> SignedIn:
    known = work.note(count_sign_in, request)
    if not heavy(passwords.matches, known.password_hash, request.password):
        raise sign_in_failed()
    return work.run(partial(open_session, proven=known), request)


def change_password(work: Work, heavy: Heavy, request: ChangePassword) -> PersonView:
    """The first run answers a retry from its idempotency key; everybody else is asked for proof."""
    try:
        return work.run(partial(set_password, proven=None), request)
    except ProofWanted as wanted:
        person = wanted.person
    passwords.check(request.new_password, name=person.name, email=person.email, pointer="/new_password")
    work.note(count_password_attempt, request)
    if not heavy(passwords.matches, person.password_hash, request.current_password):
        raise NotAllowed("membership.wrong_password", "the current password is not right")
    proven = NewPassword(old_hash=person.password_hash, new_hash=heavy(passwords.make_hash, request.new_password))
    try:
        return work.run(partial(set_password, proven=proven), request)
    except ProofWanted:
        raise NotAllowed("membership.wrong_password", "the password has been changed meanwhile") from None
