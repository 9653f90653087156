"""The whole platform as a test sees it: every part a process of its own, each of which may be killed, frozen, stopped and started by name.

    def test_something(platform, gateway_url): ...

    platform.kill("membership"); platform.start("membership")
    with platform.frozen("store"): ...

Parts: `broker`, `store`, `membership` (answers), `membership.background` (relay, timers, jobs), `gateway`, and whatever a test adds with
`platform.add(…)`. One platform serves the whole pytest process; before every test whatever is not running is started again.
With AMQP_URI or MONGODB_URI in the environment those servers are used, and a test that would kill them is skipped.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from deploy.broker import Broker
from deploy.definitions import User, service_user
from deploy.external import ExternalBroker, ExternalStore
from deploy.ports import LOOPBACK, free_port
from deploy.process import Child, stands_still, tail, wait_until
from deploy.services import SERVICE_NAMES, SERVICES
from deploy.store import Store
from tests.callers import Caller, new_administrator, new_person
from tests.eventually import eventually

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 40.0
# Short enough to be waited for, long enough that two busy cores do not trip over them.
SHORT_TIMERS = {
    "SCN_HEARTBEAT": "4",
    "SCN_STORE_TIMEOUT": "3",
    "SCN_RETRY_TIERS": "1,2,4,8",
    "SCN_POLL_SECONDS": "0.5",
    "SCN_JOB_LEASE": "4",
    "SCN_RATE_LIMIT": "0",
    "SCN_SIGN_IN_LIMIT": "0",
    "SCN_LOG_LEVEL": "INFO",
}

__all__ = ["Platform", "administrator", "applicant", "gateway_url", "platform", "whole_administrator", "whole_applicant", "whole_platform"]


@dataclass
class Part:
    """One of our own processes: how it is started, and whether it is."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    ready_url: str
    child: Child | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive

    @property
    def ready(self) -> bool:
        return not self.ready_url or answers(self.ready_url)


