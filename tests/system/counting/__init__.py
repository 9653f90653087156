"""A second real service, for tests: hears what membership says and counts it, each fact once."""

from chassis.card import Card
from contracts.membership import ApplicationSubmitted, CityAdmitted

CARD = Card(name="counting", hears=(ApplicationSubmitted, CityAdmitted), asks=("membership",))
