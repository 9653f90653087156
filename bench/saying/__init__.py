"""A service that only says things: notes, one event each."""

from bench.saying.contract import NoteTaken
from chassis.card import Card

CARD = Card(name="saying", says=(NoteTaken,))
