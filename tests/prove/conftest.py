"""What every proof needs: a room on a private broker, stock services as processes, and the history they write."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.process import Child
from tests.eventually import eventually
from tests.history import History
from tests.platform import ROOT
from tests.wire import Wire

StartStock = Callable[..., Child]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.prove)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "history.jsonl")


@pytest.fixture
def wire(vhost: Any) -> Iterator[Wire]:
    """The administrator's plain AMQP client, with an exchange for the events of `source`."""
    with Wire(vhost.uri()) as client:
        client.exchange("source.events")
        yield client


@pytest.fixture
def start_stock(vhost: Any, history: History, tmp_path: Path) -> Iterator[StartStock]:
    """Starts stock nameko in a process: `start_stock("slow")`, waits until its queue is there, kills it after the test."""
    started: list[Child] = []

    def start(*names: str, uri: str = "", ready: str = "", wait: bool = True, **config: Any) -> Child:
        settings = {"AMQP_URI": uri or vhost.uri(), **config}
        env = os.environ | history.env | {"STOCK_CONFIG": json.dumps(settings), "PYTHONPATH": str(ROOT)}
        log = tmp_path / f"{'-'.join(names)}-{len(started)}.log"
        child = Child(names[0], [sys.executable, "-m", "tests.prove.stock", *names], log, env=env, cwd=ROOT)
        started.append(child)
        if wait:
            consuming(uri or vhost.uri(), ready or f"rpc-{names[0]}", child)
        return child

    yield start
    for child in started:
        child.kill()


def consuming(uri: str, queue: str, child: Child, more_than: int = 0) -> None:
    """Wait until somebody consumes from the queue."""

    def consumers() -> int:
        assert child.alive, f"it ended with {child.returncode}: {child.log.read_text()[-1500:]}"
        with Wire(uri) as wire:
            return int(wire.channel.queue_declare(queue, passive=True).consumer_count)

    from amqp.exceptions import AMQPError

    eventually(lambda: consumers() > more_than, f"{child.name} to consume from {queue}", within=30, every=0.2, away=(OSError, AMQPError))
