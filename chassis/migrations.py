"""Indexes and one-time changes of a service's database: declared in code, made in order, by one process, once; and never by older code."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from pymongo.database import Database
from pymongo.errors import CollectionInvalid, OperationFailure

from chassis.leases import Lease
from chassis.store import Document, bounded
from chassis.unit import Unit
from chassis.unit_of_work import UnitOfWork

log = structlog.get_logger(__name__)

MIGRATIONS: Final = "migrations"
LEASE_SECONDS: Final = 30.0
INDEX_SECONDS: Final = 600.0
_NAMESPACE_MISSING: Final = 26
_EXISTS: Final = 48


class StoreIsAhead(Exception):
    """The database was changed by newer code than this; running on would harm it."""


class MigrationBusy(Exception):
    """Another process is migrating this database."""


@dataclass(frozen=True, kw_only=True)
class Index:
    """One index. `keys` as pymongo takes them; `forget_after` (seconds) makes the store remove documents that long after the instant in the
    only key; `only` limits it to documents with these values."""

    collection: str
    keys: tuple[tuple[str, int], ...]
    unique: bool = False
    forget_after: int | None = None
    only: tuple[tuple[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return "_".join(f"{key}_{direction}" for key, direction in self.keys)

    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"name": self.name}
        if self.unique:
            options["unique"] = True
        if self.forget_after is not None:
            options["expireAfterSeconds"] = self.forget_after
        if self.only:
            options["partialFilterExpression"] = dict(self.only)
        return options


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A change to what is stored. `run` may be run again after it broke off half-way, so it looks before it writes. Names sort in the order
    of their making: `0001-split-names`."""

    name: str
    run: Callable[[Database[Document]], Any]


COMMON_INDEXES: Final = (
    Index(collection="outbox", keys=(("state", 1), ("_id", 1))),
    Index(collection="outbox", keys=(("state", 1), ("position", 1))),
    Index(collection="outbox", keys=(("page", 1), ("position", 1))),
    Index(collection="outbox", keys=(("subject", 1), ("sequence", 1), ("type", 1)), unique=True),
    Index(collection="idempotency", keys=(("expires_at", 1),), forget_after=0),
    Index(collection="idempotency", keys=(("owner", 1),)),
    Index(collection="inbox", keys=(("expires_at", 1),), forget_after=0),
    Index(collection="inbox_held", keys=(("gate", 1), ("sequence", 1))),
    Index(collection="inbox_held", keys=(("state", 1), ("at", 1))),
    Index(collection="timers", keys=(("state", 1), ("due_at", 1))),
    Index(collection="jobs", keys=(("state", 1), ("created_at", 1))),
    Index(collection="jobs", keys=(("forget_at", 1),), forget_after=0),
    Index(collection="jobs", keys=(("owner", 1),)),
    Index(collection="timers", keys=(("data.person_id", 1),)),
    Index(collection="uploads", keys=(("claimed_by", 1), ("expires_at", 1))),
    Index(collection="uploads", keys=(("owner", 1), ("claimed_by", 1))),
    Index(collection="chunks", keys=(("upload_id", 1), ("offset", 1))),
)
"""What the chassis asks of every service's database."""

COMMON_COLLECTIONS: Final = ("inbox_gates", "leases", "guards", "names", "counters", "read_models", MIGRATIONS)


