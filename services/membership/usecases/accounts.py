"""Accounts and passwords.

Hashing a password takes tens of milliseconds, so it never happens inside a transaction. The upper half of this page are use cases that are
told the outcome; the lower half are the conversations the doors hold: a transaction, the slow work off the hub, another transaction.
"""

import contextlib
from dataclasses import dataclass
from functools import partial

from chassis.context import new_id
from contracts.errors import Conflict, NotAllowed, Refusal
from contracts.membership import (
    AdministratorCreated,
    ChangePassword,
    CreateAdministrator,
    PersonView,
    Registered,
    RegisterPerson,
    SignedIn,
    SignIn,
)
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain import passwords
from services.membership.domain.grant import Grant
from services.membership.domain.person import Person, email_key
from services.membership.domain.second_factor import standing
from services.membership.domain.session import Session
from services.membership.domain.showing import person_view
from services.membership.domain.throttle import PER_ACCOUNT, PER_ADDRESS
from services.membership.domain.tokens import digest, new_token
from services.membership.usecases.grants import give
from services.membership.usecases.own_account import active_roles, end_sessions, guard_address, own_view
from services.membership.usecases.ports import Membership
from services.membership.usecases.proof import (
    CODE_WANTED,
    Heavy,
    ProofWanted,
    Work,
    attempt,
    changed_meanwhile,
    compare,
    forgive,
    myself,
    take_code,
)
from services.membership.usecases.resets import SIGN_IN_ACCOUNT
from services.membership.usecases.security import start_second_factor

SIGN_IN_ADDRESS = "sign_in_address"

# ---------------------------------------------------------------- use cases


def add_person(unit: Membership, request: RegisterPerson, *, password_hash: str) -> Registered:
    """The same number of documents is written either way, and the answer is the same."""
    guard_address(unit, request.email)
    if unit.people.by_email(request.email) is None:
        person = _person(unit, request, password_hash)
        person.register()
        unit.people.add(person)
    else:
        unit.people.turn_away(new_id())
    return Registered()


