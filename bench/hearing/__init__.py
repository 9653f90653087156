"""A service that hears the notes and keeps each once."""

from bench.saying.contract import NoteTaken
from chassis.card import Card

CARD = Card(name="hearing", hears=(NoteTaken,), asks=("saying",))
