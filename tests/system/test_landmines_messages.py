"""Bad messages, busy workers and many instances, on our chassis. The same on stock nameko is in tests/prove."""

import time
from collections import Counter

import pytest

from tests.eventually import eventually, stays
from tests.faults import frozen
from tests.system.events import publish
from tests.system.own_service import OwnService


def deadline(seconds: float) -> dict[str, str]:
    return {"scn-deadline": str(int((time.time() + seconds) * 1000))}


def test_a_request_whose_deadline_has_passed_is_not_executed(probe, wire):
    """Landmine 6: neither by the message's expiration nor by its header."""
    wire.request("probe.linger", {"n": 1, "seconds": 0}, expiration="500")
    wire.request("probe.linger", {"n": 2, "seconds": 0}, headers=deadline(0.5))
    eventually(lambda: wire.waiting("rpc-probe") == 1, "the broker to drop the expired message")
    probe.start()
    assert wire.ask("probe.linger", {"n": 3, "seconds": 0})["result"]["n"] == 3
    assert {fact["n"] for fact in probe.history.facts("began")} == {3}


@pytest.mark.parametrize("marker", [{"__type__": "decimal", "__value__": "1.50"}, {"__type__": "uuid", "__value__": {"hex": "not one"}}])
def test_user_data_keeps_its_type(probe, wire, marker):
    """Landmine 7."""
    probe.start()
    text = wire.ask("probe.echo", {"value": marker})["result"]["text"]
    assert text.startswith('["dict"')
    assert marker["__type__"] in text


def test_what_cannot_be_read_becomes_a_dead_letter_with_its_reason(probe, wire):
    """Landmine 8."""
    probe.start()
    bad = {
        "no event at all": ("application/json", "{}", {}),
        "broken": ("application/json", '{"broken', {"ce-specversion": "1.0"}),
        "other content": ("text/plain", "hello", {}),
    }
    for content_type, body, headers in bad.values():
        wire.publish("source.events", "thing_opened.v1", body, content_type=content_type, headers=headers)
    publish(wire, "source", "thing_opened.v1", "things/a", 1, {"thing_id": "a", "n": "many"})
    publish(wire, "source", "thing_opened.v1", "things/b", 1, {"thing_id": "b", "n": 1})
    eventually(lambda: probe.history.count("ended", thing="b"), "the good event behind the bad ones")
    eventually(lambda: wire.waiting("probe.inbox.dlq") == 4, "four dead letters", within=20)
    for _ in range(4):
        letter = wire.take("probe.inbox.dlq")
        assert any("reason" in name for name in letter.headers), letter.headers


def test_charset_and_structured_events_are_read(probe, wire):
    """Landmine 8: both are CloudEvents as others send them."""
    probe.start()
    event = {
        "specversion": "1.0", "id": "e-1", "type": "source.thing_opened.v1", "source": "/source", "subject": "things/a",
        "time": "2026-01-01T00:00:00Z", "sequence": "1", "datacontenttype": "application/json", "data": {"thing_id": "a", "n": 1},
    }  # fmt: skip
    wire.publish("source.events", "thing_opened.v1", event, content_type="application/cloudevents+json; charset=utf-8")
    eventually(lambda: probe.history.count("ended", n=1), "an event in structured mode")


def test_no_envelope_ends_the_process(probe, wire):
    """Landmine 9."""
    service = probe.start()
    good = {"args": [], "kwargs": {"value": 1}}
    wire.publish("nameko-rpc", "probe.echo", good)
    for headers in (
        {"nameko.call_id_stack": 5},
        {"scn-deadline": "soon", "scn-actor": "[", "scn-expected-version": "x"},
        {"scn-actor": {"nested": [1, {"deep": True}]}, "scn-language": 7},
        {"x" * 200: "y"},
    ):
        assert wire.ask("probe.echo", {"value": 1}, headers=headers)["error"] is None
    for body in ("[]", "{}", '{"args": 5}', '{"args": [], "kwargs": []}', '{"broken', "\x00"):
        ticket = wire.request("probe.echo")
        wire.answer(ticket, 5)
        wire.publish("nameko-rpc", "probe.echo", body, reply_to=wire._reply_queue, correlation_id="bad")
        assert wire.answer("bad", 5)["error"]["kind"] == "invalid"
    assert wire.ask("probe.nothing_of_the_kind")["error"]["kind"] == "not_found"
    assert service.alive
    eventually(lambda: wire.waiting("rpc-probe") == 0, "nothing to be left for the next one to choke on")


def test_a_callers_secret_header_goes_no_further(probe, wire):
    """Landmine 10."""
    wire.queue("spy", ("probe.events", "#"))
    probe.start()
    probe.start("background")
    wire.ask("probe.say_thing", {"thing_id": "a"}, headers={"authorization": "Bearer secret", "nameko.user": "secret"})
    heard = eventually(lambda: wire.take("spy"), "the event")
    assert "secret" not in str(heard.headers)
    assert all(name.startswith("ce-") for name in heard.headers), heard.headers


