"""Membership, asked over the broker: who is to be written to, and a fresh secret for a link."""

from typing import Final

from chassis.context import Context
from chassis.service_client import ServiceClient
from contracts.declare import load
from contracts.membership import DrawLink, DrawnLink, FindRecipients, Recipients
from services.notifications.usecases.ports import Drawn, Found, Reader

SECONDS: Final = 10.0


class AskedMembership:
    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def find(self, about: str, audience: str) -> Found:
        told = load(Recipients, self._client.call(FindRecipients(about=about, audience=audience), _context()), unknown="exclude")
        readers = (Reader(person_id=one.person_id, name=one.name, email=one.email, language=one.language) for one in told.items)
        return Found(readers=tuple(readers), reference=told.reference, names=told.names or {})

    def draw_link(self, kind: str, id: str) -> Drawn:
        told = load(DrawnLink, self._client.call(DrawLink(kind=kind, id=id), _context()), unknown="exclude")
        return Drawn(token=told.token, expires_at=told.expires_at, email=told.email)


def _context() -> Context:
    return Context.for_service("notifications", seconds=SECONDS)
