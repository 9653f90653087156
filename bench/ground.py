"""Where a benchmark runs: a broker and a store of its own, and the contenders' processes, all ended with it."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench.document import stored
from deploy.broker import Broker
from deploy.lifeline import Lifeline, sweep
from deploy.ports import free_port
from deploy.process import Child, listens, remember_running, wait_until
from deploy.store import Store

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0


class Ground:
    """AMQP_URI and MONGODB_URI in the environment are used instead of own parts; the benchmark then works in the database `bench`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: list[Child] = []
        self.broker: Broker | None = None
        self.store: Store | None = None
        self.amqp_uri = os.environ.get("AMQP_URI") or self._own_broker()
        self.mongodb_uri = os.environ.get("MONGODB_URI") or self._own_store()

    def _own_broker(self) -> str:
        self.broker = Broker.start(self.folder / "broker", services=[])
        return self.broker.uri()

    def _own_store(self) -> str:
        self.store = Store.start(self.folder / "store", auth=False)
        return self.store.uri()

    def fill(self) -> None:
        """The documents that a store read finds."""
        with MongoClient[dict[str, Any]](self.mongodb_uri) as client:
            documents = client["bench"]["documents"]
            documents.drop()
            documents.insert_many(stored())

    def environment(self, **more: str) -> dict[str, str]:
        """What our processes and the peers' need to know. Nobody logs a line per request."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SCN_")}
        mine = {
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "SCN_AMQP_URI": self.amqp_uri,
            "SCN_MONGODB_URI": self.mongodb_uri,
            "SCN_MONGODB_DATABASE": "bench",
            "SCN_GATEWAY_USER": self.amqp_uri.split("//")[1].split(":")[0],
            "SCN_SECRET_KEY": secrets.token_urlsafe(40),
            "SCN_DATA_DIR": str(self.folder / "data"),
            "SCN_LOG_LEVEL": "WARNING",
            "SCN_RATE_LIMIT": "0",
            "BENCH_AMQP_URI": self.amqp_uri,
            "BENCH_MONGODB_URI": self.mongodb_uri,
        }
        return kept | mine | more

    def once(self, *arguments: str, **environment: str) -> None:
        subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=self.environment(**environment), check=True, capture_output=True)

    def start(self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None, *, port: int = 0) -> Child:
        """One process; waits until it listens on `port` if it has one."""
        env = self.environment(**(environment or {}))
        child = Child(name, [sys.executable, "-m", *arguments], self.folder / "log" / f"{name}.log", env=env, cwd=ROOT)
        self.children.append(child)
        remember_running(self.folder / "running.json", self.children)
        if port:
            child.await_ready(lambda: listens(port), START_SECONDS)
        return child

    def close(self) -> None:
        for child in reversed(self.children):
            child.stop(8)
        for part in (self.store, self.broker):
            if part is not None:
                part.stop()


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    folder = Path(tempfile.mkdtemp(prefix="scn-bench-"))
    lifeline = Lifeline(folder)
    try:
        made = Ground(folder)
        try:
            yield made
        finally:
            made.close()
    finally:
        sweep(folder)
        lifeline.done()
        shutil.rmtree(folder, ignore_errors=True)


def answers(port: int, path: str, seconds: float = START_SECONDS) -> None:
    """Wait until a GET is answered with 200."""

    def asked() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.settimeout(3)
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".encode())
            return connection.recv(64).startswith(b"HTTP/1.1 200")
        return False

    if not wait_until(asked, seconds):
        raise RuntimeError(f"nobody answers on port {port}: {path}")


def free() -> int:
    return free_port()
