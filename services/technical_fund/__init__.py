"""The Technical Support Fund: calls, applications, reviews, decisions and awards, in money and in expert-days."""

from chassis.card import Card
from contracts import technical_fund as say
from contracts.declare import events_of, requests_of

CARD = Card(
    name=say.PUBLISHER,
    answers=tuple(entry.message for entry in requests_of(say.PUBLISHER).values() if entry.service == say.PUBLISHER),
    says=tuple(entry.message for entry in events_of(say.PUBLISHER).values()),
    hears=(),
    asks=("membership",),
)
"""Everything that `contracts.technical_fund` declares: the process refuses to start when one of them has no door."""
