"""A service as a process: how it starts, what it says when it cannot, how it stops. And the command for dead letters."""

import json
import logging
import os
import secrets
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import structlog

from chassis import commands
from chassis.card import card_of
from chassis.publisher import SafePublisher
from chassis.topology import topology
from chassis.undertaker import with_reason
from deploy.definitions import service_user
from deploy.ports import free_port
from tests.eventually import at_most, eventually
from tests.platform import ROOT
from tests.wire import Wire

DEMO = "tests.service.demo"
TIERS = "0.3,0.6"


class Process:
    """One process of the demo service."""

    def __init__(self, environment: dict[str, str], folder: Path, *arguments: str) -> None:
        self.health = free_port()
        self.log = folder / f"{secrets.token_hex(4)}.log"
        self._output = self.log.open("w")
        environment = environment | {"SCN_HEALTH_PORT": str(self.health)}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "services", *arguments], cwd=ROOT, env=environment, stdout=self._output, stderr=self._output
        )

    def ready(self) -> bool:
        assert self.child.poll() is None, self.log.read_text()
        with urllib.request.urlopen(f"http://127.0.0.1:{self.health}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)

    def alive(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.health}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)

    def ends(self, within: float = 15) -> int:
        return self.child.wait(within)

    def end(self) -> None:
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait(10)
        self._output.close()


@pytest.fixture
def environment(vhost: Any, store: Any, database: Any, tmp_path: Path) -> dict[str, str]:
    vhost.broker.add_user(service_user("demo", secrets.token_urlsafe(12)), vhost.name)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCN_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "SCN_AMQP_URI": vhost.uri("demo"),
        "SCN_MONGODB_URI": store.uri(),
        "SCN_MONGODB_DATABASE": database.name,
        "SCN_RETRY_TIERS": TIERS,
        "SCN_DEMO_LOGBOOK": str(tmp_path / "logbook"),
        "SCN_DRAIN_SECONDS": "3",
        "SCN_DATA_DIR": str(tmp_path),
    }


@pytest.fixture
def declared(vhost: Any) -> None:
    topology(card_of(DEMO), tuple(float(tier) for tier in TIERS.split(","))).declare(vhost.uri())


@pytest.fixture
def start(environment: dict[str, str], tmp_path: Path):
    running: list[Process] = []

    def begin(*arguments: str, **changed: str) -> Process:
        running.append(Process(environment | changed, tmp_path, *(arguments or (DEMO,))))
        return running[-1]

    yield begin
    for process in running:
        process.end()


@pytest.mark.parametrize("role", ["serve", "background"])
def test_asked_to_stop_it_ends_well_and_soon(declared, start, role: str):
    process = start(DEMO, "--role", role)
    eventually(process.ready, "readiness", within=20)
    process.child.send_signal(signal.SIGTERM)
    with at_most(5, "the end"):
        assert process.ends() == 0, process.log.read_text()


def test_a_second_signal_ends_it_where_it_stands(declared, start, vhost: Any, tmp_path: Path):
    process = start(SCN_DRAIN_SECONDS="60")
    eventually(process.ready, "readiness", within=20)
    with Wire(vhost.uri()) as wire:
        wire.request("demo.dawdle", {"name": "long", "seconds": 50})
        eventually(lambda: (tmp_path / "logbook").read_text(), "the work to begin")
        process.child.send_signal(signal.SIGINT)
        eventually(lambda: "stopping" in process.log.read_text(), "the drain to begin")
        assert process.child.poll() is None
        process.child.send_signal(signal.SIGTERM)
        with at_most(2, "the end"):
            assert process.ends() == 130


def test_work_that_does_not_end_in_time_is_left_to_others(declared, start, vhost: Any, tmp_path: Path):
    process = start(SCN_DRAIN_SECONDS="1")
    eventually(process.ready, "readiness", within=20)
    with Wire(vhost.uri()) as wire:
        ticket = wire.request("demo.dawdle", {"name": "long", "seconds": 50})
        eventually(lambda: (tmp_path / "logbook").read_text(), "the work to begin")
        process.child.terminate()
        with at_most(5, "the end"):
            assert process.ends() == 1
        eventually(start().ready, "another instance", within=20)
        assert wire.answer(ticket, 10)["error"]["code"] == "outcome_unknown"


def test_without_its_queues_it_says_what_to_do_and_ends(start):
    process = start()
    assert process.ends() == 78
    assert "python -m services declare" in process.log.read_text()


def test_with_a_wrong_password_it_says_so_and_ends(declared, start, environment: dict[str, str]):
    user, _, place = environment["SCN_AMQP_URI"].partition("@")
    process = start(SCN_AMQP_URI=f"{user.rpartition(':')[0]}:wrong@{place}")
    assert process.ends() == 78
    last = json.loads(process.log.read_text().splitlines()[-1])
    assert "refused" in last["error"]
    assert "wrong" not in last["error"]


