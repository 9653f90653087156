"""A person who asked to be forgotten, until nothing about them is left here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.notifications import PersonForgotten


@dataclass(kw_only=True)
class Erasure(Aggregate):
    """Its id is the erasure's own, as membership gave it."""

    kind: ClassVar[str] = "erasures"
    person_id: str
    asked_at: datetime
    done_at: datetime | None = None
    open: bool = True

    def done(self, at: datetime) -> None:
        self.open, self.done_at = False, at
        self.say(PersonForgotten(erasure_id=self.id, person_id=self.person_id))
