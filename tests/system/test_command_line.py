"""The operator's words on a running platform: administrators, what waits where."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pika
import pyotp
import pytest

from deploy.demo.doors import Doors, Refused
from deploy.local import NotHere, broker_address, service_environment
from tests.callers import seed_in
from tests.eventually import eventually
from tests.platform import ROOT, Platform


def scn(platform: Platform, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "SCN_DATA_DIR": str(folder),
        "SCN_OPERATOR_AMQP_URI": platform.broker.uri("operator"),
        "SCN_MEMBERSHIP_AMQP_URI": platform.broker.uri("membership"),
        "SCN_MEMBERSHIP_MONGODB_URI": platform.store.uri("membership"),
        "AMQP_URI": platform.broker.uri(),
    }
    command = [sys.executable, "-m", "deploy", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_the_operator_makes_an_administrator_who_can_sign_in(platform: Platform, tmp_path: Path) -> None:
    email, password = f"ann-{uuid.uuid4().hex[:8]}@cities.example", uuid.uuid4().hex
    made = scn(platform, tmp_path, "admin", "create", "--email", email, "--name", "Ann Example", "--password", password)
    assert made.returncode == 0, made.stderr
    doors = Doors(platform.gateway_url, 1)
    with pytest.raises(Refused, match="second_factor_code_wanted"):
        doors.with_session(email, password)
    me = doors.with_session(email, password, pyotp.TOTP(seed_in(made.stdout)).now()).get("/v1/me")
    assert [grant["role"] for grant in me["grants"]] == ["management_unit"]
    assert me["second_factor"] == "done"
    assert seed_in(made.stdout) not in platform.log("membership")
    assert password not in platform.log("membership")


def test_the_operator_helps_the_last_administrator_who_has_lost_the_second_factor(platform: Platform, tmp_path: Path) -> None:
    email, password = f"ann-{uuid.uuid4().hex[:8]}@cities.example", uuid.uuid4().hex
    made = scn(platform, tmp_path, "admin", "create", "--email", email, "--name", "Ann Example", "--password", password)
    reset = scn(platform, tmp_path, "admin", "reset-second-factor", "--email", email)
    assert reset.returncode == 0, reset.stderr + made.stderr
    session = Doors(platform.gateway_url, 1).with_session(email, password)
    assert session.get("/v1/me")["second_factor"] == "required"
    with pytest.raises(Refused, match="second_factor_required"):
        session.get("/v1/people")
    seed = session.post("/v1/me/second-factor", {})["secret"]
    session.post("/v1/me/second-factor/confirmations", {"code": pyotp.TOTP(seed).now()})
    assert session.get("/v1/people")["items"], "the same session has its role again, at once"
    again = scn(platform, tmp_path, "admin", "reset-second-factor", "--email", f"nobody-{email}")
    assert again.returncode == 1
    assert "no such person" in again.stderr


def test_a_wrong_word_is_named_and_makes_nobody(platform: Platform, tmp_path: Path) -> None:
    refused = scn(platform, tmp_path, "admin", "create", "--email", "nobody", "--name", "N", "--password", "short")
    assert refused.returncode == 1
    assert "/email" in refused.stderr
    assert "/password" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("user", ["membership", "gateway"])
def test_nobody_but_the_operator_may_make_one(platform: Platform, tmp_path: Path, user: str) -> None:
    environment = os.environ | {"SCN_DATA_DIR": str(tmp_path), "SCN_OPERATOR_AMQP_URI": platform.broker.uri(user)}
    email, password = f"{uuid.uuid4().hex}@cities.example", uuid.uuid4().hex
    words = ["admin", "create", "--email", email, "--name", "N", "--password", password]
    command = [sys.executable, "-m", "deploy", *words]
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    with pytest.raises(Refused, match="sign_in_failed"):
        Doors(platform.gateway_url, 1).with_session(email, password)


def test_what_waits_is_shown_and_a_dead_letter_is_pointed_at_and_can_be_let_go(platform: Platform, tmp_path: Path) -> None:
    quiet = scn(platform, tmp_path, "events", "status")
    assert "rpc-membership" in quiet.stdout, quiet.stderr
    with pika.BlockingConnection(pika.URLParameters(platform.broker.uri())) as connection:
        channel = connection.channel()
        about = pika.BasicProperties(message_id="no-way-back", content_type="application/json")
        channel.basic_publish("nameko-rpc", "membership.list_hubs", b'{"args": [], "kwargs": {}}', about)
    eventually(lambda: _messages(platform, tmp_path, "membership.rpc.dlq"), "the request that names no way back among the dead letters")
    loud = scn(platform, tmp_path, "events", "status")
    assert loud.returncode == 1
    assert "look at this" in loud.stdout
    listed = scn(platform, tmp_path, "events", "dead-letters", "membership", "list", "--queue", "rpc")
    assert "no-way-back" in [json.loads(line)["id"] for line in listed.stdout.splitlines()], listed.stderr
    words = ("events", "dead-letters", "membership", "discard", "no-way-back", "--queue", "rpc", "--reason", "a test")
    assert scn(platform, tmp_path, *words).returncode == 0
    assert _messages(platform, tmp_path, "membership.rpc.dlq") == 0


def test_where_nothing_runs_one_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotHere, match="SCN_OPERATOR_AMQP_URI"):
        broker_address("operator", tmp_path, {})
    with pytest.raises(NotHere, match="SCN_MEMBERSHIP_MONGODB_URI"):
        service_environment("membership", tmp_path, {"SCN_MEMBERSHIP_AMQP_URI": "amqp://somewhere"})


def test_the_ways_in_are_read_from_the_folder_of_a_platform_that_runs_here(tmp_path: Path) -> None:
    for part, secret, port in (("broker", "broker.operator", "amqp"), ("store", "store.membership", "store")):
        (tmp_path / part).mkdir()
        (tmp_path / part / "secrets.json").write_text(json.dumps({secret: "pass/word", "broker.membership": "other"}))
        (tmp_path / part / "ports.json").write_text(json.dumps({port: 21000}))
    assert broker_address("operator", tmp_path, {}) == "amqp://operator:pass%2Fword@127.0.0.1:21000/%2F"
    told = service_environment("membership", tmp_path, {})
    assert told["SCN_MONGODB_URI"].startswith("mongodb://membership:pass%2Fword@127.0.0.1:21000/")


def _messages(platform: Platform, folder: Path, queue: str) -> int:
    lines = scn(platform, folder, "events", "status").stdout.splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{queue} "))
