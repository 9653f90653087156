"""Committed means published, at least once, in one gap-free order; whoever lost the lease assigns nothing."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from chassis.context import Context, new_id
from chassis.envelope import Envelope
from chassis.leases import Lease, fenced_row, seal
from chassis.outbox import Relay
from chassis.unit import Unit
from contracts.errors import Conflict, Refusal
from tests.contract.store_parts import Clock, about, add_a_word, asking, stored_work, write_note
from tests.eventually import eventually, stays


class Broker:
    """Notes what was confirmed; fails when told to."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.failures = 0

    def publish(self, envelope: Envelope) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the broker is away")
        self.got.append(envelope)

    @property
    def positions(self) -> list[int | None]:
        return [envelope.position for envelope in self.got]


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def relay(prepared_database: Any, broker: Broker) -> Relay:
    return Relay(prepared_database, broker.publish, "membership", poll_seconds=0.05)


@contextmanager
def running(relay: Relay) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        relay.wake()
        thread.join(20)
        assert not thread.is_alive(), "the relay did not stop"


def write(database: Any, clock: Clock, words: int = 0) -> str:
    """A note with `words + 1` events."""
    work, note_id = stored_work(database, clock), new_id()
    work.run(write_note, about(note_id), asking(seconds=20))
    for _ in range(words):
        work.run(add_a_word, about(note_id), asking(seconds=20))
    return note_id


def states(database: Any) -> set[str]:
    return {row["state"] for row in database.outbox.find({}, ["state"])}


def in_sequence(got: Sequence[Envelope]) -> bool:
    """Whether every subject's events came 1, 2, 3 …"""
    seen: dict[str, int] = {}
    for envelope in got:
        if envelope.sequence != seen.get(envelope.subject, 0) + 1:
            return False
        seen[envelope.subject] = envelope.sequence
    return True


# ---------------------------------------------------------------- order


def test_events_go_out_in_order_with_positions_from_one(prepared_database: Any, clock: Clock, relay: Relay, broker: Broker) -> None:
    for _ in range(3):
        write(prepared_database, clock, words=2)
    assert relay.relay_once() == 9
    assert broker.positions == list(range(1, 10))
    assert in_sequence(broker.got)
    assert states(prepared_database) == {"published"}
    assert relay.relay_once() == 0


def test_an_envelope_carries_what_the_row_says(prepared_database: Any, clock: Clock, relay: Relay, broker: Broker) -> None:
    note_id = write(prepared_database, clock)
    relay.relay_once()
    (envelope,) = broker.got
    row = prepared_database.outbox.find_one({})
    assert envelope == Envelope.from_row(row, "membership")
    assert (envelope.source, envelope.subject, envelope.name) == ("/membership", f"applications/{note_id}", "application_submitted.v1")


def test_a_later_sequence_never_goes_before_an_earlier_one_however_the_clocks_differ(prepared_database: Any, broker: Broker) -> None:
    """Three hosts whose clocks disagree, and batches too small for one subject: ids sort against the sequence."""
    raw = [
        {"_id": f"{99 - sequence:04d}-{subject}", "subject": f"notes/{subject}", "sequence": sequence}
        for subject in ("a", "b", "c")
        for sequence in range(1, 21)
    ]
    common = {"type": "membership.x.v1", "time": None, "data": {}, "correlation_id": "c", "causation_id": None, "traceparent": None}
    blank = {"state": "new", "position": None, "page": None, "redacted_at": None}
    prepared_database.outbox.insert_many([{**row, **common, **blank} for row in raw])
    relay = Relay(prepared_database, broker.publish, "membership", batch=7)
    rounds = [relay.relay_once() for _ in range(60)]
    assert sum(rounds) == 60
    assert in_sequence(broker.got)
    assert broker.positions == list(range(1, 61))


# ---------------------------------------------------------------- failures


