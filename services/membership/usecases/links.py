"""Links in mails: a token is minted when the mail is written, stored as a hash, and good once, until the link's own end."""

from datetime import datetime

from services.membership.domain.tokens import Link, digest, unknown_link
from services.membership.usecases.ports import Membership


def draw(unit: Membership, kind: str, about: str, *, person_id: str, expires_at: datetime, address: str | None = None) -> str:
    """A fresh token for the link of `kind` about the id. Another end or another address than before makes it another link."""
    link = unit.links.of(kind, about)
    if link is None or link.expires_at != expires_at or link.address != address:
        link = Link(kind=kind, about=about, person_id=person_id, expires_at=expires_at, address=address)
    token = link.draw()
    unit.links.keep(link)
    return token


def holder(unit: Membership, kind: str, token: str) -> Link:
    """The link that the token opens. Raises `NotFound` for a token nobody was given, `Conflict` for a link that is over."""
    link = unit.links.by_token(kind, digest(token))
    if link is None:
        raise unknown_link()
    link.follow(unit.now)
    return link


def use(unit: Membership, link: Link) -> None:
    """Of two who follow one link at the same time, one is late."""
    link.use(unit.now)
    unit.links.keep(link)