class Platform:
    def __init__(
        self, folder: Path, broker: Broker | ExternalBroker, store: Store | ExternalStore, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.broker = broker
        self.store = store
        self.http_port = free_port()
        self.secret_key = secrets.token_urlsafe(48)
        self.settings = {**SHORT_TIMERS, **(settings or {})}
        self.parts: dict[str, Part] = {}
        self._client: MongoClient[dict[str, Any]] | None = None
        self._add_our_parts()

    @property
    def gateway_url(self) -> str:
        return f"http://{LOOPBACK}:{self.http_port}"

    # ---------------------------------------------------------------- whole

    def up(self) -> None:
        self.declare()
        self.migrate()
        self.mend()

    def declare(self) -> None:
        """The deploy step that makes exchanges, queues and bindings."""
        self.run_once("declare", self._environment("administrator") | {"SCN_AMQP_URI": self.broker.uri()}, "declare")

    def migrate(self) -> None:
        """All at once: each has a database of its own."""
        with ThreadPoolExecutor() as side_by_side:
            steps = [
                side_by_side.submit(self.run_once, f"{service}.migrate", self._environment(service), service, "--role", "migrate")
                for service in SERVICE_NAMES
            ]
        for step in steps:
            step.result()

    def mend(self) -> None:
        """Whatever a test has killed or frozen runs again."""
        for part in (self.broker, self.store):
            if isinstance(part, Broker | Store):
                part.thaw()
                if not part.alive:
                    part.run()
        for name in self.parts:
            self._signal(name, signal.SIGCONT)
            if not self.parts[name].alive:
                self._launch(name)
        for name in self.parts:
            self.await_ready(name)

    def down(self) -> None:
        """All at once, as nobody waits for an answer any more."""
        children = [part.child for part in self.parts.values() if part.child]
        end_all(children)
        if self._client:
            self._client.close()

    # ---------------------------------------------------------------- parts

    def add(self, name: str, command: Sequence[str], env: Mapping[str, str], *, ready_url: str = "", start: bool = True) -> None:
        """A process of the test's own, beside ours. It stays until `remove`."""
        self.parts[name] = Part(name, [sys.executable, "-m", *command], dict(env), self.folder / "log" / f"{name}.log", ready_url)
        if start:
            self.start(name)

    def remove(self, name: str) -> None:
        if child := self.parts.pop(name).child:
            child.stop(15)

    def start(self, name: str) -> None:
        if name in ("broker", "store"):
            self._server(name).run()
            return
        if not self.parts[name].alive:
            self._launch(name)
        self.await_ready(name)

    def launch(self, name: str) -> None:
        """Start without waiting until it is ready."""
        self._launch(name)

    def stop(self, name: str, seconds: float = 30) -> int | None:
        """SIGTERM, and wait until it has ended; gives the exit code."""
        if name in ("broker", "store"):
            self._server(name).stop()
            return None
        child = self._child(name)
        child.signal(signal.SIGTERM)
        assert child.wait(seconds), f"{name} had not ended {seconds:.0f} s after SIGTERM\n{self.last_words(name)}"
        return child.returncode

    def terminate(self, name: str) -> None:
        """SIGTERM, without waiting."""
        self._child(name).signal(signal.SIGTERM)

    def kill(self, name: str) -> None:
        """SIGKILL."""
        self._server(name).kill() if name in ("broker", "store") else self._child(name).kill()

    def restart(self, name: str) -> None:
        self.stop(name)
        self.start(name)

    @contextlib.contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """SIGSTOP while the block runs. A gateway's workers are frozen with it."""
        self._signal(name, signal.SIGSTOP)
        wait_until(lambda: stands_still(self.pid(name)), 5, every=0.002)
        try:
            yield
        finally:
            self._signal(name, signal.SIGCONT)

    def pid(self, name: str) -> int:
        return self._server(name).pid if name in ("broker", "store") else self._child(name).pid

    def alive(self, name: str) -> bool:
        return self._server(name).alive if name in ("broker", "store") else self.parts[name].alive

    def is_ready(self, name: str) -> bool:
        return self.parts[name].alive and self.parts[name].ready

    def await_ready(self, name: str, within: float = START_SECONDS) -> None:
        part = self.parts[name]
        try:
            eventually(lambda: part.ready or not part.alive, f"{name} to be ready", within)
        except AssertionError as slow:
            raise AssertionError(f"{slow}\n{self.last_words(name)}") from None
        assert part.alive, f"{name} ended with code {part.child.returncode if part.child else None}\n{self.last_words(name)}"

    def log(self, name: str) -> str:
        path = self.broker.log if name == "broker" else self.store.log if name == "store" else self.parts[name].log  # type: ignore[union-attr]
        return path.read_text(errors="replace")

    def last_words(self, name: str, lines: int = 25) -> str:
        return "\n".join([f"last lines of {name}:", *tail(self.parts[name].log, lines)])

    # ---------------------------------------------------------------- ways in

    def environment(self, user: str, **more: str) -> dict[str, str]:
        """What a process of `user` needs to know, for parts of the test's own."""
        return self._environment(user) | more

    def new_service_user(self, name: str) -> None:
        """A broker user and a store user for a service of the test's own, with the rights any service has."""
        self.new_user(service_user(name, secrets.token_urlsafe(24)))
        self.store.add_user(name, [name])

    def new_listener(self, name: str, *, configure: str, write: str, read: str) -> None:
        """A broker user with just these rights, each a pattern over names."""
        self.new_user(User(name=name, password=secrets.token_urlsafe(24), configure=configure, write=write, read=read))

    def new_user(self, user: User) -> None:
        if isinstance(self.broker, ExternalBroker) and self.broker.shared_user:
            pytest.skip("this broker gives us no way to make users")
        self.broker.add_user(user)

    def run_once(self, name: str, env: Mapping[str, str], *arguments: str) -> None:
        """`python -m services …` with its end awaited."""
        done = subprocess.run(
            [sys.executable, "-m", "services", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{name} ended with code {done.returncode}\n{done.stdout}{done.stderr}"

    def mongo(self, database: str) -> Database[dict[str, Any]]:
        """A database of the platform's store, as its administrator."""
        if self._client is None:
            self._client = MongoClient(self.store.uri(), tz_aware=True)
        return self._client[database]

    # ---------------------------------------------------------------- inside

    def _add_our_parts(self) -> None:
        for service in SERVICES:
            for role in service.roles:
                name = service.name if role == "serve" else f"{service.name}.{role}"
                self._add(name, self._environment(service.name), service.name, "--role", role)
        env = self._environment("gateway") | {"SCN_HTTP_PORT": str(self.http_port)}
        self._add("gateway", env, "gateway", ready_url=f"{self.gateway_url}/readyz")

    def _add(self, name: str, env: dict[str, str], *arguments: str, ready_url: str = "") -> None:
        if not ready_url:
            health = free_port()
            env, ready_url = env | {"SCN_HEALTH_PORT": str(health)}, f"http://{LOOPBACK}:{health}/readyz"
        self.add(name, ["services", *arguments], env, ready_url=ready_url, start=False)

    def _environment(self, user: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCN_", "AMQP_", "MONGODB_"))}
        mine = {
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "SCN_AMQP_URI": self.broker.uri(user),
            "SCN_SECRET_KEY": self.secret_key,
            "SCN_PUBLIC_URL": self.gateway_url,
            "SCN_DATA_DIR": str(self.folder / "data"),
            "SCN_GATEWAY_USER": self.broker.gateway_user() if isinstance(self.broker, ExternalBroker) else "gateway",
        }
        if user not in ("gateway", "administrator", "operator"):
            mine |= {"SCN_MONGODB_URI": self.store.uri(user), "SCN_MONGODB_DATABASE": user}
        return kept | mine | self.settings

    def _launch(self, name: str) -> None:
        part = self.parts[name]
        part.log.parent.mkdir(parents=True, exist_ok=True)
        part.child = Child(name, part.command, part.log, env={**part.env, **part.extra}, cwd=ROOT)
        self._remember()

    def _remember(self) -> None:
        """So that a killed pytest leaves no process behind (see deploy.lifeline)."""
        from deploy.process import remember_running

        remember_running(self.folder / "running.json", [part.child for part in self.parts.values() if part.child and part.child.alive])

    def _signal(self, name: str, number: int) -> None:
        if name in ("broker", "store"):
            os.kill(self._server(name).pid, number)
        elif self.parts[name].alive:
            os.killpg(self._child(name).pid, number)

    def _child(self, name: str) -> Child:
        child = self.parts[name].child
        assert child is not None, f"{name} was never started"
        return child

    def _server(self, name: str) -> Any:
        server = self.broker if name == "broker" else self.store
        if isinstance(server, ExternalBroker | ExternalStore):
            pytest.skip(f"the {name} is not ours to harm")
        return server


def end_all(children: Iterable[Child], seconds: float = 15) -> None:
    """SIGTERM to each, then wait for them together; what has not ended by then is killed."""
    alive = [child for child in children if child.alive]
    for child in alive:
        child.signal(signal.SIGTERM)
        child.signal(signal.SIGCONT)
    until = time.monotonic() + seconds
    for child in alive:
        if not child.wait(max(0.1, until - time.monotonic())):
            child.kill()


def answers(url: str) -> bool:
    with contextlib.suppress(OSError, urllib.error.URLError), urllib.request.urlopen(url, timeout=2) as answer:
        return bool(answer.status == 200)
    return False


@pytest.fixture(scope="session")
def whole_platform(parts_folder: Path) -> Iterator[Platform]:
    folder = parts_folder / "platform"
    folder.mkdir()
    stack = contextlib.ExitStack()
    with stack:
        running = Platform(folder, _own_broker(folder, stack), _own_store(folder, stack))
        stack.callback(running.down)
        running.up()
        yield running


@pytest.fixture
def platform(whole_platform: Platform) -> Platform:
    """Every part runs and is ready. Kill, freeze and restart what you like: it is mended before the next test."""
    whole_platform.mend()
    return whole_platform


@pytest.fixture
def gateway_url(platform: Platform) -> str:
    """Where the gateway of a running platform answers, without a slash at the end."""
    return platform.gateway_url


@pytest.fixture(scope="session")
def whole_administrator(whole_platform: Platform) -> Caller:
    whole_platform.mend()
    return new_administrator(whole_platform.gateway_url, whole_platform.broker.uri("operator"))


@pytest.fixture(scope="session")
def whole_applicant(whole_platform: Platform) -> Caller:
    whole_platform.mend()
    return new_person(whole_platform.gateway_url)


@pytest.fixture
def administrator(platform: Platform, whole_administrator: Caller) -> Caller:
    """Somebody with the management unit's role and an API key."""
    return whole_administrator


@pytest.fixture
def applicant(platform: Platform, whole_applicant: Caller) -> Caller:
    """Somebody with an account, an API key and no role."""
    return whole_applicant


def _own_broker(folder: Path, stack: contextlib.ExitStack) -> Broker | ExternalBroker:
    if uri := os.environ.get("AMQP_URI"):
        return ExternalBroker(uri, folder / "broker", SERVICE_NAMES, os.environ)
    own = Broker.start(folder / "broker", services=SERVICE_NAMES, management=True)
    stack.callback(own.stop)
    return own


def _own_store(folder: Path, stack: contextlib.ExitStack) -> Store | ExternalStore:
    if uri := os.environ.get("MONGODB_URI"):
        return ExternalStore(uri, folder / "store", SERVICE_NAMES, os.environ)
    own = Store.start(folder / "store", services=SERVICE_NAMES)
    stack.callback(own.stop)
    return own
