"""A program we started: in a session of its own, with a log, ended by its id and never by its name."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class CannotStart(Exception):
    """A part did not come up: says which, why, and what to do."""

    def __init__(self, part: str, why: str, advice: str = "", log: Path | None = None) -> None:
        self.part, self.why, self.advice, self.log = part, why, advice, log
        super().__init__(self.explain())

    def explain(self) -> str:
        lines = [f"{self.part} could not start: {self.why}"]
        if self.log and (last := tail(self.log)):
            lines += [f"  last lines of {self.log}:", *(f"    {line}" for line in last)]
        if self.advice:
            lines.append(f"  what to do: {self.advice}")
        return "\n".join(lines)


def tail(log: Path, lines: int = 12) -> list[str]:
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16_384))
            return file.read().decode(errors="replace").splitlines()[-lines:]
    except OSError:
        return []


def birth(pid: int) -> str | None:
    """When a process began, as an opaque word: with the id it names one process for good, because ids are used again."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] == "Z" else fields[19]
    except (OSError, IndexError):
        if Path("/proc/self/stat").exists():
            return None
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return found or None


def is_same(pid: int, born: str | None) -> bool:
    return born is not None and birth(pid) == born


def wait_until(done: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    until = time.monotonic() + seconds
    while True:
        if done():
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(every)


def stands_still(pid: int) -> bool:
    """Whether every thread of a process has stopped: the signal takes a moment to reach them all. Believed where there is no /proc."""
    try:
        states = [path.read_text().rpartition(")")[2].split()[0] for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    except OSError:
        return False
    return all(state in "Tt" for state in states)


def end(pid: int, born: str | None, seconds: float = 10) -> None:
    """End a process of ours that is not our child any more (its starter was killed)."""
    for signal_number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5.0)):
        if not is_same(pid, born):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal_number)
        wait_until(lambda: not is_same(pid, born), patience)


def remember_running(file: Path, children: "Sequence[Child]") -> None:
    file.write_text(json.dumps([[child.pid, child.born] for child in children]))


def end_leftovers(file: Path) -> None:
    """End what an earlier starter of this folder left behind when it was killed: ours by id and birth, whoever holds the id now."""
    for pid, born in recorded(file):
        end(pid, born)
    file.unlink(missing_ok=True)


def recorded(file: Path) -> list[tuple[int, str | None]]:
    try:
        return [(pid, born) for pid, born in json.loads(file.read_text())]
    except (OSError, ValueError):
        return []


def listens(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


class Child:
    """One running program. `group` is its own session, so a Ctrl-C in the terminal reaches only us and we stop it in order."""

    def __init__(self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> None:
        self.name, self.command, self.log = name, list(command), log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            try:
                self._popen = subprocess.Popen(
                    self.command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env, cwd=cwd, start_new_session=True
                )
            except OSError as error:
                raise CannotStart(name, f"{self.command[0]}: {error.strerror}") from error
        self.pid = self._popen.pid
        self.born = birth(self.pid)

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    @property
    def returncode(self) -> int | None:
        return self._popen.poll()

    def signal(self, number: int) -> None:
        if self.alive:
            self._popen.send_signal(number)

    def stop(self, seconds: float = 10) -> None:
        """Ask, wait, then insist."""
        self.signal(signal.SIGTERM)
        self.signal(signal.SIGCONT)
        if not self.wait(seconds):
            self.kill()

    def kill(self) -> None:
        """SIGKILL for the whole session, so that a wrapper's child does not outlive it."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self.wait(10)

    def wait(self, seconds: float) -> bool:
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def await_ready(self, ready: Callable[[], bool], seconds: float, advice: str = "") -> None:
        """Wait until `ready()`; a program that ends or does not answer in time is reported with its last words."""
        wait_until(lambda: not self.alive or ready(), seconds, every=0.1)
        if not self.alive:
            raise CannotStart(self.name, f"it ended with code {self.returncode}", advice, self.log)
        if not ready():
            self.kill()
            raise CannotStart(self.name, f"it did not answer within {seconds:.0f} s", advice, self.log)


class Started:
    """Base of a part whose life is one program's: what one may ask of it, started or not."""

    _child: Child | None

    @property
    def pid(self) -> int:
        assert self._child is not None, "not started"
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.alive

    @property
    def returncode(self) -> int | None:
        return self._child.returncode if self._child else None

    def freeze(self) -> None:
        """Keep the process and its sockets, and let it do nothing; it has stopped when this returns."""
        self._signal(signal.SIGSTOP)
        wait_until(lambda: stands_still(self.pid), 5, every=0.002)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._child:
            self._child.signal(number)
