"""Throwaway real parts for tests: a broker and a store of our own, in folders of their own, ended by process id.

    def test_something(vhost, database): ...

`broker` and `store` live as long as the pytest process and are shared: work in `vhost` and `database`, which are new for every test.
Tests that kill, stop or freeze a part take `new_broker` or `new_store`. With AMQP_URI (and AMQP_MANAGEMENT_URI) or MONGODB_URI in the
environment those servers are used instead, and tests that would kill them are skipped.
"""

import contextlib
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.broker import Broker, find_program
from deploy.external import ExternalBroker, ExternalStore
from deploy.lifeline import Lifeline, sweep
from deploy.ports import free_port
from deploy.process import birth, is_same
from deploy.services import SERVICE_NAMES
from deploy.store import Store

PREFIX = "scn-test-"
__all__ = ["broker", "database", "new_broker", "new_store", "parts_folder", "port", "store", "vhost"]


@pytest.fixture(scope="session")
def parts_folder() -> Iterator[Path]:
    """A folder for this pytest process; what an earlier, killed one left running is ended first."""
    _sweep_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / "owner.json").write_text(json.dumps([os.getpid(), birth(os.getpid())]))
    lifeline = Lifeline(folder)
    yield folder
    sweep(folder)
    lifeline.done()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def broker(parts_folder: Path) -> Iterator[Broker | ExternalBroker]:
    if uri := os.environ.get("AMQP_URI"):
        yield ExternalBroker(uri, parts_folder, SERVICE_NAMES, os.environ)
        return
    running = Broker.start(parts_folder / "broker", services=SERVICE_NAMES, management=True)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def store(parts_folder: Path) -> Iterator[Store | ExternalStore]:
    if uri := os.environ.get("MONGODB_URI"):
        yield ExternalStore(uri, parts_folder, SERVICE_NAMES, os.environ)
        return
    running = Store.start(parts_folder / "store", services=SERVICE_NAMES)
    yield running
    running.stop()


@dataclass(frozen=True)
class Vhost:
    """A room of the broker for one test: `vhost.uri("membership")` is that service's way in, `vhost.uri()` the administrator's."""

    name: str
    broker: Any

    def uri(self, user: str = "administrator") -> str:
        return str(self.broker.uri(user, self.name))


@pytest.fixture
def vhost(broker: Broker | ExternalBroker) -> Iterator[Vhost]:
    name = f"test-{uuid.uuid4().hex[:12]}"
    broker.add_vhost(name)
    yield Vhost(name, broker)
    broker.remove_vhost(name)


@pytest.fixture
def database(store: Store | ExternalStore) -> Iterator[Database[dict[str, Any]]]:
    """An empty database, as its administrator; dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](store.uri(), serverSelectionTimeoutMS=10_000, tz_aware=True) as client:
        yield client[name]
        client.drop_database(name)


@pytest.fixture
def new_broker(parts_folder: Path) -> Iterator[Callable[..., Broker]]:
    """Makes a running broker that the test may kill, freeze and restart: `new_broker(services=["membership"])`."""
    if find_program() is None:
        pytest.skip("no RabbitMQ of our own to kill is installed here")
    yield from _makers(Broker, parts_folder / "own" / uuid.uuid4().hex[:8])


@pytest.fixture
def new_store(parts_folder: Path) -> Iterator[Callable[..., Store]]:
    """Makes a running store that the test may kill, freeze and restart: `new_store(services=["membership"])`."""
    yield from _makers(Store, parts_folder / "own" / uuid.uuid4().hex[:8])


@pytest.fixture
def port() -> int:
    return free_port()


def _makers(kind: Any, folder: Path) -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def make(**options: Any) -> Any:
        made.append(kind.start(folder / str(len(made)) / kind.name, **options))
        return made[-1]

    yield make
    for part in made:
        with contextlib.suppress(Exception):
            part.thaw()
        part.kill()


def _sweep_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, ValueError):
            pid, born = json.loads((folder / "owner.json").read_text())
            if not is_same(pid, born):
                sweep(folder)
                shutil.rmtree(folder, ignore_errors=True)
