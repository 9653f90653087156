"""The parts of the benchmark's service."""

from bench.ours import CARD
from chassis.card import Wiring

WIRING = Wiring(card=CARD, door="bench.ours.service:BenchService")
