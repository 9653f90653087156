"""`make up`: the whole platform on this machine, until Ctrl-C."""

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from deploy.broker import Broker, find_program
from deploy.docker_broker import DockerBroker
from deploy.external import ExternalBroker, ExternalStore
from deploy.install import ADVICE, PRESS_ADVICE, can_print, has_docker, install_broker, install_press
from deploy.keys import Keys
from deploy.lifeline import Lifeline, sweep
from deploy.ports import LOOPBACK, Ports, is_free
from deploy.process import CannotStart, Child, birth, tail
from deploy.services import SERVICE_NAMES, SERVICES
from deploy.settings import ROOT, Settings
from deploy.store import Store
from deploy.supervisor import Program, Supervisor

AnyBroker = Broker | ExternalBroker
AnyStore = Store | ExternalStore
LOG_LIMIT = 10_000_000


def say(part: str, what: str) -> None:
    print(f"  {part:<22} {what}", flush=True)


class AlreadyRunning(CannotStart):
    pass


class Stopped(Exception):
    """A signal asked us to stop while we were still starting."""


# ---------------------------------------------------------------- one launcher per folder


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the folder: the lock is the system's, so it goes with us however we end."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "launcher.json"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _owner(path)[0]
            advice = "`make down` ends it; SCN_DATA_DIR and SCN_HTTP_PORT let a second one run beside it"
            raise AlreadyRunning("launcher", f"process {pid} already runs the platform of {data_dir}", advice) from None
        file.truncate(0)
        file.write(json.dumps([os.getpid(), birth(os.getpid())]))
        file.flush()
        yield


def _owner(path: Path) -> tuple[int, str | None]:
    try:
        pid, born = json.loads(path.read_text())
    except (OSError, ValueError):
        return 0, None
    return pid, born


# ---------------------------------------------------------------- the platform