def add_administrator(unit: Membership, request: CreateAdministrator, *, password_hash: str) -> AdministratorCreated:
    """The operator may know who has an account, and hands the second factor over with the password."""
    guard_address(unit, request.email)
    if unit.people.by_email(request.email) is not None:
        raise Conflict("membership.already_registered", "there is an account with this address already")
    person = _person(unit, request, password_hash)
    grant = Grant.give(id=new_id(), person_id=person.id, role=MANAGEMENT_UNIT, scope_id=None, by=None, at=unit.now)
    unit.people.add(person)
    give(unit, grant)
    enrolment, codes = start_second_factor(unit, person)
    shown = person_view(person, [grant])
    return AdministratorCreated(person=shown, secret=enrolment.secret, uri=enrolment.uri, recovery_codes=codes)


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a password is to be compared with; nothing when the address is unknown."""

    person_id: str | None
    password_hash: str | None
    password_turn: int = 0


def count_sign_in(unit: Membership, request: SignIn) -> Credentials:
    """Count the attempt before it is judged, for the account (whether or not there is one) and for the address it came from."""
    attempt(unit, SIGN_IN_ACCOUNT, email_key(request.email), PER_ACCOUNT)
    if request.address is not None:
        attempt(unit, SIGN_IN_ADDRESS, request.address, PER_ADDRESS)
    person = unit.people.by_email(request.email)
    if person is None:
        return Credentials(person_id=None, password_hash=None)
    return Credentials(person_id=person.id, password_hash=person.password_hash, password_turn=person.password_turn)


def uncount_sign_in(unit: Membership, request: SignIn) -> None:
    """The password was right and only the code was not there yet: nothing has been guessed."""
    account = unit.throttles.of(SIGN_IN_ACCOUNT, email_key(request.email), PER_ACCOUNT)
    account.forgive()
    unit.throttles.keep(account)
    _forgive_address(unit, request)


def open_session(unit: Membership, request: SignIn, *, proven: Credentials) -> SignedIn:
    """Start a session for somebody whose password was right, unless it has been changed meanwhile."""
    person = unit.people.find(str(proven.person_id))
    if person is None or person.password_turn != proven.password_turn:
        raise sign_in_failed()
    proof = take_code(unit, person.id, request.code)
    forgive(unit, SIGN_IN_ACCOUNT, email_key(request.email))
    _forgive_address(unit, request)
    token = new_token()
    session = Session(
        id=new_id(),
        person_id=person.id,
        token_hash=digest(token),
        created_at=unit.now,
        last_seen_at=unit.now,
        client=request.client,
        proof=proof,
    )
    unit.sessions.add(session)
    roles = active_roles(list(unit.grants.of_person(person.id)), unit)
    return SignedIn(
        session_id=session.id,
        token=token,
        person_id=person.id,
        expires_at=session.expires_at,
        second_factor=standing(roles, unit.second_factors.find(person.id), proof),
    )


def rehash(unit: Membership, request: SignIn, *, proven: Credentials, password_hash: str) -> None:
    """Keep the same password more safely, now that we have seen it."""
    person = unit.people.find(str(proven.person_id))
    if person is not None and person.password_turn == proven.password_turn:
        person.rehash(password_hash)
        unit.people.save(person)


@dataclass(frozen=True, kw_only=True)
class NewPassword:
    """Which password was found right, and the hash of the new one."""

    turn: int
    new_hash: str


def set_password(unit: Membership, request: ChangePassword, *, proven: NewPassword | None) -> PersonView:
    """Whoever else is signed in with the old password is so no longer."""
    person = myself(unit, None if proven is None else proven.turn)
    assert proven is not None
    person.change_password(proven.new_hash)
    unit.people.save(person)
    end_sessions(unit, person.id, but=unit.actor.session_id)
    return own_view(unit, person)


def _forgive_address(unit: Membership, request: SignIn) -> None:
    if request.address is not None:
        address = unit.throttles.of(SIGN_IN_ADDRESS, request.address, PER_ADDRESS)
        address.forgive()
        unit.throttles.keep(address)


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


def register_person(work: Work, heavy: Heavy, request: RegisterPerson) -> Registered:
    passwords.check(request.password, name=request.name, email=request.email, pointer="/password")
    password_hash = heavy(passwords.make_hash, request.password)
    return work.run(partial(add_person, password_hash=password_hash), request)


def create_administrator(work: Work, heavy: Heavy, request: CreateAdministrator) -> AdministratorCreated:
    passwords.check(request.password, name=request.name, email=request.email, pointer="/password")
    password_hash = heavy(passwords.make_hash, request.password)
    return work.run(partial(add_administrator, password_hash=password_hash), request)


def sign_in(work: Work, heavy: Heavy, request: SignIn) -> SignedIn:
    known = work.note(count_sign_in, request)
    if not heavy(passwords.matches, known.password_hash, request.password):
        raise sign_in_failed()
    try:
        answer = work.run(partial(open_session, proven=known), request)
    except NotAllowed as refused:
        if refused.code == CODE_WANTED:
            work.note(uncount_sign_in, request)
        raise
    _rehash_if_outdated(work, heavy, request, known)
    return answer


def change_password(work: Work, heavy: Heavy, request: ChangePassword) -> PersonView:
    """The first run answers a retry from its idempotency key; everybody else is asked for proof."""
    try:
        return work.run(partial(set_password, proven=None), request)
    except ProofWanted as wanted:
        person = wanted.person
    passwords.check(request.new_password, name=person.name, email=person.email, pointer="/new_password")
    compare(work, heavy, request, person, request.current_password)
    proven = NewPassword(turn=person.password_turn, new_hash=heavy(passwords.make_hash, request.new_password))
    try:
        return work.run(partial(set_password, proven=proven), request)
    except ProofWanted:
        raise changed_meanwhile() from None


def _rehash_if_outdated(work: Work, heavy: Heavy, request: SignIn, known: Credentials) -> None:
    """A session that has begun does not end because of this."""
    if known.password_hash is None or not passwords.outdated(known.password_hash):
        return
    fresh = heavy(passwords.make_hash, request.password)
    with contextlib.suppress(Refusal):
        work.note(partial(rehash, proven=known, password_hash=fresh), request)
