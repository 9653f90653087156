"""Forgotten passwords: asked for without telling who has an account, done by a link, once, within an hour."""

from dataclasses import dataclass
from functools import partial

from chassis.context import new_id
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.membership import Accepted, CompletePasswordReset, DrawLink, DrawnLink, PasswordResetDone, RequestPasswordReset
from services.membership.domain import passwords
from services.membership.domain.password_reset import PasswordReset
from services.membership.domain.person import Person, email_key
from services.membership.domain.throttle import PER_ADDRESS
from services.membership.domain.tokens import Link, digest
from services.membership.usecases import links
from services.membership.usecases.own_account import end_sessions
from services.membership.usecases.ports import Membership
from services.membership.usecases.proof import PASSWORD, Heavy, Work, attempt, forgive

LINK = "password_reset"
RESET_ACCOUNT = "password_reset_account"
RESET_ADDRESS = "password_reset_address"
SIGN_IN_ACCOUNT = "sign_in_account"
MAILS_PER_ACCOUNT = 3
"""Links sent to one account in a quarter of an hour; more are accepted and not sent, so that nobody's mailbox is filled."""


def request_password_reset(unit: Membership, request: RequestPasswordReset) -> Accepted:
    """The same number of documents is written either way, and the answer is the same."""
    if request.address is not None:
        attempt(unit, RESET_ADDRESS, request.address, PER_ADDRESS)
    sendable = _within_limit(unit, email_key(request.email))
    person = unit.people.by_email(request.email)
    if person is None or not sendable:
        unit.people.turn_away(new_id())
        return Accepted()
    reset = PasswordReset.ask(
        id=new_id(),
        person_id=person.id,
        password_turn=person.password_turn,
        email_digest=digest(person.email_key),
        at=unit.now,
    )
    unit.password_resets.add(reset)
    return Accepted()


def draw(unit: Membership, request: DrawLink) -> DrawnLink:
    """A fresh token for the mail."""
    reset = unit.password_resets.get(request.id)
    person = unit.people.get(reset.person_id)
    if _void(reset, person) or unit.now >= reset.expires_at:
        raise NotFound("not_found", "there is nothing to send a link for any more")
    token = links.draw(unit, LINK, reset.id, person_id=person.id, expires_at=reset.expires_at)
    return DrawnLink(token=token, expires_at=reset.expires_at)


@dataclass(frozen=True, kw_only=True)
class Resettable:
    """Whose password is set, for the rules about passwords."""

    name: str
    email: str


def find_reset(unit: Membership, request: CompletePasswordReset) -> Resettable:
    _, _, person = _followed(unit, request.token)
    return Resettable(name=person.name, email=person.email)


def set_password_by_link(unit: Membership, request: CompletePasswordReset, *, password_hash: str) -> PasswordResetDone:
    link, reset, person = _followed(unit, request.token)
    links.use(unit, link)
    person.change_password(password_hash)
    person.confirm_email(at=unit.now)
    unit.people.save(person)
    for kind, about in ((SIGN_IN_ACCOUNT, person.email_key), (PASSWORD, person.id)):
        forgive(unit, kind, about)
    ended = end_sessions(unit, person.id)
    live = sum(key.lives(unit.now) for key in unit.api_keys.of_person(person.id))
    reset.complete(live_keys=live, at=unit.now)
    unit.password_resets.save(reset)
    return PasswordResetDone(sessions_ended=ended, live_keys=live)


def _followed(unit: Membership, token: str) -> tuple[Link, PasswordReset, Person]:
    link = links.holder(unit, LINK, token)
    reset, person = unit.password_resets.find(link.about), unit.people.find(link.person_id)
    if reset is None or person is None or _void(reset, person):
        raise Conflict("membership.link_expired", "the password or the address has been changed since")
    return link, reset, person


def _void(reset: PasswordReset, person: Person) -> bool:
    """A link outlives neither the password nor the address it was asked for."""
    return reset.done_at is not None or reset.password_turn != person.password_turn or reset.email_digest != digest(person.email_key)


def _within_limit(unit: Membership, account: str) -> bool:
    try:
        attempt(unit, RESET_ACCOUNT, account, MAILS_PER_ACCOUNT)
    except NotAllowed:
        return False
    return True


# ---------------------------------------------------------------- conversation


def complete_password_reset(work: Work, heavy: Heavy, request: CompletePasswordReset) -> PasswordResetDone:
    person = work.note(find_reset, request)
    passwords.check(request.password, name=person.name, email=person.email, pointer="/password")
    return work.run(partial(set_password_by_link, password_hash=heavy(passwords.make_hash, request.password)), request)
