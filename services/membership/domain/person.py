"""An account: somebody who can sign in."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from services.membership.domain.text import name_key


@dataclass(kw_only=True)
class Person(Aggregate):
    """Somebody with an address and a password. What a person may do is said by grants, never here."""

    kind: ClassVar[str] = "people"
    name: str
    email: str
    language: str
    password_hash: str
    created_at: datetime

    @property
    def email_key(self) -> str:
        return email_key(self.email)

    @property
    def sort_name(self) -> str:
        return name_key(self.name)

    def change_password(self, password_hash: str) -> None:
        self.password_hash = password_hash


def email_key(email: str) -> str:
    """The form in which two spellings of an address are one account."""
    return unicodedata.normalize("NFKC", email).casefold()
