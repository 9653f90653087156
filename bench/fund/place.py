"""Where the Fund is measured: the platform's own processes, a reviewer and a member of the management unit with keys, and the peer."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.fund.seed import Seeded, Seeding
from bench.ground import answers, free
from bench.peers import plain_fund
from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from deploy.broker import Broker
from deploy.lifeline import Lifeline, sweep
from deploy.process import Child, listens
from deploy.services import SERVICE_NAMES
from deploy.store import Store
from tests.callers import Caller, new_administrator
from tests.eventually import eventually
from tests.platform import ROOT, Platform

NEEDED: Final = ("membership", "membership.background", "technical_fund", "gateway")
SETTINGS: Final = {"SCN_STORE_TIMEOUT": "20", "SCN_POLL_SECONDS": "2", "SCN_LOG_LEVEL": "WARNING", "SCN_HEARTBEAT": "10"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """`reviewer` sees a reviewer's queue and dossiers, `manager` all the rest; `anyone` has not signed in."""

    reviewer: Caller
    manager: Caller
    anyone: Caller
    peer: str
    seeded: Seeded


@contextlib.contextmanager
def place(applications: int, done: Any) -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="scn-bench-fund-"))
    lifeline = Lifeline(folder)
    try:
        with contextlib.ExitStack() as stack:
            yield _made(folder, stack, applications, done)
    finally:
        sweep(folder)
        lifeline.done()
        shutil.rmtree(folder, ignore_errors=True)


def _made(folder: Path, stack: contextlib.ExitStack, applications: int, done: Any) -> Place:
    done("starting")
    broker = Broker.start(folder / "broker", services=SERVICE_NAMES)
    stack.callback(broker.stop)
    store = Store.start(folder / "store", services=SERVICE_NAMES)
    stack.callback(store.stop)
    platform = Platform(folder, broker, store, SETTINGS)
    platform.parts = {name: part for name, part in platform.parts.items() if name in NEEDED}
    stack.callback(platform.down)
    platform.up()
    done("people")
    manager, reviewer = people(platform)
    seeding = Seeding(
        platform.mongo("technical_fund"),
        platform.mongo("membership"),
        platform.secret_key,
        reader=reviewer.person_id,
        manager=manager.person_id,
    )
    seeded = seeding.fill(applications, done)
    done("peer")
    plain_fund.fill(platform.mongo(plain_fund.DATABASE), platform.mongo("technical_fund"), seeding.words(30))
    return Place(
        reviewer=reviewer, manager=manager, anyone=Caller(platform.gateway_url), peer=_peer(platform, folder, stack), seeded=seeded
    )


def people(platform: Platform) -> tuple[Caller, Caller]:
    """One of the management unit, and one who came in as such and has been made a reviewer: both roles want a second factor."""
    manager, other = (new_administrator(platform.gateway_url, platform.broker.uri("operator")) for _ in range(2))
    grants = platform.mongo("membership")["grants"]
    found = grants.update_one({"person_id": other.person_id, "role": MANAGEMENT_UNIT}, {"$set": {"role": REVIEWER, "scope_kind": "item"}})
    if found.modified_count != 1:
        raise RuntimeError("the second person holds another role than was thought")
    eventually(lambda: other.get("/v1/fund/review-queue").status == 200, "the queue to be theirs", 60)
    return manager, other


def _peer(platform: Platform, folder: Path, stack: contextlib.ExitStack) -> str:
    port = free()
    command = [sys.executable, "-m", "uvicorn", "bench.peers.plain_fund:app", "--port", str(port), "--log-level", "warning"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "BENCH_MONGODB_URI": str(platform.store.uri())}
    child = Child("plain", [*command, "--no-access-log"], folder / "log" / "plain.log", env=env, cwd=ROOT)
    stack.callback(child.stop, 8)
    child.await_ready(lambda: listens(port), 30)
    answers(port, "/calls")
    return f"http://127.0.0.1:{port}"
