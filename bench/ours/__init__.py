"""Our contender: a service of two requests on the real chassis, behind the real gateway."""

from bench.ours.contract import Echo, ReadDocument
from chassis.card import Card

CARD = Card(name="bench", answers=(Echo, ReadDocument))
