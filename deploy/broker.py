"""A private RabbitMQ: own port, own data folder, own users, loopback only, small; for `make up` and for tests."""

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from deploy.definitions import ADMINISTRATOR, User, definitions, users_for
from deploy.keys import Keys
from deploy.management import ManagementApi
from deploy.ports import LOOPBACK, Ports
from deploy.process import CannotStart, Child, Started, end_leftovers, listens, remember_running, wait_until

PROGRAM_FOLDERS = (Path("/usr/lib/rabbitmq/bin"), Path("/opt/homebrew/opt/rabbitmq/sbin"), Path("/usr/local/opt/rabbitmq/sbin"))
START_SECONDS = 90.0
STARTING = "requires the 'rabbit' app to be running"
# Two schedulers and few helper threads: the broker of a laptop or a test does not need one per core.
ERLANG_FLAGS = "+S 2:2 +SDcpu 1:1 +SDio 2 +A 4 +P 131072 +Q 16384 +sbwt none +sbwtdcpu none +sbwtdio none"


def find_program() -> Path | None:
    """The RabbitMQ server program. Debian's wrapper on PATH changes user and refuses others, so the program under /usr/lib comes first."""
    for folder in PROGRAM_FOLDERS:
        if (folder / "rabbitmq-server").exists():
            return folder / "rabbitmq-server"
    found = shutil.which("rabbitmq-server")
    return Path(found).resolve() if found else None


def _find_epmd(program: Path) -> str | None:
    if found := shutil.which("epmd"):
        return found
    places = [*Path("/usr/lib/erlang").glob("erts-*/bin/epmd"), *Path("/opt/homebrew/opt/erlang/lib/erlang").glob("erts-*/bin/epmd")]
    return str(places[-1]) if places else None