def test_a_failing_reaction_is_tried_again_with_rests_and_then_kept(new_service, wire):
    """Landmine 11: neither dropped nor a hot loop."""
    probe = new_service("tests.system.probe", "probe", SCN_RETRY_TIERS="0.5,1", SCN_MAX_ATTEMPTS="3")
    probe.start()
    publish(wire, "source", "thing_opened.v1", "things/a", 1, {"thing_id": "a", "n": 1, "mood": "waiting"})
    letter = eventually(lambda: wire.take("probe.inbox.dlq"), "the dead letter", within=20)
    times = [fact["at"] for fact in probe.history.facts("began", n=1)]
    assert len(times) == 3
    assert times[1] - times[0] >= 0.5
    assert times[2] - times[1] >= 1.0
    assert letter.headers["ce-subject"] == "things/a"


def test_a_defect_in_a_reaction_is_kept_at_once_with_its_reason(probe, wire):
    """Landmine 11: trying again would not help; the event is there when the defect is mended."""
    probe.start()
    publish(wire, "source", "thing_opened.v1", "things/a", 1, {"thing_id": "a", "n": 1, "mood": "failing"})
    letter = eventually(lambda: wire.take("probe.inbox.dlq"), "the dead letter")
    assert probe.history.count("began", n=1) == 1
    assert any("no luck today" in str(value) for value in letter.headers.values()), letter.headers


def test_an_event_before_the_subscribers_first_start_waits_for_it(probe, wire):
    """Landmine 12."""
    publish(wire, "source", "thing_opened.v1", "things/a", 1, {"thing_id": "a", "n": 1})
    probe.start()
    eventually(lambda: probe.history.count("ended", n=1), "the early event")


def test_ten_workers_apply_the_events_of_one_thing_in_order(probe, wire):
    """Landmine 14: said through the outbox, heard by ten workers that take different times, each event applied once."""
    probe.start(SCN_WORKERS="10")
    probe.start("background")
    for _ in range(50):
        for thing in ("a", "b"):
            assert wire.ask("probe.say_thing", {"thing_id": thing})["error"] is None

    def heard(thing: str) -> list[int]:
        return (probe.database.order.find_one({"_id": thing}) or {"heard": []})["heard"]

    eventually(lambda: len(heard("a")) >= 50 and len(heard("b")) >= 50, "a hundred events to be applied", within=60)
    assert heard("a") == heard("b") == list(range(1, 51))


def test_heavy_work_lets_the_heart_beat(probe, wire):
    """Landmine 17: a handler that computes in the right place keeps its connection."""
    probe.start(SCN_HEARTBEAT="1")
    probe.start(SCN_HEARTBEAT="1")
    assert wire.ask("probe.heavy", {"n": 1, "seconds": 6}, within=30)["result"]["n"] == 1
    assert probe.history.count("began", n=1) == 1


def test_work_that_starves_the_heart_is_not_done_twice(probe, wire):
    """Landmine 17: even in the wrong place; the caller is told that nobody knows."""
    probe.start(SCN_HEARTBEAT="1")
    probe.start(SCN_HEARTBEAT="1")
    answer = wire.ask("probe.burn", {"n": 1, "seconds": 8}, within=30, headers=deadline(30))
    assert answer["error"] is None or answer["error"]["code"] == "outcome_unknown"
    eventually(lambda: probe.history.count("ended", n=1), "the work to end", within=20)
    stays(lambda: probe.history.count("began", n=1) == 1, "it is done once", during=1)


def test_an_instance_takes_no_more_than_it_can_work_on(probe, wire):
    """Landmine 18."""
    probe.start(SCN_WORKERS="2")
    for n in range(8):
        publish(wire, "source", "thing_opened.v1", f"things/o{n}", 1, {"thing_id": f"o{n}", "n": n, "seconds": 20})
        publish(wire, "source", "thing_changed.v1", f"things/c{n}", 1, {"thing_id": f"c{n}", "n": n, "seconds": 20})
    eventually(lambda: wire.waiting("probe.inbox") >= 14, "all but two of sixteen events to wait")
    eventually(lambda: probe.history.count("began") >= 1, "it to be at work")
    stays(lambda: wire.waiting("probe.inbox") >= 14, "at least fourteen of sixteen events wait for others", during=1)


def test_a_timer_fires_once_whatever_the_number_of_instances(probe, wire):
    """Landmine 28."""
    probe.start()
    probe.start("background")
    probe.start("background")
    for n in range(10):
        wire.ask("probe.remind", {"key": f"k{n}", "seconds": 0.5})
    eventually(lambda: probe.history.count("ticked") >= 10, "ten timers", within=20)
    stays(lambda: probe.history.count("ticked") == 10, "each fires once", during=2)
    assert set(Counter(fact["key"] for fact in probe.history.facts("ticked")).values()) == {1}


def test_a_defect_tells_the_caller_nothing_but_where_to_look(probe, wire):
    """Landmine 29."""
    service = probe.start()
    error = wire.ask("probe.fail", {"words": "the password is hunter2"})["error"]
    assert error["code"] == "internal_error"
    assert "hunter2" not in str(error)
    assert error["details"]["correlation_id"] in service.log.read_text()


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
