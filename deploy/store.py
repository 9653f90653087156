"""A private document store: SecantusDB from the virtual environment, or `mongod` as a replica set of one where it is installed."""

import secrets
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from deploy.keys import Keys
from deploy.ports import LOOPBACK, Ports
from deploy.process import CannotStart, Child, Started, end_leftovers, listens, remember_running, wait_until

if TYPE_CHECKING:
    from pymongo import MongoClient

ADMINISTRATOR = "administrator"
START_SECONDS = 60.0
ADVICE = "look at the log; the store of a laptop may be removed to begin anew, or name a running replica set in MONGODB_URI"

# Each mends a measured fault: commits survive SIGKILL, no 2 GB log up front, writes do not stall when the oplog is pruned.
SECANTUS_FLAGS = ["--log-file-max", "64MB", "--oplog-max-entries", "5000000"]
SECANTUS_COMMON = ["--sync-on-commit", "--cache-size", "1G", "--oplog-retention-seconds", "86400", "--log-level", "WARNING"]


def find_program(prefer: Sequence[str] = ("mongod", "secantusd-rs", "secantusd-py")) -> Path | None:
    beside_python = Path(sys.executable).parent
    for name in prefer:
        if (beside_python / name).exists():
            return beside_python / name
        if found := shutil.which(name):
            return Path(found)
    return None


