"""What the probe does, and the notes it leaves behind."""

import json
import random
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from chassis.aggregate import Aggregate
from chassis.repository import Repository
from contracts.errors import Unavailable
from tests.history import note
from tests.system.probe.contracts import Remind, SayThing, ThingSaid, Told


@dataclass(kw_only=True)
class Thing(Aggregate):
    kind: ClassVar[str] = "things"
    said: int = 0

    def say_more(self) -> None:
        self.said += 1
        self.say(ThingSaid(thing_id=self.id, n=self.said))


class Things(Repository[Thing]):
    aggregate = Thing
    name = "things"


def say_thing(unit: Any, request: SayThing) -> Told:
    things = Things(unit)
    thing = things.find(request.thing_id)
    if thing is None:
        thing = Thing(id=request.thing_id)
        thing.say_more()
        things.add(thing)
    else:
        thing.say_more()
        things.save(thing)
    return Told(n=thing.said)


def dwell(event: Any) -> None:
    """A slow handler, before its transaction."""
    note("began", n=event.n, thing=event.thing_id)
    time.sleep(event.seconds)


def hear_thing(unit: Any, event: Any) -> None:
    if event.mood == "failing":
        raise RuntimeError("no luck today")
    if event.mood == "waiting":
        raise Unavailable("probe.not_yet", "later, perhaps", retryable=True)
    unit.collection("heard").update_one({"_id": f"{event.thing_id}/{event.n}"}, {"$inc": {"times": 1}}, upsert=True)
    note("ended", n=event.n, thing=event.thing_id)


def hear_said(unit: Any, event: ThingSaid) -> None:
    """Write down in which order things are heard, with workers that take different times."""
    time.sleep(random.random() / 50)
    order = unit.collection("order").find_one({"_id": event.thing_id}) or {"_id": event.thing_id, "heard": []}
    order["heard"].append(event.n)
    unit.collection("order").replace_one({"_id": event.thing_id}, order, upsert=True)


def linger(n: int, seconds: float) -> Told:
    note("began", n=n)
    time.sleep(seconds)
    note("ended", n=n)
    return Told(n=n)


def burn(n: int, seconds: float) -> Told:
    note("began", n=n)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass
    note("ended", n=n)
    return Told(n=n)


def form_of(value: Any) -> Told:
    return Told(text=json.dumps([type(value).__name__, value], default=repr))


def remind(unit: Any, request: Remind) -> Told:
    unit.timers.set(request.key, unit.now + timedelta(seconds=request.seconds), "tick")
    return Told()


def tick(unit: Any, timer: Any) -> None:
    note("ticked", key=timer.key)