class Migrations:
    """Brings one database to what the code expects."""

    def __init__(self, database: Database[Document], service: str, declared: Iterable[Index | Migration] = ()) -> None:
        """`declared` holds the service's own indexes, in any order, and its migrations, in theirs."""
        everything = list(declared)
        self._database = database
        self._service = service
        self._indexes = [*COMMON_INDEXES, *(one for one in everything if isinstance(one, Index))]
        self._steps = [one for one in everything if isinstance(one, Migration)]
        names = [step.name for step in self._steps]
        if names != sorted(set(names)):
            raise ValueError(f"migrations of {service} are not in order, or two share a name: {names}")

    def check(self) -> None:
        """Refuse to start on a database of newer code. Raises `StoreIsAhead`."""
        if unknown := sorted(self._done() - {step.name for step in self._steps}):
            raise StoreIsAhead(f"the database of {self._service} has seen {', '.join(unknown)}, which this code does not know")

    def pending(self) -> list[str]:
        """What a run would do, one line each."""
        done = self._done()
        indexes = [f"index {index.collection}.{index.name}" for index in self._missing_indexes()]
        return [*indexes, *(f"migration {step.name}" for step in self._steps if step.name not in done)]

    def run(self, *, dry_run: bool = False) -> list[str]:
        """Do what is pending, in order, and say what it was. Raises `StoreIsAhead`, or `MigrationBusy` while another process is at it."""
        self.check()
        if dry_run:
            return self.pending()
        lease = Lease(UnitOfWork[Unit](self._database, service=self._service), "migrations", LEASE_SECONDS)
        self._take(lease)
        over = threading.Event()
        heart = threading.Thread(target=_keep, args=(lease, over), daemon=True)
        heart.start()
        try:
            return self._make_indexes() + self._run_steps(lease)
        finally:
            over.set()
            heart.join()
            lease.give_up()

    def _take(self, lease: Lease) -> None:
        if lease.take() is None:
            raise MigrationBusy(f"the database of {self._service} is being migrated")

    # ---------------------------------------------------------------- indexes

    def _make_indexes(self) -> list[str]:
        self._make_collections()
        made = []
        for index in self._missing_indexes():
            with bounded(INDEX_SECONDS):
                self._create(index)
            made.append(f"index {index.collection}.{index.name}")
            log.info("index_made", service=self._service, index=f"{index.collection}.{index.name}")
        return made

    def _make_collections(self) -> None:
        """Collections are made beforehand: two transactions that both create one would get in each other's way."""
        with bounded(INDEX_SECONDS):
            there = set(self._database.list_collection_names())
            for name in sorted({*COMMON_COLLECTIONS, *(index.collection for index in self._indexes)} - there):
                try:
                    self._database.create_collection(name, check_exists=False)
                except (CollectionInvalid, OperationFailure) as failure:
                    if isinstance(failure, OperationFailure) and failure.code != _EXISTS:
                        raise

    def _create(self, index: Index) -> None:
        """An index declared otherwise than before is made anew."""
        collection = self._database[index.collection]
        if index.name in self._existing(index.collection):
            collection.drop_index(index.name)
        collection.create_index(list(index.keys), **index.options())

    def _missing_indexes(self) -> list[Index]:
        with bounded(INDEX_SECONDS):
            existing = {name: self._existing(name) for name in {index.collection for index in self._indexes}}
        return [index for index in self._indexes if existing[index.collection].get(index.name) != _signature(index.options(), index.keys)]

    def _existing(self, collection: str) -> dict[str, Any]:
        try:
            found = self._database[collection].index_information()
        except OperationFailure as failure:
            if failure.code != _NAMESPACE_MISSING:
                raise
            return {}
        return {name: _signature(options, options["key"]) for name, options in found.items()}

    # ---------------------------------------------------------------- steps

    def _run_steps(self, lease: Lease) -> list[str]:
        done, ran = self._done(), []
        for step in self._steps:
            if step.name not in done:
                self._take(lease)
                step.run(self._database)
                with bounded(INDEX_SECONDS):
                    self._database[MIGRATIONS].replace_one({"_id": step.name}, {"_id": step.name}, upsert=True)
                ran.append(f"migration {step.name}")
                log.info("migration_done", service=self._service, migration=step.name)
        return ran

    def _done(self) -> set[str]:
        with bounded(INDEX_SECONDS):
            return {row["_id"] for row in self._database[MIGRATIONS].find({})}


def run(database: Database[Document], service: str, declared: Sequence[Index | Migration], *, dry_run: bool = False) -> list[str]:
    """Bring `database` to what `service` declares; what was (or would be) done, one line each."""
    return Migrations(database, service, declared).run(dry_run=dry_run)


def _signature(options: Any, keys: Any) -> tuple[Any, ...]:
    plain = tuple((str(key), int(direction)) for key, direction in keys)
    only = tuple(sorted(dict(options.get("partialFilterExpression") or {}).items()))
    return plain, bool(options.get("unique")), options.get("expireAfterSeconds"), only


def _keep(lease: Lease, over: threading.Event) -> None:
    while not over.wait(lease.seconds / 3):
        try:
            lease.take()
        except Exception as failure:
            log.warning("migration_lease_not_renewed", reason=str(failure))
