"""Hears, and notes in a file when each effect was committed."""

import os
import time
from typing import Any

from bench.hearing.wiring import when_note_taken_keep_it
from bench.saying.contract import NoteTaken
from chassis.entrypoints import Work, hears
from chassis.standard_doors import StandardDoors

_effects = open(os.environ["BENCH_EFFECTS"], "a", buffering=1)  # noqa: SIM115 - for as long as the process lives


class HearingService(StandardDoors):
    name = "hearing"
    work = Work()

    @hears(NoteTaken)
    def when_note_taken_keep_it(self, event: NoteTaken) -> Any:
        answer = self.work.react(when_note_taken_keep_it, event)
        _effects.write(f"{event.number} {time.time()}\n")
        return answer