class Broker(Started):
    """A running RabbitMQ. The same folder started again has the same passwords (`secrets.json`), users, queues and messages."""

    name = "broker"

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        *,
        services: Sequence[str] = (),
        users: Sequence[User] = (),
        management: bool = False,
        log: Path | None = None,
        memory: str = "512MB",
        running: bool = False,
    ) -> None:
        self._program = self._program_path()
        self.data_dir = data_dir.resolve()
        self._make_folders()
        self._ports = Ports(self.data_dir, in_use=running)
        self.port = self._ports.take_again("amqp", port)
        self._management = management
        self._memory = memory
        self._keys = Keys(self.data_dir)
        self.users = {user.name: user for user in (*users_for(services, self._password), *users)}
        self._log = log or self.data_dir / "broker.log"
        self._child = None
        self._epmd: Child | None = None

    @classmethod
    def start(cls, data_dir: Path, port: int = 0, **options: object) -> "Broker":
        broker = cls(data_dir, port, **options)  # type: ignore[arg-type]
        broker.run()
        return broker

    @staticmethod
    def _program_path() -> Path:
        program = find_program()
        if program is None:
            raise CannotStart("broker", "RabbitMQ is not installed", "install rabbitmq-server, or name a running one in AMQP_URI")
        return program

    @classmethod
    def of_running(cls, data_dir: Path) -> "Broker":
        """The broker another process of ours runs in this folder: its addresses and `ctl`, not its life."""
        broker = cls(data_dir, running=True)
        if not listens(broker.port):
            raise CannotStart("broker", f"none runs in {data_dir}", "`make up` first")
        return broker

    # ---------------------------------------------------------------- addresses

    def uri(self, user: str = ADMINISTRATOR, vhost: str = "/") -> str:
        return f"amqp://{quote(user)}:{quote(self.users[user].password)}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    @property
    def address(self) -> str:
        return f"amqp://{LOOPBACK}:{self.port}"

    @property
    def management_uri(self) -> str:
        """The management API with the administrator's name and password; only when started with `management=True`."""
        if not self._management:
            raise RuntimeError("this broker was started without the management plugin")
        return f"http://{ADMINISTRATOR}:{self.users[ADMINISTRATOR].password}@{LOOPBACK}:{self._ports.take_again('management')}"

    # ---------------------------------------------------------------- life

    @property
    def log(self) -> Path:
        return self._log

    def run(self) -> None:
        """Start and wait until a client can log in."""
        end_leftovers(self._running_file)
        self._write_configuration()
        env = self._environment()
        self._start_epmd(env)
        self._child = Child(self.name, [str(self._program)], self._log, env=env, cwd=self.data_dir)
        remember_running(self._running_file, [child for child in (self._child, self._epmd) if child])
        try:
            self._child.await_ready(
                self._answers, START_SECONDS, f"look at the log, or remove {self.data_dir} to begin with an empty broker"
            )
        except CannotStart:
            self._stop_epmd()
            raise

    def stop(self, seconds: float = 30) -> None:
        if self._child:
            self._child.stop(seconds)
        self._stop_epmd()
        self._running_file.unlink(missing_ok=True)

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        if self._child:
            self._child.kill()
        self._stop_epmd()

    def restart(self) -> None:
        self.stop() if self.alive else self.kill()
        self.run()

    # ---------------------------------------------------------------- control

    def ctl(self, *arguments: str, timeout: float = 60) -> str:
        """`rabbitmqctl`, which begins an Erlang machine of its own: a second or two per call.

        The broker listens a moment before it calls itself started, and refuses commands until then.
        """
        done = self._ctl(arguments, timeout)
        if done.returncode and STARTING in done.stderr + done.stdout:
            self._ctl(("await_startup",), timeout)
            done = self._ctl(arguments, timeout)
        if done.returncode:
            raise RuntimeError(f"rabbitmqctl {arguments[0]} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-2000:]}")
        return done.stdout

    def _ctl(self, arguments: Sequence[str], timeout: float) -> "subprocess.CompletedProcess[str]":
        command = [str(self._program.parent / "rabbitmqctl"), "--silent", *arguments]
        return subprocess.run(command, env=self._environment(), capture_output=True, text=True, timeout=timeout, check=False)

    def _password(self, user: str) -> str:
        return self._keys.get(f"broker.{user}")

    def add_user(self, user: User, vhost: str = "/") -> None:
        """Add or change a user of the running broker; remembered for the next start of this object."""
        self.users[user.name] = user
        self._import([user], vhost)

    def add_vhost(self, vhost: str) -> None:
        """A room of its own for one test: every user of the broker may do there what it may do in `/`."""
        self._import(list(self.users.values()), vhost)

    def remove_vhost(self, vhost: str) -> None:
        self._api.remove_vhost(vhost) if self._management else self.ctl("delete_vhost", vhost)

    @property
    def _api(self) -> ManagementApi:
        return ManagementApi(self.management_uri)

    def _import(self, users: list[User], vhost: str) -> None:
        if self._management:
            self._api.add(users, vhost)
            return
        path = self._write_json("change.json", definitions(users, vhost))
        self.ctl("import_definitions", str(path))
        path.unlink()

    # ---------------------------------------------------------------- inside

    def _make_folders(self) -> None:
        for folder in ("home", "mnesia", "log"):
            (self.data_dir / folder).mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        return kept | {
            "HOME": str(self.data_dir / "home"),
            "LANG": os.environ.get("LANG") or "C.UTF-8",
            "RUNNING_UNDER_SYSTEMD": "true",  # the start script then becomes the server instead of waiting beside it: one process id
            "ERL_EPMD_PORT": str(self._ports.take_again("epmd")),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            "RABBITMQ_NODENAME": self._node_name,
            "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._ports.take_again("distribution")),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{ERLANG_FLAGS} -kernel inet_dist_use_interface {{127,0,0,1}}",
            "RABBITMQ_MNESIA_BASE": str(self.data_dir / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.data_dir / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.data_dir / "enabled_plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.data_dir / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.data_dir / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(self.data_dir / "none"),
            "RABBITMQ_PID_FILE": str(self.data_dir / "rabbit.pid"),
        }

    @property
    def _node_name(self) -> str:
        return f"scn{sha256(str(self.data_dir).encode()).hexdigest()[:10]}@localhost"

    def _write_configuration(self) -> None:
        self._write_json("definitions.json", definitions(self.users.values()))
        (self.data_dir / "enabled_plugins").write_text("[rabbitmq_management].\n" if self._management else "[].\n")
        lines = [
            f"listeners.tcp.1 = {LOOPBACK}:{self.port}",
            f"load_definitions = {self.data_dir / 'definitions.json'}",
            "loopback_users = none",
            f"vm_memory_high_watermark.absolute = {self._memory}",
            "disk_free_limit.absolute = 100MB",
            "raft.wal_max_size_bytes = 16777216",
            "log.console = true",
            "log.console.level = warning",
            "log.file = false",
        ]
        if self._management:
            self._ports.take_again("management")
            lines += [f"management.tcp.ip = {LOOPBACK}", f"management.tcp.port = {self._ports.take_again('management')}"]
        (self.data_dir / "rabbitmq.conf").write_text("\n".join(lines) + "\n")

    def _write_json(self, name: str, content: object) -> Path:
        path = self.data_dir / name
        path.touch(mode=0o600, exist_ok=True)
        path.write_text(json.dumps(content, indent=1))
        return path

    def _start_epmd(self, env: dict[str, str]) -> None:
        """Erlang's name server, private and as our child: left alone, the server would leave a daemon of it behind."""
        epmd = _find_epmd(self._program)
        if epmd is None:
            return
        port = env["ERL_EPMD_PORT"]
        self._epmd = Child("broker's name server", [epmd, "-port", port, "-address", LOOPBACK], self._log, env=env, cwd=self.data_dir)
        wait_until(lambda: listens(int(port)), 5)

    def _stop_epmd(self) -> None:
        if self._epmd:
            self._epmd.stop(3)
            self._epmd = None

    @property
    def _running_file(self) -> Path:
        return self.data_dir / "running.json"

    def _answers(self) -> bool:
        from amqp import Connection

        user = self.users[ADMINISTRATOR]
        if not listens(self.port):
            return False
        with contextlib.suppress(Exception):
            connection = Connection(f"{LOOPBACK}:{self.port}", userid=user.name, password=user.password, connect_timeout=5, read_timeout=5)
            connection.connect()
            connection.close()
            return True
        return False
