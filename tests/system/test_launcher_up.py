"""`make up` as somebody at a terminal meets it: starting, dying, stopping, and everything in between."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.ports import free_port
from deploy.process import birth, is_same, recorded, wait_until
from deploy.supervisor import answers_ok

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


class Launcher:
    """One `python -m deploy up` in a folder of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = int(environment.get("SCN_HTTP_PORT", 0)) or free_port()
        self.env = os.environ | {"SCN_DATA_DIR": str(folder), "SCN_HTTP_PORT": str(self.port), "SCN_DEMONSTRATION": "no"} | environment
        self.output = folder.with_suffix(".out")
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> "Launcher":
        with self.output.open("ab") as out:
            self.process = subprocess.Popen(self.command("up"), env=self.env, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        return self

    @staticmethod
    def command(word: str) -> list[str]:
        return [sys.executable, "-m", "deploy", word]

    def run(self, word: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.command(word), env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    @property
    def said(self) -> str:
        return self.output.read_text() if self.output.exists() else ""

    def hears(self, words: str, seconds: float = START_SECONDS) -> None:
        assert self.process is not None
        process = self.process
        wait_until(lambda: bool(re.search(words, self.said)) or process.poll() is not None, seconds, every=0.1)
        assert re.search(words, self.said), f"{words!r} was not said within {seconds} s:\n{self.said}"

    def processes(self) -> list[tuple[int, str | None]]:
        return [process for file in self.folder.rglob("running.json") for process in recorded(file)]

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def code(self, seconds: float = 60) -> int:
        assert self.process is not None
        return self.process.wait(seconds)

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(90)


@pytest.fixture
def launcher(tmp_path) -> Iterator[type[Launcher]]:
    made: list[Launcher] = []

    class Made(Launcher):
        def __init__(self, folder: Path = tmp_path / "data", **environment: str) -> None:
            super().__init__(folder, **environment)
            made.append(self)

    yield Made
    for one in made:
        one.end()


def gone(processes: list[tuple[int, str | None]], seconds: float = 20) -> bool:
    return wait_until(lambda: not any(is_same(pid, born) for pid, born in processes), seconds)


@pytest.mark.prove
def test_a_platform_lives_through_a_dead_part_refuses_a_twin_and_is_ended_from_another_terminal(launcher):
    platform = launcher().begin()
    platform.hears("The platform is up")
    for part in ("broker +amqp://", "store +mongodb://", "membership serve +http://", "membership background +http://", "gateway +http://"):
        assert re.search(part, platform.said), f"no line for {part!r}:\n{platform.said}"
    assert f"every letter is a file in {platform.folder / 'mail'}" in platform.said
    assert answers_ok(f"http://127.0.0.1:{platform.port}/readyz")
    before = platform.processes()
    assert len(before) >= 5

    twin = platform.run("up")
    assert twin.returncode == 1
    assert "already runs the platform" in twin.stderr

    pid = recorded(platform.folder / "running" / "membership-serve" / "running.json")[0][0]
    os.kill(pid, signal.SIGKILL)
    platform.hears("membership serve +running again")
    assert wait_until(lambda: answers_ok(f"http://127.0.0.1:{platform.port}/readyz"), 20)

    ended = platform.run("down")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert platform.code() == 0
    assert gone([*before, *platform.processes()])
    assert platform.said.index("stopping") < platform.said.index("stopped; the data is kept")


def test_ctrl_c_twice_while_starting_leaves_nothing_behind(launcher):
    platform = launcher().begin()
    platform.hears("store +mongodb://")
    platform.signal(signal.SIGINT)
    platform.signal(signal.SIGINT)
    platform.signal(signal.SIGHUP)
    assert platform.code() == 0
    assert gone(platform.processes(), 1)


def test_a_killed_launcher_takes_its_parts_along_and_the_next_one_starts(launcher):
    platform = launcher().begin()
    platform.hears("broker +amqp://")
    parts = platform.processes()
    assert parts
    platform.signal(signal.SIGKILL)
    platform.code()
    assert gone(parts), "parts outlived their launcher"


def test_leftovers_that_are_not_ours_are_let_alone(launcher):
    """A process id in a stale record may belong to anybody by now: the birth tells."""
    platform = launcher()
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (platform.folder / "running" / "gateway").mkdir(parents=True)
        (platform.folder / "running" / "gateway" / "running.json").write_text(json.dumps([[bystander.pid, "0"]]))
        platform.begin().hears("store +mongodb://")
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait(5)


def test_a_taken_port_is_named_with_a_way_out(launcher):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = launcher(SCN_HTTP_PORT=str(port)).run("up")
    assert refused.returncode == 1
    assert f"port {port} is taken" in refused.stderr
    assert "SCN_HTTP_PORT=" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [("MONGODB_URI", "mongodb://127.0.0.1:9/", "store"), ("AMQP_URI", "amqp://guest:guest@127.0.0.1:9/", "broker")],
)
def test_a_server_that_is_not_there_is_named_with_a_way_out(launcher, name, value, part):
    platform = launcher(**{name: value})
    refused = platform.run("up")
    assert refused.returncode == 1
    assert f"{part} could not start" in refused.stderr
    assert f"check {name}" in refused.stderr
    assert gone(platform.processes(), 1)


def test_down_with_nothing_running_says_so(launcher):
    assert "nothing runs" in launcher().run("down").stdout


def test_secrets_are_for_their_owner_only(launcher):
    platform = launcher().begin()
    platform.hears("store +mongodb://")
    files = [path for path in platform.folder.rglob("*") if path.name in ("secrets.json", "definitions.json")]
    assert len(files) >= 2
    assert {oct(path.stat().st_mode & 0o077) for path in files} == {"0o0"}


def test_a_process_is_known_by_its_birth_not_by_its_number():
    assert birth(os.getpid()) is not None
    assert is_same(os.getpid(), birth(os.getpid()))
    assert not is_same(os.getpid(), "0")
