"""The demo service's parts. Its reaction writes one document per event heard, and stumbles in the way the event asks for,
until the place stands in `mended`."""

from typing import Any

from chassis.card import Wiring
from contracts.errors import Conflict, Unavailable
from tests.service.demo import CARD
from tests.service.demo.words import PlaceOpened


def when_place_opened_note_it(unit: Any, event: PlaceOpened) -> None:
    if event.how == "refused" and not unit.collection("mended").count_documents({"_id": event.place_id}):
        raise Conflict("demo.not_wanted", "we do not want this place")
    if event.how == "broken":
        raise RuntimeError("a defect, with words that must stay in this process")
    if event.how == "early" and not unit.collection("mended").count_documents({"_id": event.place_id}):
        raise Unavailable("service_unavailable", "not now", retryable=True)
    unit.collection("places").insert_one({"_id": f"{event.place_id}/{event.how}", "place_id": event.place_id})


WIRING = Wiring(card=CARD, door="tests.service.demo.service:DemoService", reactions={PlaceOpened: when_place_opened_note_it})
