"""A test's own service as processes: any number of instances in one room of the broker, on one database."""

import os
import secrets
import subprocess
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from deploy.definitions import service_user
from deploy.ports import LOOPBACK, free_port
from deploy.process import Child, tail
from tests.eventually import eventually
from tests.history import History
from tests.platform import ROOT, SHORT_TIMERS, answers


class OwnService:
    """`package` is the Python package of the service (`tests.system.probe`), `name` its name on the wire."""

    def __init__(self, package: str, name: str, vhost: Any, store: Any, folder: Path, **settings: str) -> None:
        self.package, self.name, self.vhost, self.folder = package, name, vhost, folder
        self.history = History(folder / "history.jsonl")
        self.database_name = f"{name}_{uuid.uuid4().hex[:8]}"
        self._settings = SHORT_TIMERS | settings
        self._children: list[Child] = []
        self._client: MongoClient[dict[str, Any]] | None = None
        self._store = store
        vhost.broker.add_user(service_user(name, secrets.token_urlsafe(16)), vhost.name)
        store.add_user(self.database_name, [self.database_name])

    # ---------------------------------------------------------------- life

    def declare(self) -> None:
        """Exchanges, queues and bindings, as the deploy step does."""
        env = self.environment() | {"SCN_AMQP_URI": self.vhost.uri()}
        command = [sys.executable, "-m", "services", "declare", self.package]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr

    def start(self, role: str = "serve", *, wait: bool = True, **settings: str) -> Child:
        """One more instance; waits until it says that it is ready."""
        child, health = self._launch(role, settings)
        if wait:
            self._await_ready(child, health)
        return child

    def start_all(self, *roles: str) -> None:
        """Several side by side."""
        for child, health in [self._launch(role, {}) for role in roles]:
            self._await_ready(child, health)

    def _launch(self, role: str, settings: Mapping[str, str]) -> tuple[Child, int]:
        health = free_port()
        env = self.environment() | {"SCN_HEALTH_PORT": str(health)} | settings
        log = self.folder / f"{self.name}-{role}-{len(self._children)}.log"
        child = Child(f"{self.name} {role}", [sys.executable, "-m", "services", self.package, "--role", role], log, env=env, cwd=ROOT)
        self._children.append(child)
        return child, health

    def _await_ready(self, child: Child, health: int, within: float = 40) -> None:
        url = f"http://{LOOPBACK}:{health}/readyz"
        try:
            eventually(lambda: answers(url) or not child.alive, f"{child.name} to be ready", within)
        except AssertionError as slow:
            raise AssertionError(f"{slow}\n" + "\n".join(tail(child.log, 30))) from None
        assert child.alive, f"{child.name} ended with {child.returncode}\n" + "\n".join(tail(child.log, 30))

    def last_words(self) -> str:
        """What every instance wrote last, for a test that failed."""
        return "\n".join(line for log in sorted(self.folder.glob("*.log")) for line in (f"---- {log.name}", *tail(log, 15)))

    def logs(self) -> str:
        """Everything every instance has written."""
        return "\n".join(child.log.read_text(errors="replace") for child in self._children)

    def end(self) -> None:
        for child in self._children:
            child.kill()
        if self._client:
            self._client.drop_database(self.database_name)
            self._client.close()

    # ---------------------------------------------------------------- ways in

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SCN_")}
        mine = {
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "SCN_AMQP_URI": self.vhost.uri(self.name),
            "SCN_MONGODB_URI": self._store.uri(self.database_name),
            "SCN_MONGODB_DATABASE": self.database_name,
            "SCN_SECRET_KEY": "only for tests: " + "x" * 40,
            "SCN_DATA_DIR": str(self.folder),
        }
        return kept | mine | self._settings | self.history.env

    @property
    def database(self) -> Database[dict[str, Any]]:
        if self._client is None:
            self._client = MongoClient(self._store.uri(), tz_aware=True)
        return self._client[self.database_name]
