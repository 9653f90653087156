"""Membership as it runs: its own process, a real broker, a real store, asked over the wire as the gateway and the operator ask."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from pymongo import MongoClient

from chassis.context import Actor, Context, Grant, new_id
from chassis.service_client import ServiceClient
from contracts import membership as say
from contracts.declare import load
from deploy.ports import LOOPBACK, free_port
from deploy.process import Child, tail
from tests.eventually import eventually
from tests.platform import ROOT, SHORT_TIMERS, answers, end_all

Answer = TypeVar("Answer")


class RunningMembership:
    """One room of the broker, one database, one serving and one background process."""

    def __init__(self, broker: Any, store: Any, folder: Path) -> None:
        self.broker, self.store, self.folder = broker, store, folder
        self.vhost = f"membership-{uuid.uuid4().hex[:8]}"
        self.database_name = f"membership_{uuid.uuid4().hex[:8]}"
        self.children: dict[str, Child] = {}
        self._launched = 0
        broker.add_vhost(self.vhost)
        self._once("declare", "membership", SCN_AMQP_URI=broker.uri("administrator", self.vhost))
        self._once("membership", "--role", "migrate")
        self.start("serve", "background")
        self.mongo: MongoClient[dict[str, Any]] = MongoClient(store.uri(), tz_aware=True)
        self.database = self.mongo[self.database_name]
        self.clients = {user: ServiceClient(broker.uri(user, self.vhost), name=user) for user in ("gateway", "operator", "notifications")}

    def start(self, *roles: str) -> None:
        """Side by side; waits until all are ready."""
        urls = {role: self._launch(role) for role in roles}
        for role, url in urls.items():
            child = self.children[role]
            eventually(lambda url=url, child=child: answers(url) or not child.alive, f"{child.name} to be ready", 60)
            assert child.alive, "\n".join(tail(child.log, 30))

    def _launch(self, role: str) -> str:
        health, self._launched = free_port(), self._launched + 1
        env = self._environment(SCN_HEALTH_PORT=str(health))
        command = [sys.executable, "-m", "services", "membership", "--role", role]
        self.children[role] = Child(f"membership {role}", command, self.folder / f"{role}-{self._launched}.log", env=env, cwd=ROOT)
        return f"http://{LOOPBACK}:{health}/readyz"

    def end(self) -> None:
        for client in self.clients.values():
            client.close()
        end_all(self.children.values())
        self.mongo.drop_database(self.database_name)
        self.mongo.close()
        self.broker.remove_vhost(self.vhost)

    # ---------------------------------------------------------------- asking

    def ask(
        self, request: Any, kind: type[Answer], by: Actor | None = None, *, user: str = "gateway", seconds: float = 30, **more: Any
    ) -> Answer:
        """Ask on behalf of `by`; the answer as it is declared. Raises refusals."""
        context = Context(actor=by or Actor(), correlation_id=new_id(), deadline=time.time() + seconds, **more)
        return load(kind, self.clients[user].call(request, context, service="membership", timeout=seconds), unknown="exclude")

    def sign_in(self, email: str, password: str, code: str | None = None) -> Actor:
        """The person behind the token, as the gateway would know them."""
        session = self.ask(say.SignIn(email=email, password=password, code=code), say.SignedIn)
        principal = self.ask(say.IdentifySession(token=str(session.token)), say.Principal, GATEWAY)
        grants = tuple(Grant(role=one.role, scope_kind=one.scope_kind, scope_id=one.scope_id) for one in principal.grants)
        return Actor(kind="person", person_id=principal.person_id, session_id=principal.session_id, grants=grants)

    # ---------------------------------------------------------------- inside

    def _once(self, *command: str, **settings: str) -> None:
        arguments = [sys.executable, "-m", "services", *command]
        done = subprocess.run(arguments, cwd=ROOT, env=self._environment(**settings), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr

    def _environment(self, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SCN_")}
        mine = {
            "PYTHONUNBUFFERED": "1",
            "SCN_AMQP_URI": self.broker.uri("membership", self.vhost),
            "SCN_MONGODB_URI": self.store.uri(),
            "SCN_MONGODB_DATABASE": self.database_name,
            "SCN_SECRET_KEY": "only for tests: " + "x" * 40,
            "SCN_DATA_DIR": str(self.folder),
        }
        return kept | mine | SHORT_TIMERS | settings


GATEWAY = Actor(kind="service", service="gateway")


@pytest.fixture(scope="module")
def running(broker: Any, store: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningMembership]:
    service = RunningMembership(broker, store, tmp_path_factory.mktemp("membership"))
    yield service
    service.end()
