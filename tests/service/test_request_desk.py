"""What the request desk does with what comes: every shape is answered or laid aside, nothing ends the process, no command is run twice."""

import json
import time
from typing import Any

import eventlet
import pytest
from nameko.standalone.rpc import ClusterRpcProxy
from nameko.testing.services import entrypoint_hook, worker_factory

from chassis.context import Actor, Context, Grant
from chassis.entrypoints import BoundWork
from chassis.standard_doors import StandardDoors
from chassis.store import connect
from chassis.unit_of_work import UnitOfWork
from contracts.errors import NotAllowed, Unavailable
from contracts.standard import ReadEvents, ReadSequences
from tests.eventually import eventually
from tests.faults import FaultProxy
from tests.service.demo.service import DemoService
from tests.service.demo.words import Echo, GuardedEcho
from tests.wire import RPC, Wire


def on_behalf_of(actor: Actor) -> dict[str, str]:
    return {"scn-actor": json.dumps(actor.to_wire())}


def until(seconds: float) -> dict[str, str]:
    return {"scn-deadline": str(int((time.time() + seconds) * 1000))}


# ---------------------------------------------------------------- nameko's own helpers still work


def test_a_door_can_be_tried_without_a_container():
    service = worker_factory(DemoService)
    service.work.context = Context.for_service("tester")
    assert service.echo(Echo(text="hello")).text == "hello"


def test_an_entrypoint_can_be_called_through_nameko(demo):
    with entrypoint_hook(demo.container, "echo") as echo:
        assert echo(Echo(text="hello")).text == "hello"


def test_a_stock_nameko_client_gets_answers_and_refusals(demo, vhost):
    from nameko.exceptions import RemoteError

    with ClusterRpcProxy({"AMQP_URI": vhost.uri()}, timeout=5) as rpc:
        assert rpc.demo.echo(text="hello")["text"] == "hello"
        with pytest.raises(RemoteError) as refused:
            rpc.demo.fail(how="refused")
        assert refused.value.exc_type == "conflict"
        with pytest.raises(RemoteError) as unknown:
            rpc.demo.no_such_method()
    assert unknown.value.exc_type == "not_found"


# ---------------------------------------------------------------- envelopes


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'["a", "list"]', "application/json"),
        (b'{"args": ["by place"], "kwargs": {}}', "application/json"),
        (b'{"args": [], "kwargs": "no object"}', "application/json"),
        (b'{"args": []}', "application/json"),
        (b"{nonsense", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b'{"args": [], "kwargs": {"text": NaN}}', "application/json"),
        (b'{"args": [], "kwargs": {"anything": ' + b"[" * 5000 + b"]" * 5000 + b"}}", "application/json"),
        (b'{"args": [], "kwargs": {"text": "pickled?"}}', "application/x-python-serialize"),
        (b'{"args": [], "kwargs": {"text": "untold"}}', ""),
    ],
)
def test_what_is_no_request_is_refused_and_the_next_is_answered(demo, wire: Wire, body: bytes, content_type: str):
    wire.publish(RPC, "demo.echo", body, content_type=content_type, reply_to=wire._listen(), correlation_id="odd")
    assert wire.answer("odd", 5)["error"]["code"] == "malformed_request"
    assert wire.ask("demo.echo", {"text": "still there"})["result"]["text"] == "still there"


def test_a_charset_beside_the_content_type_changes_nothing(demo, wire: Wire):
    body = {"args": [], "kwargs": {"text": "übermütig"}}
    wire.publish(RPC, "demo.echo", body, content_type="application/json; charset=UTF-8", reply_to=wire._listen(), correlation_id="c")
    assert wire.answer("c", 5)["result"]["text"] == "übermütig"


@pytest.mark.parametrize(
    "headers", [{"nameko.call_id_stack": 7}, {"nameko.call_id_stack": {"a": [None]}}, {"scn-deadline": "soon"}, {"scn-actor": "{"}]
)
def test_odd_headers_end_nothing(demo, wire: Wire, headers: dict[str, Any]):
    assert wire.ask("demo.echo", {"text": "hello"}, headers=headers)["result"]["text"] == "hello"


def test_a_request_that_names_nobody_to_answer_is_laid_aside(demo, wire: Wire):
    wire.publish(RPC, "demo.echo", {"args": [], "kwargs": {"text": "for nobody"}})
    letter = eventually(lambda: wire.take("demo.rpc.dlq"), "the dead letter")
    assert letter.headers["scn-reason"] == "no_reply_to"
    assert json.loads(letter.body)["kwargs"] == {"text": "for nobody"}


def test_properties_nobody_can_read_are_laid_aside_once(demo, wire: Wire):
    """A time beyond the calendar makes py-amqp fail while it reads the frame: a stock consumer would break its connection over and over."""
    far_away = b"\x05scn-xT" + (2**62).to_bytes(8, "big")
    headers = len(far_away).to_bytes(4, "big") + far_away
    reply_to = wire._listen().encode()
    packed = b"\x10application/json" + headers + bytes((len(reply_to),)) + reply_to
    body = b'{"args": [], "kwargs": {"text": "poison"}}'
    publish_raw(wire, "demo.echo", (1 << 15) | (1 << 13) | (1 << 9), packed, body)
    eventually(lambda: wire.waiting("demo.rpc.dlq") == 1, "the dead letter")
    assert wire.ask("demo.echo", {"text": "still there"})["result"]["text"] == "still there"


