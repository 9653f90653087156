"""Codes for the demonstration's accounts that have a second factor: each is good once, so none is given out twice.

A clock may be one step of 30 seconds ahead, so two codes can be had at once; for a third one waits.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyotp

FILE: Final = "demonstration-codes.json"
STEP_SECONDS: Final = 30

Tell = Callable[[str], None]


def fresh_code(
    data_dir: Path,
    name: str,
    seed: str,
    tell: Tell = lambda _: None,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> str:
    """The next code of `name` that nobody has been given yet; says so when it has to wait."""
    step = _take_step(data_dir / FILE, name, int(clock()) // STEP_SECONDS)
    wait = (step - 1) * STEP_SECONDS - clock()
    if wait > 0:
        tell(f"waiting {wait:.0f} s for the next code of {name}: each is good once")
        sleep(wait)
    return pyotp.HOTP(seed).at(step)


def _take_step(file: Path, name: str, now: int) -> int:
    """The step after the last one given out, not before the present one; written down before anybody gets the code."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        given: dict[str, int] = json.loads(held.read() or "{}")
        step = given[name] = max(now, given.get(name, 0) + 1)
        held.seek(0)
        held.truncate()
        json.dump(given, held)
    return step