class Platform:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data_dir = settings.data_dir
        self.keys = Keys(self.data_dir)
        self.ports = Ports(self.data_dir)
        self.supervisor = Supervisor(say)
        self.broker: AnyBroker
        self.store: AnyStore

    def start(self) -> None:
        """Both servers at once, and what each makes possible as soon as it stands; then every process of ours."""
        self.broker, self.store = self._find_broker(), self._find_store()
        self.supervisor.side_by_side([self._raise_broker, self._raise_store])
        self.supervisor.side_by_side([self._starter(program) for program in self._programs()])

    @property
    def order(self) -> list[list[str]]:
        """Who stops when: the edge first, then those who work, then those who carry what the others said."""
        serving = [f"{service.name} serve" for service in SERVICES]
        background = [f"{service.name} background" for service in SERVICES]
        return [["gateway"], serving, background, ["broker"], ["store"]]

    def stop(self) -> None:
        self.supervisor.stop(self.order)

    # ------------------------------------------------------------ broker and store

    def _find_broker(self) -> AnyBroker:
        if uri := self.settings.environment.get("AMQP_URI"):
            return ExternalBroker(uri, self.data_dir, SERVICE_NAMES, self.settings.environment)
        if find_program() is None and not has_docker():
            say("broker", "installing RabbitMQ (a minute or two)")
            if not install_broker(self.settings.logs / "install.log"):
                raise CannotStart("broker", "there is no RabbitMQ, no package manager we know, and no Docker", ADVICE)
        kind = Broker if find_program() else DockerBroker
        return kind(self.data_dir / "broker", services=SERVICE_NAMES, log=self.settings.logs / "broker.log")

    def _find_store(self) -> AnyStore:
        if uri := self.settings.environment.get("MONGODB_URI"):
            return ExternalStore(uri, self.data_dir, SERVICE_NAMES, self.settings.environment)
        return Store(self.data_dir / "store", services=SERVICE_NAMES, log=self.settings.logs / "store.log")

    def _raise_broker(self) -> None:
        if isinstance(self.broker, Broker):
            self._raise(self.broker, "RabbitMQ")
        else:
            say("broker", f"{self.broker.address}  (yours)")
            if self.broker.shared_user:
                say("", f"every part logs in there as {self.broker.shared_user}: name AMQP_MANAGEMENT_URI and each gets a user of its own")
        self._step("topology", ["-m", "services", "declare"], self.environment("administrator", database=False))

    def _raise_store(self) -> None:
        if isinstance(self.store, Store):
            self._raise(self.store, "MongoDB" if self.store.is_mongod else "SecantusDB")
        else:
            say("store", f"{self.store.address}  (yours)")
        for name in SERVICE_NAMES:
            self._step(f"{name} migrate", ["-m", "services", name, "--role", "migrate"], self.environment(name))

    def _raise(self, server: Broker | Store, kind: str) -> None:
        began = time.monotonic()
        self.supervisor.start(server)
        say(server.name, f"{server.address}  {kind}, ready after {time.monotonic() - began:.1f} s")

    # ------------------------------------------------------------ our own processes

    def environment(self, user: str, *, database: bool = True) -> dict[str, str]:
        """What one process is told: its own way into the broker and the store, and nobody else's."""
        shared = self.broker.shared_user if isinstance(self.broker, ExternalBroker) else None
        gateway = self.broker.gateway_user() if isinstance(self.broker, ExternalBroker) and not shared else shared
        told = {
            "SCN_AMQP_URI": self.broker.uri(user),
            "SCN_GATEWAY_USER": gateway or "gateway",
            "SCN_SECRET_KEY": self.settings.environment.get("SCN_SECRET_KEY") or self.keys.get("secret key"),
            "SCN_HTTP_PORT": str(self.settings.http_port),
            "SCN_PUBLIC_URL": self.settings.public_url,
            "SCN_DATA_DIR": str(self.data_dir),
            "PYTHONUNBUFFERED": "1",
        }
        if database:
            told["SCN_MONGODB_URI"] = self.store.uri(user)
        return self.settings.inherited() | told

    def _programs(self) -> list[Program]:
        found = [self._program(service.name, role) for service in SERVICES for role in service.roles]
        return [*found, self._gateway()]

    def _program(self, service: str, role: str) -> Program:
        port = self.ports.take(f"{service} {role} health")
        return Program(
            name=f"{service} {role}",
            command=[sys.executable, "-m", "services", service, "--role", role],
            env=self.environment(service) | {"SCN_HEALTH_PORT": str(port)},
            folder=self.data_dir / "running",
            log_file=self.settings.logs / f"{service}-{role}.log",
            ready_url=f"http://{LOOPBACK}:{port}/readyz",
        )

    def _gateway(self) -> Program:
        return Program(
            name="gateway",
            command=[sys.executable, "-m", "services", "gateway"],
            env=self.environment("gateway", database=False) | {"SCN_HEALTH_PORT": str(self.ports.take("gateway health"))},
            folder=self.data_dir / "running",
            log_file=self.settings.logs / "gateway.log",
            ready_url=f"http://{LOOPBACK}:{self.settings.http_port}/readyz",
        )

    def _starter(self, program: Program) -> Callable[[], None]:
        def start() -> None:
            began = time.monotonic()
            self.supervisor.start(program)
            say(program.name, f"{program.ready_url.removesuffix('/readyz')}  ready after {time.monotonic() - began:.1f} s")

        return start

    # ------------------------------------------------------------ steps

    def _step(self, name: str, arguments: list[str], env: dict[str, str]) -> None:
        log = self.settings.logs / f"{name.replace(' ', '-')}.log"
        child = Child(name, [sys.executable, *arguments], log, env=env, cwd=ROOT)
        while not child.wait(0.1):
            if self.supervisor.stopping.is_set():
                child.stop()
        if child.returncode:
            raise CannotStart(name, f"it ended with code {child.returncode}", "look at the log", log)

    def seed(self) -> None:
        """Demonstration data, through the platform's own doors; a failure leaves the platform running and says so."""
        if not self.settings.demonstration:
            return
        env = self.settings.inherited() | {"SCN_OPERATOR_AMQP_URI": self.broker.uri("operator"), "SCN_PUBLIC_URL": self.settings.public_url}
        env["SCN_DATA_DIR"] = str(self.data_dir)
        done = subprocess.run(
            [sys.executable, "-m", "deploy", "seed", "--base-url", self.local_url], env=env, start_new_session=True, check=False
        )
        if done.returncode and not self.supervisor.stopping.is_set():
            say("demonstration data", f"was not loaded (code {done.returncode}); the platform runs all the same")

    @property
    def local_url(self) -> str:
        return f"http://localhost:{self.settings.http_port}"

    # ------------------------------------------------------------ before anything starts

    def prepare(self) -> None:
        self._check_port()
        self._turn_logs()
        self._prepare_press()

    def _check_port(self) -> None:
        if not is_free(self.settings.http_port):
            advice = f"end what uses it, or choose another: SCN_HTTP_PORT={self.settings.http_port + 1} make up"
            raise CannotStart("gateway", f"port {self.settings.http_port} is taken", advice)

    def _prepare_press(self) -> None:
        """What prints papers; where it cannot be had the platform runs all the same, and says so."""
        if can_print():
            return
        say("papers", "installing Pango and the Noto fonts (a minute)")
        try:
            installed = install_press(self.settings.logs / "install.log")
        except CannotStart as failure:
            print(failure.explain(), file=sys.stderr)
        else:
            if not installed:
                say("papers", PRESS_ADVICE)

    def _turn_logs(self) -> None:
        self.settings.logs.mkdir(parents=True, exist_ok=True)
        for log in self.settings.logs.glob("*.log"):
            if log.stat().st_size > LOG_LIMIT:
                log.replace(log.with_suffix(".log.1"))


