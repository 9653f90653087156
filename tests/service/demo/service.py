"""The demo service's doors."""

import os
import time

from chassis.context import Actor
from chassis.entrypoints import Work, answers, hears, heavy
from contracts.errors import Conflict
from tests.service.demo import wiring
from tests.service.demo.words import Burn, Dawdle, Echo, Echoed, Fail, GuardedEcho, PlaceOpened, ReadLogbook, Remember

LOGBOOK = "SCN_DEMO_LOGBOOK"


def write_down(line: str) -> None:
    """In a file, so that several processes and one that is killed can be compared."""
    if path := os.environ.get(LOGBOOK):
        with open(path, "a") as logbook:
            logbook.write(line + "\n")


def burn(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        sum(range(1000))


def name_of(actor: Actor) -> str:
    return actor.person_id or actor.service or actor.kind


class DemoService:
    name = "demo"
    work = Work()

    @answers(Echo)
    def echo(self, request: Echo) -> Echoed:
        return Echoed(text=request.text, anything=request.anything, asked_by=name_of(self.work.context.actor))

    @answers(GuardedEcho)
    def guarded_echo(self, request: GuardedEcho) -> Echoed:
        return Echoed(text=request.text, asked_by=name_of(self.work.context.actor))

    @answers(Dawdle)
    def dawdle(self, request: Dawdle) -> Echoed:
        write_down(f"begin {request.name} {os.getpid()}")
        time.sleep(request.seconds)
        write_down(f"end {request.name} {os.getpid()}")
        return Echoed(text=request.name)

    @answers(Fail)
    def fail(self, request: Fail) -> object:
        if request.how == "refused":
            raise Conflict("demo.not_now", "the demo is tired", {"until": "tomorrow"})
        if request.how == "no_json":
            return {"text": object()}
        raise RuntimeError("a defect, with words that must stay in this process")

    @answers(Burn)
    def burn(self, request: Burn) -> Echoed:
        heavy(burn, request.seconds)
        return Echoed(text="burnt")

    @answers(Remember)
    def remember(self, request: Remember) -> Echoed:
        write_down(f"remember {request.text}")
        return Echoed(text=request.text)

    @answers(ReadLogbook)
    def read_logbook(self, request: ReadLogbook) -> Echoed:
        with open(os.environ[LOGBOOK]) as logbook:
            return Echoed(text=" ".join(logbook.read().split()))

    @hears(PlaceOpened)
    def when_place_opened_note_it(self, event: PlaceOpened) -> object:
        return self.work.react(wiring.when_place_opened_note_it, event)
