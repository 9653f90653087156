"""A small service for tests: it echoes, dawdles, fails, counts what it did, and hears another's facts."""

from chassis.card import Card
from tests.service.demo.words import Burn, Dawdle, Echo, Fail, GuardedEcho, PlaceOpened, ReadLogbook, Remember

CARD = Card(name="demo", answers=(Echo, GuardedEcho, Dawdle, Fail, Burn, Remember, ReadLogbook), hears=(PlaceOpened,))
