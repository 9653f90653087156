"""A note, its collection, and the use case that takes one."""

from dataclasses import dataclass
from typing import Any, ClassVar

from bench.saying import CARD
from bench.saying.contract import NoteTaken
from chassis.aggregate import Aggregate
from chassis.card import Wiring
from chassis.context import new_id
from chassis.repository import Repository
from chassis.unit import Unit


@dataclass(kw_only=True)
class Note(Aggregate):
    kind: ClassVar[str] = "notes"
    number: int


class Notes(Repository[Note]):
    aggregate = Note
    name = "notes"


def take_note(unit: Unit, number: int) -> dict[str, Any]:
    note = Note(id=new_id(), number=number)
    note.say(NoteTaken(note_id=note.id, number=number, country="XK"))
    Notes(unit).add(note)
    return {}


WIRING = Wiring(card=CARD, door="bench.saying.service:SayingService")