# ---------------------------------------------------------------- commands


def up() -> int:
    try:
        settings = Settings.read()
        with only_one(settings.data_dir):
            return _run(Platform(settings))
    except CannotStart as failure:
        print(failure.explain(), file=sys.stderr)
        return 1


def _run(platform: Platform) -> int:
    sweep(platform.data_dir)
    platform.prepare()
    lifeline = Lifeline(platform.data_dir)
    _on_signals(platform, first=True)
    code = 0
    try:
        began = time.monotonic()
        platform.start()
        watching = threading.Thread(target=platform.supervisor.watch, daemon=True)
        watching.start()
        _announce(platform, time.monotonic() - began)
        platform.seed()
        platform.supervisor.stopping.wait()
    except Stopped:
        pass
    except CannotStart as failure:
        if not platform.supervisor.stopping.is_set():
            print(failure.explain(), file=sys.stderr)
            code = 1
    finally:
        _on_signals(platform, first=False)
        print("  stopping", flush=True)
        platform.stop()
        lifeline.done()
    print("  stopped; the data is kept in", platform.data_dir, flush=True)
    return code


def _on_signals(platform: Platform, *, first: bool) -> None:
    """The first signal interrupts whatever we wait for; later ones change nothing, because stopping is already under way."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        if not platform.supervisor.stopping.is_set():
            platform.supervisor.stopping.set()
            raise Stopped

    def ignore(number: int, frame: FrameType | None) -> None:
        print("  already stopping, one moment", flush=True)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt if first else ignore)


def _announce(platform: Platform, seconds: float) -> None:
    print(f"\n  The platform is up after {seconds:.0f} s: {platform.settings.public_url}   (Ctrl-C stops it)", flush=True)
    print(f"  {_where_mail_goes(platform.settings)}\n", flush=True)


def _where_mail_goes(settings: Settings) -> str:
    """Without the address of a mail server, which may hold a password."""
    if settings.environment.get("SCN_SMTP_URI"):
        return "Mail goes out through the server that SCN_SMTP_URI names."
    return f"Mail is not sent: every letter is a file in {settings.data_dir / 'mail'}"


def down() -> int:
    """End the platform of this data folder from another terminal."""
    settings = Settings.read()
    path = settings.data_dir / "launcher.json"
    pid, born = _owner(path)
    if birth(pid) != born or born is None:
        print(f"  nothing runs in {settings.data_dir}")
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 90
    while birth(pid) == born and time.monotonic() < until:
        time.sleep(0.1)
    if birth(pid) == born:
        print(f"  process {pid} did not stop within 90 s; its last words:", *tail(settings.logs / "gateway.log", 3), sep="\n    ")
        return 1
    print("  stopped")
    return 0
