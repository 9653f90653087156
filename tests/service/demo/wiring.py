"""The demo service's parts. Its reaction writes one document per event heard, and stumbles in the way the event asks for."""

from typing import Any

from chassis.card import Wiring
from contracts.errors import Conflict, Unavailable
from tests.service.demo import CARD
from tests.service.demo.words import PlaceOpened


def when_place_opened_note_it(unit: Any, event: PlaceOpened) -> None:
    stumbles = unit.collection("stumbles")
    if event.how == "refused":
        raise Conflict("demo.not_wanted", "we do not want this place")
    if event.how == "broken":
        raise RuntimeError("a defect, with words that must stay in this process")
    if event.how.startswith("stumbles:") and stumbles.count_documents({"_id": event.place_id}) == 0:
        raise Unavailable("service_unavailable", "not now", retryable=True)
    unit.collection("places").insert_one({"_id": f"{event.place_id}/{event.how}", "place_id": event.place_id})


WIRING = Wiring(card=CARD, door="tests.service.demo.service:DemoService", reactions={PlaceOpened: when_place_opened_note_it})
