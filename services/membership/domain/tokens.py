"""Secrets for sessions, keys and links: 256 random bits, kept only as their hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contracts.errors import Conflict, NotFound

LIVE: Final = 5
"""How many tokens of one link are good at the same time: a mail that was sent twice opens twice."""

KEPT: Final = timedelta(days=30)
"""How long a link that is over can be told from one that never was."""


def new_token(mark: str = "") -> str:
    return mark + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored. A token is random through and through, so one fast hash is enough; a password is not."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(kw_only=True)
class Link:
    """What a link in a mail stands for: something of `kind` with the id `about`. Good until `expires_at`, once.

    `address` is the digest of the address it was drawn for, where that matters. A token is minted when the mail is written and is nowhere
    but there.
    """

    kind: str
    about: str
    person_id: str
    expires_at: datetime
    address: str | None = None
    tokens: tuple[str, ...] = ()
    used_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.about}"

    @property
    def forget_at(self) -> datetime:
        return self.expires_at + KEPT

    def draw(self) -> str:
        """A fresh token; the newest few are good."""
        token = new_token()
        self.tokens = (*self.tokens, digest(token))[-LIVE:]
        return token

    def follow(self, at: datetime) -> None:
        """Raises `Conflict` when the link is over."""
        if self.used_at is not None:
            raise Conflict("membership.link_used", "this link has been used")
        if at >= self.expires_at:
            raise Conflict("membership.link_expired", "this link is too old")

    def use(self, at: datetime) -> None:
        self.follow(at)
        self.used_at = at


def unknown_link() -> NotFound:
    return NotFound("membership.link_unknown", "there is no such link")
