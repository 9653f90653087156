"""The road to the document store: one lazy client per process, every call bounded in time, every failure named."""

import random
import time
from contextlib import AbstractContextManager
from datetime import UTC
from typing import Any, Final

import pymongo
from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import BulkWriteError, ConnectionFailure, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.context import Context
from contracts.errors import Conflict, Unavailable

Document = dict[str, Any]

SNAPSHOT: Final = ReadConcern("snapshot")
MAJORITY: Final = WriteConcern("majority")
STORE_SECONDS: Final = 5.0
REPLY_MARGIN: Final = 0.1
"""Seconds kept back from a deadline, so that a refusal still reaches the caller before it."""
SEARCH_STEP: Final = 0.5

_WRITE_CONFLICT: Final = 112
_DUPLICATE_KEY: Final = 11000
_NO_SUCH_TRANSACTION: Final = 251
_TOO_LARGE: Final = 313


def connect(uri: str, database: str, *, timeout: float = STORE_SECONDS, app: str = "scn") -> Database[Document]:
    """The database, without touching the network: the client connects on first use, so it may be made before a fork or a patch.

    `uri` decides about retryable writes (SecantusDB wants `retryWrites=false`) and users; `timeout` bounds every call in seconds.
    """
    client: MongoClient[Document] = MongoClient(
        uri,
        connect=False,
        appname=app,
        tz_aware=True,
        tzinfo=UTC,
        w="majority",
        readConcernLevel="majority",
        timeoutMS=int(timeout * 1000),
        serverSelectionTimeoutMS=int(timeout * 1000),
        connectTimeoutMS=2000,
    )
    return client[database]


def bounded(seconds: float) -> AbstractContextManager[Any]:
    """Everything done with the store inside ends within `seconds`."""
    return pymongo.timeout(max(0.001, seconds))


def budget(context: Context, longest: float) -> float:
    """Seconds one attempt may take. Raises `deadline_exceeded` when there is no time to begin."""
    left = context.remaining() - REPLY_MARGIN
    if left <= 0:
        raise deadline_exceeded()
    return min(left, longest)


def reach(database: Database[Document], seconds: float) -> float:
    """`seconds` less the step in which the driver looks for a store it has lost sight of, or it would look past the deadline."""
    seen = database.client.topology_description.has_writable_server()
    return seconds if seen else max(0.01, seconds - SEARCH_STEP)


def deadline_exceeded() -> Unavailable:
    return Unavailable("deadline_exceeded", "the deadline passed; nothing was changed", retryable=True)


def store_away() -> Unavailable:
    return Unavailable("service_unavailable", "the document store does not answer", retryable=True)


def too_large() -> Conflict:
    return Conflict("too_much_at_once", "the store cannot take this much in one transaction; nothing was changed")


def outcome_unknown() -> Unavailable:
    return Unavailable("outcome_unknown", "the store did not say whether the change was kept", retryable=True)


def is_conflict(error: PyMongoError) -> bool:
    """Whether running the whole transaction again may succeed at once: somebody else wrote first, or the server changed its primary."""
    if _WRITE_CONFLICT in _codes(error):
        return True
    return error.has_error_label("TransientTransactionError") and not error.timeout


def is_duplicate(error: PyMongoError) -> bool:
    """Whether a unique key stands in the way, met alone or within a bulk."""
    return _DUPLICATE_KEY in _codes(error)


def duplicate_fields(error: PyMongoError) -> list[str]:
    """The fields of the unique key that stands in the way; never their values."""
    details = getattr(error, "details", None) or {}
    patterns = [one["keyPattern"] for one in (details, *details.get("writeErrors", ())) if "keyPattern" in one]
    return list(patterns[0]) if patterns else []


def _codes(error: PyMongoError) -> set[int | None]:
    if isinstance(error, BulkWriteError):
        return {one.get("code") for one in (error.details or {}).get("writeErrors", ())}
    return {error.code} if isinstance(error, OperationFailure) else set()


def is_away(error: PyMongoError) -> bool:
    """Whether the store cannot be reached or is too slow, as opposed to refusing what we ask."""
    return isinstance(error, ConnectionFailure) or error.timeout


def commit_is_unknown(error: PyMongoError) -> bool:
    return error.has_error_label("UnknownTransactionCommitResult")


def transaction_is_gone(error: PyMongoError) -> bool:
    return isinstance(error, OperationFailure) and error.code == _NO_SUCH_TRANSACTION


def is_too_large(error: PyMongoError) -> bool:
    """Whether the transaction writes more than the store's cache can hold at once (a fifth of it)."""
    return isinstance(error, OperationFailure) and error.code == _TOO_LARGE


class Backoff:
    """Waits that grow and differ between rivals, so that they do not meet again at the same instant."""

    def __init__(self, first: float = 0.004, most: float = 0.25) -> None:
        self._next = first
        self._most = most

    def wait(self, until: float) -> bool:
        """Sleep; False, without sleeping, when that would pass `until` (Unix seconds)."""
        pause = self._next * random.uniform(0.5, 1.5)  # noqa: S311 - spreading load, not guarding a secret
        if time.time() + pause >= until:
            return False
        time.sleep(pause)
        self._next = min(self._next * 2, self._most)
        return True