class Store(Started):
    """A running document store with one user per service; the same folder started again has the same users and documents."""

    name = "store"

    def __init__(
        self,
        data_dir: Path,
        port: int = 0,
        *,
        services: Sequence[str] = (),
        auth: bool = True,
        program: Path | None = None,
        log: Path | None = None,
    ) -> None:
        found = program or find_program()
        if found is None:
            raise CannotStart("store", "neither mongod nor SecantusDB is installed", "install mongod, or name a replica set in MONGODB_URI")
        self._program = found
        self.data_dir = data_dir.resolve()
        (self.data_dir / "data").mkdir(parents=True, exist_ok=True)
        self.data_dir.chmod(0o700)
        self.port = Ports(self.data_dir).take("store", port)
        self._keys = Keys(self.data_dir)
        self._auth = auth
        self._services = list(services)
        self._log = log or self.data_dir / "store.log"
        self._child = None

    @classmethod
    def start(cls, data_dir: Path, port: int = 0, **options: object) -> "Store":
        store = cls(data_dir, port, **options)  # type: ignore[arg-type]
        store.run()
        return store

    # ---------------------------------------------------------------- addresses

    @property
    def is_mongod(self) -> bool:
        return self._program.name == "mongod"

    @property
    def address(self) -> str:
        return f"mongodb://{LOOPBACK}:{self.port}"

    def uri(self, user: str = ADMINISTRATOR) -> str:
        who = f"{quote(user)}:{quote(self._password(user))}@" if self._auth else ""
        options = "replicaSet=scn" if self.is_mongod else "retryWrites=false"
        source = "&authSource=admin&authMechanism=SCRAM-SHA-256" if self._auth else ""
        return f"mongodb://{who}{LOOPBACK}:{self.port}/?{options}{source}"

    # ---------------------------------------------------------------- life

    @property
    def log(self) -> Path:
        return self._log

    def run(self) -> None:
        """Start, make the users that are missing, and wait until a client can log in."""
        end_leftovers(self._running_file)
        if self._auth and not self._has_administrator:
            self._launch(auth=False)
            self._make_administrator()
            if self._child:
                self._child.stop()
        self._launch(auth=self._auth)
        if self._auth:
            self._make_service_users()

    def stop(self, seconds: float = 15) -> None:
        if self._child:
            self._child.stop(seconds)
        self._running_file.unlink(missing_ok=True)

    def kill(self) -> None:
        if self._child:
            self._child.kill()

    def restart(self) -> None:
        self.stop()
        self.run()

    # ---------------------------------------------------------------- users

    def add_user(self, name: str, databases: Sequence[str]) -> None:
        """A user that may read, write and index these databases and nothing else."""
        add_user(self.uri(), name, self._password(name), databases)

    def _password(self, user: str) -> str:
        return self._keys.get(f"store.{user}")

    @property
    def _has_administrator(self) -> bool:
        return (self.data_dir / "administrator-made").exists()

    def _make_administrator(self) -> None:
        from pymongo import MongoClient

        with MongoClient[Any](self._plain_uri, serverSelectionTimeoutMS=20_000) as client:
            if self.is_mongod:
                _initiate(client, self.port)
            client.admin.command("createUser", ADMINISTRATOR, pwd=self._password(ADMINISTRATOR), roles=["root"])
        (self.data_dir / "administrator-made").touch()

    def _make_service_users(self) -> None:
        for service in self._services:
            self.add_user(service, [service])

    # ---------------------------------------------------------------- inside

    @property
    def _plain_uri(self) -> str:
        return f"mongodb://{LOOPBACK}:{self.port}/?directConnection=true"

    @property
    def _running_file(self) -> Path:
        return self.data_dir / "running.json"

    def _launch(self, *, auth: bool) -> None:
        self._child = Child(self.name, self._command(auth=auth), self._log, cwd=self.data_dir)
        remember_running(self._running_file, [self._child])
        self._child.await_ready(self._answers, START_SECONDS, ADVICE)

    def _command(self, *, auth: bool) -> list[str]:
        if self.is_mongod:
            return self._mongod_command()
        return [
            *(str(self._program), "--host", LOOPBACK, "--port", str(self.port), "--storage-path", str(self.data_dir / "data")),
            *SECANTUS_COMMON,
            *(SECANTUS_FLAGS if self._program.name == "secantusd-rs" else SECANTUS_FLAGS[2:]),
            *(["--auth"] if auth else []),
        ]

    def _mongod_command(self) -> list[str]:
        """A replica set with users always wants a key file; the first user is made through the localhost exception."""
        base = [
            str(self._program),
            "--replSet",
            "scn",
            "--bind_ip",
            LOOPBACK,
            "--port",
            str(self.port),
            "--dbpath",
            str(self.data_dir / "data"),
        ]
        base += ["--wiredTigerCacheSizeGB", "0.25", "--quiet"]
        return [*base, "--keyFile", str(self._key_file())] if self._auth else base

    def _key_file(self) -> Path:
        path = self.data_dir / "replica.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(64))
            path.chmod(0o400)
        return path

    def _answers(self) -> bool:
        from pymongo import MongoClient
        from pymongo.errors import PyMongoError

        if not listens(self.port):
            return False
        try:
            with MongoClient[Any](self._plain_uri, serverSelectionTimeoutMS=2000, timeoutMS=2000) as client:
                client.admin.command("ping")
        except PyMongoError:
            return False
        return True


def add_user(administrator_uri: str, name: str, password: str, databases: Sequence[str]) -> None:
    """Create the user, or give it this password and these rights."""
    from pymongo import MongoClient
    from pymongo.errors import OperationFailure

    roles = [{"role": role, "db": database} for database in databases for role in ("readWrite", "dbAdmin")]
    with MongoClient[Any](administrator_uri, serverSelectionTimeoutMS=20_000, timeoutMS=20_000) as client:
        try:
            client.admin.command("createUser", name, pwd=password, roles=roles)
        except OperationFailure as failure:
            if failure.code not in (51003, 11000):
                raise
            client.admin.command("updateUser", name, pwd=password, roles=roles)


def _initiate(client: "MongoClient[Any]", port: int) -> None:
    from pymongo.errors import OperationFailure

    try:
        client.admin.command("replSetInitiate", {"_id": "scn", "members": [{"_id": 0, "host": f"{LOOPBACK}:{port}"}]})
    except OperationFailure as failure:
        if failure.code != 23:  # already initiated
            raise
    if not wait_until(lambda: bool(client.admin.command("hello").get("isWritablePrimary")), 30):
        raise CannotStart("store", "the replica set of one found no primary within 30 s", ADVICE)
