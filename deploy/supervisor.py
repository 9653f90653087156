"""Keeps programs running: starts them, starts again those that die (after a growing pause), stops them in order."""

import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deploy.process import CannotStart, Child, Started, end_leftovers, remember_running
from deploy.settings import ROOT

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


class Part(Protocol):
    """A program with a life: a service of ours, the broker, the store."""

    name: str

    @property
    def alive(self) -> bool: ...
    @property
    def returncode(self) -> int | None: ...
    @property
    def log(self) -> Path: ...
    def run(self) -> None: ...
    def stop(self, seconds: float = ...) -> None: ...


@dataclass
class Program(Started):
    """One of our own processes. `ready_url` answers 200 once it does its work."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    folder: Path
    ready_url: str
    start_seconds: float = 60
    log_file: Path | None = None
    advice: str = "look at the log; `make up` again once the cause is gone"
    _child: Child | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        return self.log_file or self.folder / f"{self.name}.log"

    @property
    def _running_file(self) -> Path:
        return self.folder / self.name.replace(" ", "-") / "running.json"

    def run(self) -> None:
        self._running_file.parent.mkdir(parents=True, exist_ok=True)
        end_leftovers(self._running_file)
        self._child = Child(self.name, self.command, self.log, env=self.env, cwd=ROOT)
        remember_running(self._running_file, [self._child])
        self._child.await_ready(lambda: answers_ok(self.ready_url), self.start_seconds, self.advice)

    def stop(self, seconds: float = 25) -> None:
        if self._child:
            self._child.stop(seconds)
        self._running_file.unlink(missing_ok=True)


def answers_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - an address of our own
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def at_once(jobs: Iterable[Callable[[], None]]) -> None:
    """Do these side by side and wait for all of them."""
    with ThreadPoolExecutor(16) as pool:
        for future in [pool.submit(job) for job in jobs]:
            future.result()


class Supervisor:
    """`stopping` is set once, from a signal; afterwards nothing is started any more."""

    def __init__(self, say: Callable[[str, str], None]) -> None:
        self.stopping = threading.Event()
        self._say = say
        self._parts: list[Part] = []
        self._pauses: dict[str, float] = {}
        self._began: dict[str, float] = {}
        self._lock = threading.Lock()
        self._starting: set[Future[None]] = set()

    def side_by_side(self, jobs: Iterable[Callable[[], None]]) -> None:
        """Start things at the same time. The first failure or signal is heard at once; `stop` ends what is still starting then."""
        pool = ThreadPoolExecutor(16)
        futures = {pool.submit(job) for job in jobs}
        self._starting |= futures
        pool.shutdown(wait=False)
        wait(futures, return_when=FIRST_EXCEPTION)
        for future in futures:
            if future.done():
                future.result()

    def start(self, part: Part) -> None:
        with self._lock:
            if self.stopping.is_set():
                raise CannotStart(part.name, "the platform is being stopped")
            self._parts.append(part)
        part.run()
        self._began[part.name] = time.monotonic()

    def watch(self) -> None:
        """Until told to stop: a part that ended is started again."""
        coming: dict[str, threading.Thread] = {}
        while not self.stopping.wait(0.3):
            for part in list(self._parts):
                if part.alive or (part.name in coming and coming[part.name].is_alive()):
                    continue
                coming[part.name] = threading.Thread(target=self._again, args=(part,), daemon=True)
                coming[part.name].start()

    def _again(self, part: Part) -> None:
        if time.monotonic() - self._began.get(part.name, 0) > STEADY_SECONDS:
            self._pauses.pop(part.name, None)
        pause = self._pauses.get(part.name, 0.5)
        self._pauses[part.name] = min(pause * 2, LONGEST_PAUSE)
        self._say(part.name, f"ended with code {part.returncode}; starting again in {pause:.1f} s (log: {part.log})")
        if self.stopping.wait(pause):
            return
        outcome: Future[None] = Future()
        self._starting.add(outcome)
        self._began[part.name] = time.monotonic()
        try:
            part.run()
            self._say(part.name, "running again")
        except CannotStart as failure:
            if not self.stopping.is_set():
                self._say(part.name, failure.explain())
        finally:
            outcome.set_result(None)
            self._starting.discard(outcome)

    def stop(self, order: list[list[str]]) -> None:
        """Stop group after group; the parts of a group side by side, and what no group names first."""
        self.stopping.set()
        with self._lock:
            parts = list(self._parts)
        named = {name for group in order for name in group}
        groups = [[part.name for part in parts if part.name not in named], *order]
        for group in groups:
            at_once([part.stop for part in parts if part.name in group])
        while waiting := [future for future in list(self._starting) if not future.done()]:
            at_once([part.stop for part in parts])
            wait(waiting, timeout=0.2)