@pytest.fixture
def command(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """`python -m services …` without the price of a process, for what does not serve; gives the exit code and both outputs."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def run(*arguments: str) -> tuple[int, str, str]:
        code = commands.run(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    yield run
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_a_wrong_setting_is_said_in_one_line(command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SCN_WORKERS", "many")
    code, _, told = command(DEMO, "--role", "background")
    assert code == 78
    assert len(told.splitlines()) == 1
    assert "SCN_WORKERS" in told


@pytest.mark.parametrize("role", ["serve", "background"])
@pytest.mark.parametrize("missing", ["SCN_MONGODB_URI", "SCN_SECRET_KEY"])
def test_what_a_service_cannot_do_without_is_asked_for_at_the_start(command, monkeypatch: pytest.MonkeyPatch, role: str, missing: str):
    """Not at the first request, by a failure nobody outside understands."""
    monkeypatch.setenv("SCN_SECRET_KEY", "only for tests: " + "x" * 40)
    monkeypatch.delenv(missing)
    monkeypatch.setattr("chassis.commands._role", lambda *_, **__: 0)
    code, _, told = command("membership", "--role", role)
    assert code == 78
    assert missing in told


def test_a_service_nobody_knows_is_said_in_one_line(command):
    assert command("no_such_service") == (78, "", "services: there is no service named 'no_such_service'\n")


def test_a_broker_that_is_away_at_the_start_is_waited_for(start):
    process = start(SCN_AMQP_URI=f"amqp://demo:secret@127.0.0.1:{free_port()}/")
    eventually(process.alive, "health", within=20)
    with pytest.raises(urllib.error.HTTPError):
        process.ready()
    process.child.terminate()
    assert process.ends() == 0


def test_a_database_of_newer_code_is_refused(declared, start, database: Any):
    database["migrations"].insert_one({"_id": "9999-from-the-future"})
    process = start()
    assert process.ends() == 78
    assert "9999-from-the-future" in process.log.read_text()


def test_migrating_says_what_it_would_do_does_it_and_has_nothing_left(command):
    code, would, _ = command(DEMO, "--role", "migrate", "--dry-run")
    assert code == 0
    assert "would do: index outbox" in would
    code, done, _ = command(DEMO, "--role", "migrate")
    assert code == 0
    assert "done: index outbox" in done
    assert command(DEMO, "--role", "migrate")[:2] == (0, "")


# ---------------------------------------------------------------- dead letters by hand


def bury(vhost: Any, message_id: str, came_as: str = "place_opened.v1", queue: str = "demo.inbox.dlq") -> None:
    publisher = SafePublisher(vhost.uri())
    headers = with_reason({"scn-attempt": 3}, "demo.not_wanted: no", came_as)
    publisher.publish("demo.queues", queue, b'{"a": 1}', {"message_id": message_id, "headers": headers}, mandatory=True)
    publisher.close()


def test_dead_letters_are_listed_shown_replayed_and_discarded(declared, command, vhost: Any):
    def ask(*arguments: str) -> list[dict[str, Any]]:
        code, told, errors = command("dead-letters", DEMO, *arguments)
        assert code == 0, errors
        return [json.loads(line) for line in told.splitlines()]

    for message_id in ("m1", "m2", "m3"):
        bury(vhost, message_id)
    assert [(letter["id"], letter["reason"], letter["attempts"]) for letter in ask("list")] == [
        (message_id, "demo.not_wanted: no", 3) for message_id in ("m1", "m2", "m3")
    ]
    assert ask("show", "m2")[0]["body"] == '{"a": 1}'
    assert [letter["id"] for letter in ask("replay", "m1")] == ["m1"]
    with Wire(vhost.uri()) as wire:
        again = wire.take("demo.inbox")
        assert again is not None
        kept = {name: value for name, value in again.headers.items() if name.startswith("scn-")}
        assert kept == {"scn-replayed": 1, "scn-routing-key": "place_opened.v1"}, "attempts are counted anew"
        code, _, told = command("dead-letters", DEMO, "discard", "m2")
        assert (code, "--reason" in told) == (78, True)
        assert {letter["id"] for letter in ask("discard", "--all", "--reason", "a test")} == {"m2", "m3"}
        assert wire.waiting("demo.inbox.dlq") == wire.waiting("demo.inbox") == 0


def test_a_dead_request_is_sent_again_to_its_service(declared, command, vhost: Any):
    bury(vhost, "r1", "demo.echo", "demo.rpc.dlq")
    assert command("dead-letters", DEMO, "replay", "--queue", "rpc", "--all")[0] == 0
    with Wire(vhost.uri()) as wire:
        assert wire.waiting("rpc-demo") == 1