def publish_raw(wire: Wire, routing_key: str, flags: int, properties: bytes, body: bytes) -> None:
    from chassis.wire import message, publish_method

    channel = wire.channel.channel_id
    wire.connection.transport.write(message(publish_method(channel, RPC, routing_key, False), channel, flags, properties, body, 131072))


def test_unknown_fields_are_ignored(demo, wire: Wire):
    assert wire.ask("demo.echo", {"text": "hello", "newer": 1})["result"]["text"] == "hello"


def test_markers_in_data_stay_data(demo, wire: Wire):
    marker = {"__type__": "uuid", "__value__": "not one"}
    assert wire.ask("demo.echo", {"text": "x", "anything": {"deep": [marker]}})["result"]["anything"] == {"deep": [marker]}


def test_an_answer_that_is_no_json_is_an_internal_error(demo, wire: Wire):
    error = wire.ask("demo.fail", {"how": "no_json"})["error"]
    assert error["code"] == "internal_error"
    assert error["details"]["correlation_id"]


# ---------------------------------------------------------------- who asks


def test_the_gateway_speaks_for_a_person(demo, wire: Wire, parts):
    actor = Actor(kind="person", person_id="p1", grants=(Grant(role="management_unit", scope_kind="network"),))
    answer = wire.ask("demo.guarded_echo", {"text": "hi"}, headers=on_behalf_of(actor), user_id=parts.settings.gateway_user)
    assert answer["result"]["asked_by"] == "p1"


def test_nobody_else_does(demo, wire: Wire):
    """Without the broker's word for the sender the header is so much noise."""
    actor = Actor(kind="person", person_id="p1", grants=(Grant(role="management_unit", scope_kind="network"),))
    assert wire.ask("demo.guarded_echo", {"text": "hi"}, headers=on_behalf_of(actor))["error"]["code"] == "not_allowed"


def test_somebody_anonymous_is_asked_to_sign_in(demo, wire: Wire, parts):
    headers = on_behalf_of(Actor())
    answer = wire.ask("demo.guarded_echo", {"text": "hi"}, headers=headers, user_id=parts.settings.gateway_user)
    assert answer["error"]["code"] == "not_signed_in"


def test_who_may_not_ask_does_not_learn_which_fields_are_wrong(demo, wire: Wire):
    assert wire.ask("demo.guarded_echo", {"text": 7})["error"]["code"] == "not_allowed"


def test_the_gateway_itself_is_known_by_that_name_whatever_its_broker_user(demo, parts):
    context = Context.for_service(parts.settings.gateway_user)
    assert demo.parts.client.call(Echo(text="hello"), context)["asked_by"] == "gateway"
    with pytest.raises(NotAllowed):
        demo.parts.client.call(GuardedEcho(text="hello"), context)


def test_the_gateway_cannot_pass_for_another_service(demo, wire: Wire, parts):
    headers = on_behalf_of(Actor(kind="service", service="operator"))
    asked_by = wire.ask("demo.echo", {"text": "hi"}, headers=headers, user_id=parts.settings.gateway_user)["result"]["asked_by"]
    assert asked_by != "operator"


# ---------------------------------------------------------------- once


def given_back(wire: Wire, vhost: Any, wire_name: str, kwargs: dict[str, Any], **properties: Any) -> str:
    """A request that somebody took and did not finish: the broker marks it as delivered before."""
    ticket = wire.request(wire_name, kwargs, **properties)
    eventually(lambda: wire.waiting("rpc-demo") == 1, "the request to wait")
    with Wire(vhost.uri()) as vanishing:
        assert vanishing.channel.basic_get("rpc-demo") is not None
    return ticket


def test_a_command_somebody_vanished_with_is_not_run_again(parts, wire: Wire, vhost, serve, logbook):
    ticket = given_back(wire, vhost, "demo.dawdle", {"name": "a", "seconds": 0})
    serve()
    assert wire.answer(ticket, 5)["error"]["code"] == "outcome_unknown"
    assert logbook() == []


def test_with_an_idempotency_key_it_is(parts, wire: Wire, vhost, serve, logbook):
    ticket = given_back(wire, vhost, "demo.dawdle", {"name": "a", "seconds": 0}, headers={"scn-idempotency-key": "k1"})
    serve()
    assert wire.answer(ticket, 5)["result"]["text"] == "a"


def test_a_query_is(parts, wire: Wire, vhost, serve):
    ticket = given_back(wire, vhost, "demo.echo", {"text": "again"})
    serve()
    assert wire.answer(ticket, 5)["result"]["text"] == "again"


