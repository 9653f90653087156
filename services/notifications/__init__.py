"""Notifications: turns what happened into mail, in the reader's language, once each."""

from chassis.card import Card
from contracts import notifications as say
from contracts.declare import events_of, requests_of
from services.notifications.reactions import REACTIONS

CARD = Card(
    name=say.PUBLISHER,
    answers=tuple(entry.message for entry in requests_of(say.PUBLISHER).values() if entry.service == say.PUBLISHER),
    says=tuple(entry.message for entry in events_of(say.PUBLISHER).values()),
    hears=tuple(REACTIONS),
    asks=("membership", "technical_fund"),
)
"""It hears every event that the table of mails names, and those that tell whom to forget."""
