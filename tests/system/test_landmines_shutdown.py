"""Being stopped, cut off and started at a bad moment, on our chassis. The same on stock nameko is in tests/prove."""

import signal
import time
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.eventually import eventually, stays
from tests.faults import FaultProxy
from tests.system.events import publish
from tests.system.own_service import OwnService
from tests.wire import Wire


def by_way_of(road: FaultProxy, uri: str) -> str:
    """The same address, along the road."""
    parts = urlsplit(uri)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{road.port}"))


@pytest.fixture
def road(broker):
    with FaultProxy(broker.port) as proxy:
        yield proxy


def test_a_request_in_flight_is_finished_and_run_once_when_sigterm_comes(probe, wire):
    """Landmine 1."""
    first = probe.start()
    ticket = wire.request("probe.linger", {"n": 1, "seconds": 4})
    eventually(lambda: probe.history.count("began", n=1), "the first instance to begin")
    probe.start()
    first.signal(signal.SIGTERM)
    assert wire.answer(ticket, within=10)["result"]["n"] == 1
    assert first.wait(10), "it had not ended 10 s after its last answer"
    assert first.returncode == 0
    assert wire.ask("probe.linger", {"n": 2, "seconds": 0})["result"]["n"] == 2
    assert probe.history.count("began", n=1) == 1


def test_an_event_in_flight_is_finished_and_handled_once_when_sigterm_comes(probe, wire):
    """Landmine 1, for events."""
    first = probe.start()
    publish(wire, "source", "thing_opened.v1", "things/a", 1, {"thing_id": "a", "n": 1, "seconds": 4})
    eventually(lambda: probe.history.count("began", n=1), "the first instance to begin")
    probe.start()
    first.signal(signal.SIGTERM)
    assert first.wait(15), "it had not ended 15 s after SIGTERM"
    assert first.returncode == 0
    publish(wire, "source", "thing_changed.v1", "things/a", 2, {"thing_id": "a", "n": 2})
    eventually(lambda: probe.history.count("ended", n=2), "the next event, on the other instance")
    assert probe.history.count("began", n=1) == 1
    assert probe.database.heard.find_one({"_id": "a/1"})["times"] == 1


def test_nothing_new_is_begun_after_sigterm(probe, wire):
    """Landmine 1: what waits in the queue is left to the others."""
    service = probe.start(SCN_WORKERS="1")
    wire.request("probe.linger", {"n": 1, "seconds": 3})
    eventually(lambda: probe.history.count("began", n=1), "the first to begin")
    for n in range(2, 6):
        wire.request("probe.linger", {"n": n, "seconds": 0})
    service.signal(signal.SIGTERM)
    assert service.wait(15)
    began = {fact["n"] for fact in probe.history.facts("began")}
    assert began == {fact["n"] for fact in probe.history.facts("ended")}
    left = 5 - len(began)
    assert left >= 3, "one worker, one in reserve at most"
    eventually(lambda: wire.waiting("rpc-probe") == left, f"{left} requests to be back in the queue")


def test_a_half_open_connection_is_replaced_within_a_few_heartbeats(probe, wire, road, vhost):
    """Landmine 2: the network swallows everything on the old connection; a new one would work."""
    probe.start(SCN_HEARTBEAT="1", SCN_AMQP_URI=by_way_of(road, vhost.uri("probe")))
    assert wire.ask("probe.linger", {"n": 1, "seconds": 0})["result"]["n"] == 1
    road.silence()
    ticket = wire.request("probe.echo", {"value": 2})
    began = time.monotonic()
    assert wire.answer(ticket, within=15)["error"] is None
    print(f"back after {time.monotonic() - began:.1f} s with a heartbeat of 1 s")


@pytest.mark.prove
def test_a_half_open_connection_does_not_hold_up_what_is_to_be_published(probe, wire, road, vhost):
    """Landmine 3: the relay's publisher gives up waiting, throws the connection away and says it again."""
    wire.queue("heard", ("probe.events", "#"))
    probe.start()
    probe.start("background", SCN_HEARTBEAT="1", SCN_AMQP_URI=by_way_of(road, vhost.uri("probe")))
    wire.ask("probe.say_thing", {"thing_id": "a"})
    eventually(lambda: wire.take("heard"), "a first event")
    road.silence()
    wire.ask("probe.say_thing", {"thing_id": "a"})
    said = eventually(lambda: wire.take("heard"), "the event to find another way", within=20)
    assert said.headers["ce-sequence"] == "2"


@pytest.mark.prove
def test_an_answer_due_while_the_broker_is_away_ends_nothing(new_broker, store, tmp_path):
    """Landmine 4: the process lives, the work is not done again, and it answers the next one."""

    class Room:
        name = "/"

    broker = new_broker()
    room = Room()
    room.broker, room.uri = broker, lambda user="administrator": broker.uri(user)
    probe = OwnService("tests.system.probe", "probe", room, store, tmp_path)
    try:
        probe.declare()
        service = probe.start()
        wire = Wire(broker.uri())
        wire.request("probe.linger", {"n": 1, "seconds": 2})
        eventually(lambda: probe.history.count("began", n=1), "the handler to begin")
        broker.kill()
        eventually(lambda: probe.history.count("ended", n=1), "the handler to end while the broker is away")
        stays(lambda: service.alive, "the process lives", during=6)
        broker.run()
        again = Wire(broker.uri())
        answer = eventually(lambda: again.ask("probe.linger", {"n": 2, "seconds": 0}, within=5), "an answer", within=20)
        assert answer["result"]["n"] == 2
        assert service.alive
        assert probe.history.count("began", n=1) == 1
        again.__exit__()
    finally:
        probe.end()


def test_a_service_started_before_its_broker_waits_and_then_works(probe, wire, road, vhost):
    """Landmine 19."""
    road.refuse()
    service = probe.start(wait=False, SCN_AMQP_URI=by_way_of(road, vhost.uri("probe")))
    eventually(lambda: "no connection to the broker" in service.log.read_text(), "it to notice that there is no broker", within=20)
    assert service.alive
    road.heal()
    assert wire.ask("probe.linger", {"n": 1, "seconds": 0}, within=20)["result"]["n"] == 1


def test_a_service_without_its_queues_says_which_and_ends(vhost, store, tmp_path):
    """Landmine 13: it neither waits for ever nor makes them itself."""
    undeclared = OwnService("tests.system.probe", "probe", vhost, store, tmp_path)
    try:
        service = undeclared.start(wait=False)
        assert service.wait(20), "it goes on without a queue"
        assert service.returncode == 78
        assert "is not on the broker" in service.log.read_text()
    finally:
        undeclared.end()
