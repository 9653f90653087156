"""One's own account: name and language, and the address one signs in with, which counts once it is confirmed."""

from datetime import datetime, timedelta

from contracts.declare import patched
from contracts.errors import Conflict, NotFound
from contracts.membership import (
    Accepted,
    AccountContent,
    ChangeEmail,
    ConfirmEmail,
    DrawLink,
    DrawnLink,
    EmailConfirmed,
    PersonView,
    RequestEmailConfirmation,
    ReviseMe,
)
from services.membership.domain.person import PENDING, Person, email_key
from services.membership.domain.tokens import digest
from services.membership.usecases import links
from services.membership.usecases.own_account import by_hand, guard_address, own_view
from services.membership.usecases.ports import Membership
from services.membership.usecases.proof import Heavy, Work, attempt, by_password, myself

LINK = "email_confirmation"
CONFIRMATIONS = "email_confirmation"
MAILS = 3
"""Confirmations one may ask for in a quarter of an hour."""


def revise_me(unit: Membership, request: ReviseMe) -> PersonView:
    person = unit.people.get(str(unit.actor.person_id))
    unit.expect(person)
    content = patched(AccountContent(name=person.name, language=person.language), request.changes)
    person.name, person.language = content.name, content.language
    unit.people.save(person)
    return own_view(unit, person)


def want_email(unit: Membership, request: ChangeEmail, *, proven: int | None) -> PersonView:
    """Whether another account has the address is found out by whoever can read its mail, and by nobody else."""
    by_hand(unit)
    person = myself(unit, proven)
    attempt(unit, CONFIRMATIONS, person.id, MAILS)
    person.want_email(request.email, at=unit.now)
    unit.people.save(person)
    return own_view(unit, person)


def request_email_confirmation(unit: Membership, request: RequestEmailConfirmation) -> Accepted:
    person = unit.people.get(str(unit.actor.person_id))
    attempt(unit, CONFIRMATIONS, person.id, MAILS)
    if person.pending(unit.now) is not None or person.email_confirmed_at is None:
        person.want_confirmation()
    unit.people.save(person)
    return Accepted()


def draw(unit: Membership, request: DrawLink) -> DrawnLink:
    """A fresh token for the mail, which goes to the new address when one is wanted."""
    person = unit.people.get(request.id)
    pending = person.pending(unit.now)
    if pending is None and person.email_confirmed_at is not None:
        raise NotFound("not_found", "there is nothing to confirm")
    address = pending or person.email
    until = (person.pending_until if pending else None) or _good_until(unit, person)
    token = links.draw(unit, LINK, person.id, person_id=person.id, expires_at=until, address=digest(email_key(address)))
    return DrawnLink(token=token, expires_at=until, email=pending)


def confirm_email(unit: Membership, request: ConfirmEmail) -> EmailConfirmed:
    link = links.holder(unit, LINK, request.token)
    person = unit.people.find(link.person_id)
    pending = None if person is None else person.pending(unit.now)
    if person is not None and pending is not None and link.address == digest(email_key(pending)):
        _move(unit, person, pending)
    elif person is not None and link.address == digest(person.email_key):
        person.confirm_email(at=unit.now)
    else:
        raise Conflict("membership.link_expired", "another address has been chosen since")
    links.use(unit, link)
    unit.people.save(person)
    assert person.email_confirmed_at is not None
    return EmailConfirmed(email_confirmed_at=person.email_confirmed_at)


def _move(unit: Membership, person: Person, address: str) -> None:
    guard_address(unit, address)
    other = unit.people.by_email(address)
    if other is not None and other.id != person.id:
        raise Conflict("membership.address_taken", "another account has this address")
    person.take_pending_email(at=unit.now)


def _good_until(unit: Membership, person: Person) -> datetime:
    """The end of the link that is out already, so that mails sent twice both open; else a fresh one."""
    link = unit.links.of(LINK, person.id)
    out = link is not None and link.address == digest(person.email_key) and link.used_at is None
    return link.expires_at if link is not None and out and link.expires_at > unit.now + timedelta(hours=1) else unit.now + PENDING


# ---------------------------------------------------------------- conversation


def change_email(work: Work, heavy: Heavy, request: ChangeEmail) -> PersonView:
    return by_password(work, heavy, want_email, request, request.password)
