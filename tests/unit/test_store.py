"""How failures of the store are named, and when it is touched at all."""

import threading
import time

import pytest
from pymongo.errors import AutoReconnect, BulkWriteError, DuplicateKeyError, NetworkTimeout, OperationFailure, ServerSelectionTimeoutError

from chassis.context import Context
from chassis.loops import keep_going
from chassis.store import Backoff, budget, connect, duplicate_fields, is_away, is_conflict, is_duplicate
from contracts.errors import Unavailable

TRANSIENT = {"errorLabels": ["TransientTransactionError"]}
CONFLICT = OperationFailure("WriteConflict", 112, {"code": 112, **TRANSIENT})
DUPLICATE = DuplicateKeyError("E11000", 11000, {"keyPattern": {"email": 1}, "keyValue": {"email": "ana@city.example"}})
BULK = BulkWriteError({"writeErrors": [{"code": 11000, "keyPattern": {"subject": 1, "sequence": 1}}]})


def test_a_store_is_not_touched_before_it_is_used() -> None:
    """So that it may be named before a fork, or before the process is patched."""
    before = threading.active_count()
    database = connect("mongodb://127.0.0.1:1/?retryWrites=false", "nowhere", timeout=1.5)
    assert threading.active_count() == before
    assert database.client.options.timeout == 1.5
    assert not database.client.options.retry_writes


def test_what_is_read_outlives_a_change_of_primary() -> None:
    """A feed must not show a position, nor the relay publish one, that could be rolled back."""
    assert connect("mongodb://127.0.0.1:1/", "nowhere")["outbox"].read_concern.level == "majority"


@pytest.mark.parametrize(
    ("error", "conflict", "duplicate", "away"),
    [
        (CONFLICT, True, False, False),
        (OperationFailure("NoSuchTransaction", 251, {"code": 251, **TRANSIENT}), True, False, False),
        (AutoReconnect("gone", errors=TRANSIENT), True, False, True),
        (NetworkTimeout("slow", errors=TRANSIENT), False, False, True),
        (ServerSelectionTimeoutError("nobody", errors=TRANSIENT), False, False, True),
        (DUPLICATE, False, True, False),
        (BULK, False, True, False),
        (BulkWriteError({"writeErrors": [{"code": 112}]}), True, False, False),
        (OperationFailure("bad query", 2, {"code": 2}), False, False, False),
        (OperationFailure("not authorised", 13, {"code": 13}), False, False, False),
    ],
)
def test_every_failure_of_the_store_is_told_apart(error: OperationFailure, conflict: bool, duplicate: bool, away: bool) -> None:
    assert (is_conflict(error), is_duplicate(error), is_away(error)) == (conflict, duplicate, away)


def test_a_duplicate_names_fields_and_never_values() -> None:
    assert duplicate_fields(DUPLICATE) == ["email"]
    assert duplicate_fields(BULK) == ["subject", "sequence"]
    assert duplicate_fields(CONFLICT) == []


def test_there_is_no_time_to_begin_shortly_before_the_deadline() -> None:
    assert 0 < budget(Context.for_service("x", seconds=1), 5) < 1
    assert budget(Context.for_service("x", seconds=60), 5) == 5
    with pytest.raises(Unavailable):
        budget(Context.for_service("x", seconds=0.05), 5)


def test_waits_between_tries_grow_and_never_pass_the_deadline() -> None:
    backoff, began, pauses = Backoff(first=0.001, most=0.01), time.time(), []
    while True:
        before = time.time()
        if not backoff.wait(began + 0.1):
            break
        pauses.append(time.time() - before)
    assert time.time() <= began + 0.1
    assert len(pauses) > 5
    assert max(pauses[3:]) > pauses[0]


def test_background_work_rests_after_a_failure_and_goes_on() -> None:
    stop, calls = threading.Event(), []

    def once() -> int:
        calls.append(time.monotonic())
        if len(calls) == 1:
            raise OSError("away")
        stop.set()
        return 0

    keep_going("test", once, stop, every=30)
    assert calls[1] - calls[0] >= 0.4
