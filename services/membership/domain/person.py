"""An account: somebody who can sign in."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.membership import EmailChanged, EmailChangeRequested, EmailConfirmationRequested, PersonErased, PersonRegistered
from services.membership.domain.text import name_key

PENDING: Final = timedelta(days=3)
"""How long a new address may wait for its confirmation."""


@dataclass(kw_only=True)
class Person(Aggregate):
    """Somebody with an address and a password. What a person may do is said by grants, never here.

    `password_turn` counts passwords, not hashes: hashing the same password anew does not sign anybody out.
    """

    kind: ClassVar[str] = "people"
    name: str
    email: str
    language: str
    password_hash: str
    created_at: datetime
    password_turn: int = 0
    email_confirmed_at: datetime | None = None
    pending_email: str | None = None
    pending_until: datetime | None = None
    erasing_at: datetime | None = None
    erased_at: datetime | None = None

    @property
    def email_key(self) -> str:
        return email_key(self.email)

    @property
    def sort_name(self) -> str:
        return name_key(self.name)

    def register(self) -> None:
        self.say(PersonRegistered(person_id=self.id))

    def change_password(self, password_hash: str) -> None:
        self.password_hash = password_hash
        self.password_turn += 1

    def rehash(self, password_hash: str) -> None:
        """The same password, kept more safely."""
        self.password_hash = password_hash

    def pending(self, at: datetime) -> str | None:
        """The address that waits for its confirmation, while it may."""
        return self.pending_email if self.pending_until is not None and at < self.pending_until else None

    def want_confirmation(self) -> None:
        self.say(EmailConfirmationRequested(person_id=self.id))

    def want_email(self, email: str, *, at: datetime) -> None:
        """Asked for the present address, there is nothing to wait for."""
        self.pending_email, self.pending_until = (None, None) if email == self.email else (email, at + PENDING)
        if self.pending_email is not None:
            self.say(EmailChangeRequested(person_id=self.id))

    def confirm_email(self, *, at: datetime) -> None:
        """The present address is its owner's; the first time counts."""
        self.email_confirmed_at = self.email_confirmed_at or at

    def take_pending_email(self, *, at: datetime) -> None:
        assert self.pending_email is not None
        self.email, self.email_confirmed_at = self.pending_email, at
        self.pending_email = self.pending_until = None
        self.say(EmailChanged(person_id=self.id))

    def begin_erasure(self, *, at: datetime) -> None:
        """Nobody signs in as this person any more; what is known of them goes in steps."""
        self.erasing_at, self.password_hash = at, ""
        self.password_turn += 1
        self.pending_email = self.pending_until = None

    def erase(self, erasure_id: str, *, at: datetime) -> None:
        """What stays is the id, so that what others wrote about decisions keeps its sense."""
        self.name = self.email = self.language = self.password_hash = ""
        self.created_at = self.erased_at = self.erasing_at = at
        self.email_confirmed_at = self.pending_email = self.pending_until = None
        self.say(PersonErased(person_id=self.id, erasure_id=erasure_id))


def email_key(email: str) -> str:
    """The form in which two spellings of an address are one account."""
    return unicodedata.normalize("NFKC", email).casefold()
