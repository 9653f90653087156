"""Membership: people and their grants, hubs, applications to join, and the cities of the network."""

from chassis.card import Card
from contracts import membership as say
from contracts.declare import events_of, requests_of
from contracts.holders import HOLDERS

CARD = Card(
    name=say.PUBLISHER,
    answers=tuple(entry.message for entry in requests_of(say.PUBLISHER).values() if entry.service == say.PUBLISHER),
    hears=tuple(HOLDERS.values()),
    says=tuple(entry.message for entry in events_of(say.PUBLISHER).values()),
)
"""Everything that `contracts.membership` declares: the process refuses to start when one of them has no door."""
