"""Questions to the solver, which computes in a process of its own: it can be stopped at any instant, and its memory is given back."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

from contracts.errors import Conflict

MACHINE: Final = "services.technical_fund.carriers.solver.machine"
BEAT_SECONDS: Final = 1.0
PASSED_ON: Final = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")
"""Of our environment, which holds secrets, the solver is told this much."""

Beat = Callable[[str, int], None]


def ask(question: Mapping[str, Any], beat: Beat, *, seconds: float) -> dict[str, Any]:
    """The solver's answer. `beat` is called about once a second with the search under way and how many have begun; what it raises stops the
    solver at once.

    Raises `technical_fund.no_solution_in_time` after `seconds`, and `technical_fund.solver_failed` when the solver died.
    """
    with tempfile.TemporaryFile() as complaints, _started(complaints) as machine:
        try:
            return _listen(machine, json.dumps(question), beat, time.monotonic() + seconds, complaints)
        finally:
            machine.kill()


def _started(complaints: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", MACHINE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


def _listen(machine: "subprocess.Popen[bytes]", question: str, beat: Beat, until: float, complaints: IO[bytes]) -> dict[str, Any]:
    """Its input stays open: that it ends is how the solver learns that we have died."""
    assert machine.stdin is not None
    assert machine.stdout is not None
    machine.stdin.write(question.encode() + b"\n")
    machine.stdin.flush()
    phase, begun, waiting = "start", 0, b""
    with selectors.DefaultSelector() as ear:
        ear.register(machine.stdout, selectors.EVENT_READ)
        while time.monotonic() < until:
            if ear.select(BEAT_SECONDS):
                heard = os.read(machine.stdout.fileno(), 65536)
                if not heard:
                    raise _died(machine, complaints)
                *lines, waiting = (waiting + heard).split(b"\n")
                for said in map(json.loads, lines):
                    if "answer" in said:
                        answer: dict[str, Any] = said["answer"]
                        return answer
                    phase, begun = said["phase"], begun + 1
            beat(phase, begun)
    raise Conflict("technical_fund.no_solution_in_time", "nothing was found within the time", {"phase": phase})


def _died(machine: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> Conflict:
    code = machine.wait(10)
    complaints.seek(0)
    reason = complaints.read().decode(errors="replace")[-400:]
    return Conflict("technical_fund.solver_failed", "the solver ended without an answer", {"exit": code, "reason": reason})
