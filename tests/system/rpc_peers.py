"""Helpers for the tests of both RPC clients: stock services as processes, and rooms of a broker for them."""

import contextlib
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import amqp

from chassis.context import Context
from contracts.standard import CancelJob, GetJob, GetUpload

ROOT = Path(__file__).resolve().parents[2]
ECHO = GetJob(job_id="x")


def slow_query(seconds: float) -> GetUpload:
    return GetUpload(upload_id=str(seconds))


def slow_command(seconds: float) -> CancelJob:
    return CancelJob(job_id=str(seconds))


def context(seconds: float = 10.0) -> Context:
    return Context.for_service("gateway", seconds=seconds)


class StockService:
    """A nameko service as anybody writes it, in a process of its own."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.system.stock_nameko", self._uri]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().startswith("ready")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@contextlib.contextmanager
def stock_service(uri: str) -> Iterator[StockService]:
    service = StockService(uri)
    service.start()
    try:
        yield service
    finally:
        service.kill()


@contextlib.contextmanager
def room(broker: Any) -> Iterator[str]:
    """A vhost of its own."""
    name = f"rpc-{uuid.uuid4().hex[:8]}"
    broker.add_vhost(name)
    try:
        yield name
    finally:
        broker.remove_vhost(name)


@contextlib.contextmanager
def channel(port: int, user: str, password: str, vhost: str) -> Iterator[Any]:
    with amqp.Connection(f"127.0.0.1:{port}", userid=user, password=password, virtual_host=vhost) as connection:
        yield connection.channel()


def waiting_in(uri_channel: Any, queue: str) -> int:
    """How many messages lie in a queue."""
    return int(uri_channel.queue_declare(queue, passive=True).message_count)