def test_what_the_broker_did_not_confirm_goes_again_under_the_same_position(
    prepared_database: Any, clock: Clock, relay: Relay, broker: Broker
) -> None:
    write(prepared_database, clock, words=2)
    broker.failures = 1
    with pytest.raises(OSError, match="away"):
        relay.relay_once()
    assert states(prepared_database) == {"positioned"}
    planned = {row["_id"]: row["position"] for row in prepared_database.outbox.find({})}
    write(prepared_database, clock)
    assert [relay.relay_once(), relay.relay_once()] == [3, 1]
    assert {envelope.id: envelope.position for envelope in broker.got[:3]} == planned
    assert broker.positions == [1, 2, 3, 4]


def test_a_crash_between_confirm_and_mark_repeats_and_never_renumbers(
    prepared_database: Any, clock: Clock, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(prepared_database, clock, words=3)
    dying = Relay(prepared_database, broker.publish, "membership", lease_seconds=0.2)
    monkeypatch.setattr(dying, "_mark", lambda ids: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        dying.relay_once()
    heir = Relay(prepared_database, broker.publish, "membership", lease_seconds=0.2, poll_seconds=0.05)
    eventually(lambda: heir.relay_once() == 4, "the heir to publish", within=5)
    first, again = broker.got[:4], broker.got[4:]
    assert first == again
    assert states(prepared_database) == {"published"}


def test_a_failing_publisher_is_tried_again_until_it_works(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    broker.failures = 2
    with running(Relay(prepared_database, broker.publish, "membership", poll_seconds=0.05)):
        write(prepared_database, clock)
        eventually(lambda: broker.positions == [1], "the event to come through after two failures", within=10)


# ---------------------------------------------------------------- leadership


def test_only_one_relay_leads_and_another_takes_over(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    leader = Relay(prepared_database, broker.publish, "membership", lease_seconds=0.4, poll_seconds=0.02)
    standby = Relay(prepared_database, broker.publish, "membership", lease_seconds=0.4, poll_seconds=0.02)
    write(prepared_database, clock)
    assert (leader.relay_once(), standby.relay_once()) == (1, 0)
    write(prepared_database, clock)
    eventually(lambda: standby.relay_once() == 1, "the standby to lead once the lease has run out", within=5)
    assert broker.positions == [1, 2]


def test_a_relay_that_stops_hands_the_lease_on_at_once(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    with running(Relay(prepared_database, broker.publish, "membership", lease_seconds=60)):
        write(prepared_database, clock)
        eventually(lambda: broker.positions == [1], "the first event")
    write(prepared_database, clock)
    assert Relay(prepared_database, broker.publish, "membership", lease_seconds=60).relay_once() == 1


def test_a_leader_that_slept_through_its_lease_assigns_nothing(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    """It believes that it leads: it was stopped right after it had looked."""
    sleeper = Relay(prepared_database, broker.publish, "membership", lease_seconds=0.2)
    write(prepared_database, clock)
    assert sleeper.relay_once() == 1
    sleeper._renew_at = time.monotonic() + 3600
    heir = Relay(prepared_database, broker.publish, "membership", lease_seconds=30, poll_seconds=0.02)
    eventually(lambda: heir.relay_once() == 0 and heir._lease.held, "the heir to lead", within=5)
    write(prepared_database, clock)
    assert sleeper.relay_once() == 0
    assert states(prepared_database) == {"published", "new"}
    assert sleeper._lease.held is None
    assert heir.relay_once() == 1
    assert broker.positions == [1, 2]


def test_a_theft_in_the_middle_of_a_transaction_undoes_it(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock)
    victim = Lease(work, "relay", 10, holder="victim").take()
    assert victim is not None
    thief = Lease(work, "relay", 10, holder="thief")
    tries = []

    def assign(unit: Unit, _: Any) -> None:
        tries.append(1)
        fenced_row(unit, victim)
        if len(tries) == 1:
            clock.go_on(seconds=11)
            assert thief.take() is not None
        unit.collection("outbox").insert_one({"_id": "assigned by the victim"})
        seal(unit, victim, 10)

    with pytest.raises(Conflict) as refused:
        work.within(assign, Context.for_service("membership"))
    assert refused.value.code == "lease_lost"
    assert prepared_database.outbox.find_one({"_id": "assigned by the victim"}) is None


def test_an_old_token_is_refused_even_when_the_same_holder_took_the_lease_again(prepared_database: Any, clock: Clock) -> None:
    work = stored_work(prepared_database, clock)
    old = Lease(work, "relay", 10, holder="one").take()
    clock.go_on(seconds=11)
    Lease(work, "relay", 10, holder="two").take()
    clock.go_on(seconds=11)
    new = Lease(work, "relay", 10, holder="one").take()
    assert old is not None
    assert new is not None
    assert new.token == old.token + 2
    with pytest.raises(Refusal):
        work.within(lambda unit, _: fenced_row(unit, old), asking())


# ---------------------------------------------------------------- speed and sight


def test_a_commit_wakes_the_relay_long_before_the_poll(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    with running(Relay(prepared_database, broker.publish, "membership", poll_seconds=30, lease_seconds=60)):
        write(prepared_database, clock)
        eventually(lambda: len(broker.got) == 1, "the first event, by the wake-up", within=8, every=0.01)
        write(prepared_database, clock)
        eventually(lambda: len(broker.got) == 2, "the second event, by the wake-up", within=8, every=0.01)


def test_without_a_change_stream_the_poll_finds_everything(
    prepared_database: Any, clock: Clock, relay: Relay, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(stop: threading.Event) -> None:
        raise OSError("no change streams here")

    monkeypatch.setattr(relay, "_listen", deaf)
    with running(relay):
        write(prepared_database, clock, words=4)
        eventually(lambda: broker.positions == [1, 2, 3, 4, 5], "five events, by polling", within=8)


def test_a_batch_is_published_in_one_call(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    batches: list[int] = []

    def publish_batch(envelopes: Sequence[Envelope]) -> None:
        batches.append(len(envelopes))
        broker.got.extend(envelopes)

    write(prepared_database, clock, words=9)
    relay = Relay(prepared_database, broker.publish, "membership", publish_batch=publish_batch)
    relay.relay_once()
    assert batches == [10]


def test_the_backlog_can_be_watched(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    seen: dict[str, list[float]] = {}

    def observe(name: str, number: float) -> None:
        seen.setdefault(name, []).append(number)

    write(prepared_database, clock, words=2)
    broker.failures = 1
    relay = Relay(prepared_database, broker.publish, "membership", observe=observe, poll_seconds=0.0)
    with pytest.raises(OSError, match="away"):
        relay.relay_once()
    relay.relay_once()
    assert seen["waiting"] == [3, 0]
    assert seen["published"] == [3]


def test_what_has_a_position_and_waits_for_the_broker_grows_old_too(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    seen: dict[str, float] = {}
    clock.go_on(days=-900)
    write(prepared_database, clock, words=2)
    broker.failures = 1
    relay = Relay(prepared_database, broker.publish, "membership", observe=seen.__setitem__, poll_seconds=0.0)
    with pytest.raises(OSError, match="away"):
        relay.relay_once()
    assert seen["waiting"] == 3
    assert seen["oldest_seconds"] > 3600
    relay.relay_once()
    assert (seen["waiting"], seen["oldest_seconds"]) == (0, 0)


def test_nothing_is_published_that_was_not_committed(prepared_database: Any, clock: Clock, broker: Broker) -> None:
    work = stored_work(prepared_database, clock)

    def write_and_refuse(unit: Any, request: Any) -> Any:
        write_note(unit, request)
        raise Conflict("membership.wrong_state")

    with running(Relay(prepared_database, broker.publish, "membership", poll_seconds=0.02)):
        for _ in range(5):
            with pytest.raises(Conflict):
                work.run(write_and_refuse, about(new_id()), asking())
        stays(lambda: not broker.got, "nothing is published", during=0.5)
