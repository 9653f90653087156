"""Bad days of the store: killed, stopped, answering late. Every wait ends, nothing acknowledged is lost, and it comes back by itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from chassis.context import new_id
from chassis.outbox import Relay
from chassis.store import connect
from chassis.unit_of_work import UnitOfWork
from contracts.errors import Refusal, Unavailable
from contracts.standard import Done
from tests.contract.store_parts import NoteUnit, about, add_a_word, asking, note_of, person, prepared, write_note
from tests.contract.test_outbox import Broker, in_sequence, running
from tests.eventually import at_most, eventually

TIMEOUT = 2.0


@pytest.fixture
def own(new_store: Any) -> Iterator[Any]:
    """A store that may be hurt."""
    return new_store(auth=False)


@pytest.fixture
def database(own: Any) -> Any:
    return prepared(connect(own.uri(), "membership", timeout=TIMEOUT))


@pytest.fixture
def work(database: Any) -> UnitOfWork[NoteUnit]:
    return UnitOfWork(database, NoteUnit, service="membership", store_timeout=TIMEOUT)


def refusal(do: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        do()
    return refused.value


def works_again(work: Any) -> bool:
    """Whether a write goes through; says no while the store is away."""
    try:
        return bool(work.run(write_note, about(new_id()), asking(seconds=5)) == Done())
    except Unavailable:
        return False


# ---------------------------------------------------------------- stopped, gone


def test_while_the_store_stands_still_every_answer_comes_before_its_deadline(own: Any, work: Any) -> None:
    note_id = new_id()
    work.run(write_note, about(note_id), asking())
    own.freeze()
    try:
        for do in (work.run, work.read):
            with at_most(1.5, "the refusal"):
                assert refusal(lambda do=do: do(add_a_word, about(note_id), asking(seconds=1.5))).code == "service_unavailable"
        with at_most(TIMEOUT + 1, "the refusal with time to spare"):
            away = refusal(lambda: work.run(add_a_word, about(note_id), asking(seconds=30)))
    finally:
        own.thaw()
    assert (away.code, away.retryable) == ("service_unavailable", True)
    eventually(lambda: works_again(work), "the store to be used again by itself", within=15)
    with at_most(5, "a write to what was being written when the store stopped"):
        assert work.run(add_a_word, about(note_id), asking(seconds=10)) == Done()


def test_a_killed_store_is_found_again_by_itself(own: Any, work: Any) -> None:
    note_id = new_id()
    work.run(write_note, about(note_id), asking())
    own.kill()
    with at_most(3, "the refusal"):
        assert refusal(lambda: work.run(add_a_word, about(note_id), asking(seconds=3))).code == "service_unavailable"
    own.run()
    eventually(lambda: works_again(work), "the store to be used again by itself", within=15)
    assert note_of(work, note_id).version == 1  # type: ignore[union-attr]


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice_when_the_store_is_killed(own: Any, work: Any, database: Any) -> None:
    """Four writers, each asking again under the same key until it is answered, while the store is killed and started twice."""
    broker, over = Broker(), threading.Event()
    notes = [new_id() for _ in range(4)]
    for note_id in notes:
        work.run(write_note, about(note_id), asking())
    acknowledged = dict.fromkeys(notes, 0)

    def keep_writing(note_id: str) -> None:
        actor = person()
        while not over.is_set():
            key = new_id()
            while True:
                try:
                    work.run(add_a_word, about(note_id), asking(actor, seconds=3, idempotency_key=key))
                    acknowledged[note_id] += 1
                    break
                except Unavailable:
                    time.sleep(0.02)

    writers = [threading.Thread(target=keep_writing, args=(note_id,)) for note_id in notes]
    with running(Relay(database, broker.publish, "membership", poll_seconds=0.1, lease_seconds=2, store_timeout=TIMEOUT)):
        for writer in writers:
            writer.start()
        for _ in range(2):
            before = sum(acknowledged.values())
            eventually(lambda before=before: sum(acknowledged.values()) > before + 30, "writes to be acknowledged", within=30)
            own.kill()
            own.run()
        eventually(lambda: works_again(work), "the store to be used again", within=20)
        over.set()
        for writer in writers:
            writer.join(30)
            assert not writer.is_alive()
        for note_id in notes:
            note = note_of(work, note_id)
            assert note is not None
            assert (note.text.count("word"), note.version) == (acknowledged[note_id], acknowledged[note_id] + 1)
        rows = database.outbox.count_documents({})
        eventually(lambda: len({one.id for one in broker.got}) == rows, "every event to be published", within=30)
    first_time = list({one.id: one for one in broker.got}.values())
    assert in_sequence(first_time)
    assert sorted(one.position or 0 for one in first_time) == list(range(1, rows + 1))
    assert len({(one.id, one.position) for one in broker.got}) == rows, "an event was renumbered"


# ---------------------------------------------------------------- commits whose answer is lost


def fail_commits(database: Any, times: int, **how: Any) -> None:
    try:
        data = {"failCommands": ["commitTransaction"], **how}
        database.client.admin.command("configureFailPoint", "failCommand", mode={"times": times}, data=data)
    except OperationFailure:
        pytest.skip("this store has no fail points")


def test_a_commit_whose_connection_broke_is_asked_for_again(work: Any, database: Any) -> None:
    note_id = new_id()
    fail_commits(database, 2, closeConnection=True)
    assert work.run(write_note, about(note_id), asking()) == Done()
    assert database.notes.count_documents({"_id": note_id}) == 1
    assert database.outbox.count_documents({}) == 1


def test_a_conflict_met_at_the_commit_runs_the_use_case_again(work: Any, database: Any) -> None:
    fail_commits(database, 2, errorCode=112, errorLabels=["TransientTransactionError"])
    assert work.run(write_note, about(new_id()), asking()) == Done()
    assert database.outbox.count_documents({}) == 1


def test_a_commit_that_stays_unknown_says_so_and_a_retry_with_the_key_is_safe(work: Any, database: Any) -> None:
    note_id, actor = new_id(), person()
    fail_commits(database, 10_000, writeConcernError={"code": 64, "errmsg": "waiting for replication timed out"})
    unknown = refusal(lambda: work.run(write_note, about(note_id), asking(actor, seconds=1.5, idempotency_key="once")))
    database.client.admin.command("configureFailPoint", "failCommand", mode="off")
    assert (unknown.code, unknown.retryable) == ("outcome_unknown", True)
    assert work.run(write_note, about(note_id), asking(actor, seconds=10, idempotency_key="once")) == Done()
    assert database.outbox.count_documents({}) == 1


@pytest.mark.parametrize("kept", [True, False])
def test_a_transaction_the_store_forgot_is_known_by_what_it_wrote(
    work: Any, database: Any, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store was restarted between commit and answer: it no longer knows the transaction, whether or not it had been kept."""
    from pymongo.client_session import ClientSession
    from pymongo.errors import AutoReconnect

    real, calls = ClientSession.commit_transaction, []

    def lose_the_answer(self: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            real(self) if kept else self.abort_transaction()
            raise AutoReconnect("the answer was lost", errors={"errorLabels": ["UnknownTransactionCommitResult"]})
        if len(calls) == 2:
            gone = {"code": 251, "errorLabels": ["TransientTransactionError"]}
            raise OperationFailure("NoSuchTransaction", 251, gone)
        real(self)

    monkeypatch.setattr(ClientSession, "commit_transaction", lose_the_answer)
    note_id = new_id()
    assert work.run(write_note, about(note_id), asking()) == Done()
    assert (len(calls), database.outbox.count_documents({})) == (2 if kept else 3, 1)


@pytest.mark.parametrize("kept", [True, False])
def test_a_lost_answer_is_looked_into_even_when_the_driver_asked_again_by_itself(
    work: Any, database: Any, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver repeats a commit once before it tells us; a store restarted meanwhile says that it knows of no such transaction."""
    from pymongo.errors import AutoReconnect
    from pymongo.synchronous.client_session import ClientSession

    real, calls = ClientSession._finish_transaction, []

    def lose_the_answer(self: Any, connection: Any, command: str) -> Any:
        calls.append(command)
        if len(calls) == 1:
            real(self, connection, "commitTransaction" if kept else "abortTransaction")
            raise AutoReconnect("the answer was lost")
        if len(calls) == 2:
            raise OperationFailure("NoSuchTransaction", 251, {"code": 251, "errorLabels": ["TransientTransactionError"]})
        return real(self, connection, command)

    monkeypatch.setattr(ClientSession, "_finish_transaction", lose_the_answer)
    note_id = new_id()
    work.run(write_note, about(note_id), asking())
    assert database.outbox.count_documents({}) == 1


# ---------------------------------------------------------------- a relay that is stopped

SLEEPER = """
import sys, threading
from chassis.outbox import Relay
from chassis.store import connect
uri, path = sys.argv[1:]
def publish(envelope):
    with open(path, "a") as file:
        file.write(f"{envelope.id} {envelope.position}\\n")
Relay(connect(uri, "membership"), publish, "membership", poll_seconds=0.02, lease_seconds=1).run(threading.Event())
"""


def test_a_relay_process_that_was_stopped_and_wakes_up_renumbers_nothing(own: Any, work: Any, database: Any, tmp_path: Path) -> None:
    out, broker = tmp_path / "published", Broker()
    out.touch()
    sleeper = subprocess.Popen([sys.executable, "-c", SLEEPER, own.uri(), str(out)], env={**os.environ, "PYTHONPATH": os.getcwd()})
    try:
        work.run(write_note, about(new_id()), asking())
        eventually(lambda: len(out.read_text().splitlines()) == 1, "the first relay to publish", within=20)
        os.kill(sleeper.pid, signal.SIGSTOP)
        heir = Relay(database, broker.publish, "membership", poll_seconds=0.02, lease_seconds=1)
        with running(heir):
            for _ in range(5):
                work.run(write_note, about(new_id()), asking())
            eventually(lambda: len({one.id for one in broker.got}) >= 5, "the heir to lead and publish", within=20)
            os.kill(sleeper.pid, signal.SIGCONT)
            for _ in range(5):
                work.run(write_note, about(new_id()), asking())
            eventually(lambda: database.outbox.count_documents({"state": "published"}) == 11, "everything to be published", within=20)
    finally:
        sleeper.kill()
        sleeper.wait(10)
    rows = {row["_id"]: row["position"] for row in database.outbox.find({}, ["position"])}
    assert sorted(rows.values()) == list(range(1, 12))
    said = [tuple(line.split()) for line in out.read_text().splitlines()] + [(one.id, str(one.position)) for one in broker.got]
    assert {(event_id, int(position)) for event_id, position in said} == set(rows.items())
