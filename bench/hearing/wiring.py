"""The effect: a document per note."""

from bench.hearing import CARD
from bench.saying.contract import NoteTaken
from chassis.card import Wiring
from chassis.unit import Unit


def when_note_taken_keep_it(unit: Unit, event: NoteTaken) -> None:
    unit.collection("kept").insert_one({"_id": event.note_id, "number": event.number})


WIRING = Wiring(card=CARD, door="bench.hearing.service:HearingService", reactions={NoteTaken: when_note_taken_keep_it})
