"""Bad messages, busy workers and many instances, on our chassis. The same on stock nameko is in tests/prove."""

import time
from collections import Counter

from tests.eventually import eventually, stays
from tests.faults import frozen
from tests.system.events import publish
from tests.system.own_service import OwnService


class Whole(dict[str, object]):
    """True when nothing is missing, and shown with what is when it is not."""

    def __bool__(self) -> bool:
        return not len(self)


def deadline(seconds: float) -> dict[str, str]:
    return {"scn-deadline": str(int((time.time() + seconds) * 1000))}


def test_a_request_whose_deadline_has_passed_is_not_executed(probe, wire):
    """Landmine 6: neither by the message's expiration nor by its header."""
    wire.request("probe.linger", {"n": 1, "seconds": 0}, expiration="500")
    wire.request("probe.linger", {"n": 2, "seconds": 0}, headers=deadline(-1))
    wire.settled()
    eventually(lambda: wire.waiting("rpc-probe") == 1, "the broker to drop the expired message")
    probe.start()
    assert wire.ask("probe.linger", {"n": 3, "seconds": 0})["result"]["n"] == 3
    assert {fact["n"] for fact in probe.history.facts("began")} == {3}


def test_charset_and_structured_events_are_read(standing_probe, standing_wire):
    """Landmine 8: both are CloudEvents as others send them."""
    event = {
        "specversion": "1.0", "id": "e-1", "type": "source.thing_opened.v1", "source": "/source", "subject": "things/charset",
        "time": "2026-01-01T00:00:00Z", "sequence": "1", "datacontenttype": "application/json", "data": {"thing_id": "charset", "n": 1},
    }  # fmt: skip
    standing_wire.publish("source.events", "thing_opened.v1", event, content_type="application/cloudevents+json; charset=utf-8")
    eventually(lambda: standing_probe.history.count("ended", thing="charset"), "an event in structured mode")


def test_a_callers_secret_header_goes_no_further(standing_probe, standing_wire):
    """Landmine 10."""
    standing_wire.queue("spy", ("probe.events", "thing_said.v1"))
    standing_wire.ask("probe.say_thing", {"thing_id": "quiet"}, headers={"authorization": "Bearer secret", "nameko.user": "secret"})
    heard = eventually(lambda: standing_wire.take("spy"), "the event")
    standing_wire.channel.queue_delete("spy")
    assert "secret" not in str(heard.headers)
    assert all(name.startswith("ce-") for name in heard.headers), heard.headers


def test_an_event_before_the_subscribers_first_start_waits_for_it(probe, wire):
    """Landmine 12."""
    publish(wire, "source", "thing_opened.v1", "things/a", 1, {"thing_id": "a", "n": 1})
    probe.start()
    eventually(lambda: probe.history.count("ended", n=1), "the early event")


def test_ten_workers_apply_the_events_of_one_thing_in_order(standing_probe, standing_wire):
    """Landmine 14: said through the outbox, heard by ten workers that take different times, each event applied once."""
    for _ in range(50):
        for thing in ("a", "b"):
            assert standing_wire.ask("probe.say_thing", {"thing_id": thing})["error"] is None

    def heard(thing: str) -> list[int]:
        return (standing_probe.database.order.find_one({"_id": thing}) or {"heard": []})["heard"]

    def missing() -> dict[str, object]:
        """What has not been applied, and what the inbox knows of it."""
        gates = {gate["_id"]: (gate["sequence"], gate["waiting"]) for gate in standing_probe.database.inbox_gates.find()}
        return {thing: (len(heard(thing)), gates) for thing in ("a", "b") if len(heard(thing)) < 50}

    eventually(lambda: Whole(missing()), "a hundred events to be applied", within=60)
    assert heard("a") == heard("b") == list(range(1, 51))


def test_heavy_work_lets_the_heart_beat(standing_probe, standing_wire):
    """Landmine 17: a handler that computes in the right place keeps its connection."""
    assert standing_wire.ask("probe.heavy", {"n": 201, "seconds": 5}, within=30, headers=deadline(30))["result"]["n"] == 201
    assert standing_probe.history.count("began", n=201) == 1


def test_work_that_starves_the_heart_is_not_done_twice(standing_probe, standing_wire):
    """Landmine 17: even in the wrong place; the caller is told that nobody knows."""
    answer = standing_wire.ask("probe.burn", {"n": 202, "seconds": 6}, within=30, headers=deadline(30))
    assert answer["error"] is None or answer["error"]["code"] == "outcome_unknown"
    eventually(lambda: standing_probe.history.count("ended", n=202), "the work to end", within=20)
    stays(lambda: standing_probe.history.count("began", n=202) == 1, "it is done once", during=1)


def test_an_instance_takes_no_more_than_it_can_work_on(probe, wire):
    """Landmine 18."""
    probe.start(SCN_WORKERS="2")
    for n in range(8):
        publish(wire, "source", "thing_opened.v1", f"things/o{n}", 1, {"thing_id": f"o{n}", "n": n, "seconds": 20})
        publish(wire, "source", "thing_changed.v1", f"things/c{n}", 1, {"thing_id": f"c{n}", "n": n, "seconds": 20})
    eventually(lambda: wire.waiting("probe.inbox") >= 14, "all but two of sixteen events to wait")
    eventually(lambda: probe.history.count("began") >= 1, "it to be at work")
    stays(lambda: wire.waiting("probe.inbox") >= 14, "at least fourteen of sixteen events wait for others", during=1)


def test_a_timer_fires_once_whatever_the_number_of_instances(standing_probe, standing_wire):
    """Landmine 28."""
    for n in range(10):
        standing_wire.ask("probe.remind", {"key": f"k{n}", "seconds": 0.5})
    eventually(lambda: standing_probe.history.count("ticked") >= 10, "ten timers", within=20)
    stays(lambda: standing_probe.history.count("ticked") == 10, "each fires once", during=2)
    assert standing_probe.database.timers.count_documents({"name": "tick"}) == 0, "none is left to fire again"
    assert set(Counter(fact["key"] for fact in standing_probe.history.facts("ticked")).values()) == {1}


def test_a_defect_tells_the_caller_nothing_but_where_to_look(standing_probe, standing_wire):
    """Landmine 29."""
    error = standing_wire.ask("probe.fail", {"words": "the password is hunter2"})["error"]
    assert error["code"] == "internal_error"
    assert "hunter2" not in str(error)
    assert error["details"]["correlation_id"] in standing_probe.logs()


def test_a_store_that_stands_still_is_waited_for_a_bounded_time(vhost, new_store, tmp_path, wire):
    """Landmines 22 and 23: the command is refused in time, and meanwhile the other workers go on."""
    store = new_store(services=["probe"])
    probe = OwnService("tests.system.probe", "probe", vhost, store, tmp_path, SCN_STORE_TIMEOUT="1")
    try:
        probe.declare()
        probe.start()
        assert wire.ask("probe.say_thing", {"thing_id": "a"})["error"] is None
        with frozen(store.pid):
            began = time.monotonic()
            ticket = wire.request("probe.say_thing", {"thing_id": "a"}, headers=deadline(4))
            while time.monotonic() - began < 1:
                assert wire.ask("probe.echo", {"value": 1}, within=1)["error"] is None, "the other workers stand still too"
            error = wire.answer(ticket, within=6)["error"]
            print(f"refused with {error['code']} after {time.monotonic() - began:.1f} s")
            assert error["kind"] == "unavailable"
        eventually(lambda: wire.ask("probe.say_thing", {"thing_id": "b"})["error"] is None, "it to be back by itself", within=15)
    finally:
        probe.end()