class TestWithARoadThatBreaks:
    @pytest.fixture
    def proxy(self, vhost):
        from urllib.parse import urlsplit

        with FaultProxy(urlsplit(vhost.uri()).port) as opened:
            yield opened

    @pytest.fixture
    def road(self, vhost, proxy) -> str:
        from urllib.parse import urlsplit

        parts = urlsplit(vhost.uri())
        return parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{proxy.port}").geturl()

    def test_work_in_flight_when_the_connection_breaks_is_done_once_and_answered(self, demo, wire: Wire, proxy, logbook):
        ticket = wire.request("demo.dawdle", {"name": "a", "seconds": 2})
        eventually(lambda: len(logbook()) == 1, "the work to begin")
        proxy.reset()
        assert wire.answer(ticket, 10)["result"]["text"] == "a"
        assert [line.split()[0] for line in logbook()] == ["begin", "end"]
        assert demo.ready

    def test_an_answer_that_was_ready_while_the_broker_was_away_is_given_when_it_is_back(self, demo, wire: Wire, proxy, logbook):
        ticket = wire.request("demo.dawdle", {"name": "a", "seconds": 1}, headers=until(30))
        eventually(lambda: len(logbook()) == 1, "the work to begin")
        proxy.refuse()
        proxy.reset()
        eventually(lambda: len(logbook()) == 2, "the work to end meanwhile")
        proxy.heal()
        assert wire.answer(ticket, 15)["result"]["text"] == "a"
        assert len(logbook()) == 2

    def test_a_half_open_connection_is_noticed_and_replaced(self, demo, wire: Wire, proxy):
        proxy.silence()
        eventually(lambda: not demo.ready, "the silence to be noticed", within=8)
        proxy.heal()
        eventually(lambda: demo.ready, "a new connection", within=8)
        assert wire.ask("demo.echo", {"text": "hello"})["result"]["text"] == "hello"


# ---------------------------------------------------------------- stopping


def test_what_was_begun_is_finished_and_answered_before_the_end(serve, wire: Wire, logbook):
    first = serve()
    ticket = wire.request("demo.dawdle", {"name": "a", "seconds": 1.5})
    eventually(lambda: len(logbook()) == 1, "the work to begin")
    second = serve()
    stopping = eventlet.spawn(first.container.stop)
    eventually(lambda: not first.ready, "the first to take no more")
    assert wire.ask("demo.echo", {"text": "hello"})["result"]["text"] == "hello", "the second answers meanwhile"
    assert wire.answer(ticket, 5)["result"]["text"] == "a"
    stopping.wait()
    eventually(lambda: wire.waiting("rpc-demo") == 0, "an empty queue")
    assert len(logbook()) == 2
    assert second.ready


def test_a_request_whose_time_runs_out_in_line_is_not_begun(monkeypatch, vhost, parts, wire: Wire, logbook):
    from dataclasses import replace

    from chassis.parts import Parts
    from tests.service.conftest import Serving

    one_worker = Parts(replace(parts.settings, workers=1), parts.wiring)
    serving = Serving(one_worker)
    try:
        slow = wire.request("demo.dawdle", {"name": "slow", "seconds": 1})
        late = wire.request("demo.dawdle", {"name": "late", "seconds": 0}, headers=until(0.4))
        assert wire.answer(slow, 5)["error"] is None
        assert wire.answer(late, 5)["error"]["code"] == "deadline_exceeded"
        assert [line.split()[1] for line in logbook()] == ["slow", "slow"]
    finally:
        serving.container.kill()


# ---------------------------------------------------------------- what every service answers


def test_a_feed_whose_store_is_away_says_so_and_is_asked_again():
    """Not `internal_error`: a subscriber with a gap would give its event up for good."""
    database = connect("mongodb://127.0.0.1:1/?retryWrites=false", "demo", timeout=0.3)
    doors = StandardDoors()
    doors.name = "demo"
    doors.work = BoundWork(lambda: UnitOfWork(database, service="demo", store_timeout=0.3), Context.for_service("subscriber", seconds=5))
    for ask in (
        lambda: doors.read_events(ReadEvents(after=0)),
        lambda: doors.read_sequences(ReadSequences(subject="places/1", first=1, last=2)),
    ):
        with pytest.raises(Unavailable) as refused:
            ask()
        assert (refused.value.code, refused.value.retryable) == ("service_unavailable", True)


def test_a_reply_address_too_long_to_be_sent_to_is_laid_aside_and_holds_nobody_up(demo, wire: Wire, parts):
    """Bytes that are no text grow when they are read; such a request would otherwise keep its place for ever."""
    reply_to = b"\xff" * 120
    packed = b"\x10application/json" + b"\x01c" + bytes((len(reply_to),)) + reply_to
    for _ in range(parts.settings.workers):
        publish_raw(wire, "demo.echo", (1 << 15) | (1 << 10) | (1 << 9), packed, b'{"args": [], "kwargs": {"text": "for nobody"}}')
    eventually(lambda: wire.waiting("demo.rpc.dlq") == parts.settings.workers, "the dead letters")
    assert wire.ask("demo.echo", {"text": "still here"})["result"]["text"] == "still here"
