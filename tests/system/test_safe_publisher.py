"""Publishing that ends: confirmed, or an error within its time, and the next one works again."""

import contextlib
import threading
from urllib.parse import urlsplit

import pytest

from chassis.publisher import Outgoing, PublishFailed, SafePublisher, Unroutable
from tests.eventually import at_most
from tests.faults import FaultProxy
from tests.wire import Wire


@pytest.fixture
def wire(vhost):
    with Wire(vhost.uri()) as opened:
        opened.exchange("said")
        opened.queue("heard", ("said", "#"))
        yield opened


@pytest.fixture
def publisher(vhost, wire):
    made = SafePublisher(vhost.uri())
    yield made
    made.close()


def bodies(wire: Wire) -> list[bytes]:
    found = []
    while (message := wire.take("heard")) is not None:
        found.append(message.body if isinstance(message.body, bytes) else message.body.encode())
    return found


def test_what_is_published_has_arrived_with_all_it_said(publisher, wire):
    properties = {"message_id": "m1", "correlation_id": "c1", "headers": {"ce-id": "m1", "scn-attempt": 2}, "timestamp": 1_800_000_000}
    publisher.publish("said", "a.b", b"{}", properties)
    message = wire.take("heard")
    assert message is not None
    assert message.properties["message_id"] == "m1"
    assert message.properties["delivery_mode"] == 2
    assert message.properties["content_type"] == "application/json"
    assert message.headers == {"ce-id": "m1", "scn-attempt": 2}


def test_a_batch_keeps_its_order(publisher, wire):
    publisher.publish_batch([Outgoing(exchange="said", routing_key="n", body=str(number).encode()) for number in range(600)])
    assert bodies(wire) == [str(number).encode() for number in range(600)]


def test_a_large_message_arrives_whole(publisher, wire):
    publisher.publish("said", "big", b"x" * 1_000_000)
    assert [len(body) for body in bodies(wire)] == [1_000_000]


def test_a_message_nobody_wants_is_told_when_asked_for(vhost, publisher, wire):
    wire.exchange("unheard")
    with pytest.raises(Unroutable, match="NO_ROUTE"):
        publisher.publish("unheard", "a", b"{}", mandatory=True)
    publisher.publish("unheard", "a", b"{}")
    publisher.publish("said", "a", b"after")
    assert bodies(wire) == [b"after"]


def test_the_brokers_reason_is_told_and_the_next_publish_works(publisher, wire):
    with pytest.raises(PublishFailed, match="no exchange"):
        publisher.publish("no.such.exchange", "a", b"{}")
    publisher.publish("said", "a", b"after")
    assert bodies(wire) == [b"after"]


def test_threads_share_it(publisher, wire):
    failures: list[BaseException] = []

    def publish(name: str) -> None:
        try:
            for number in range(50):
                publisher.publish("said", name, f"{name}{number}".encode())
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=publish, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    arrived = bodies(wire)
    assert len(arrived) == 400
    for name in "abcdefgh":
        mine = [body for body in arrived if body.startswith(name.encode())]
        assert mine == [f"{name}{number}".encode() for number in range(50)]


@pytest.fixture
def proxy(vhost):
    with FaultProxy(urlsplit(vhost.uri()).port) as opened:
        yield opened


@pytest.fixture
def through_proxy(vhost, proxy, wire):
    parts = urlsplit(vhost.uri())
    made = SafePublisher(parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{proxy.port}").geturl())
    yield made
    made.close()


def test_a_half_open_connection_holds_nobody_longer_than_asked(through_proxy, proxy, wire):
    """Landmine 3: a stock publisher waits for the dead peer's goodbye."""
    through_proxy.publish("said", "a", b"before")
    proxy.silence()
    with at_most(1.5, "giving up"), pytest.raises(PublishFailed):
        through_proxy.publish("said", "a", b"into the void", timeout=1.0)
    proxy.heal()
    through_proxy.publish("said", "a", b"after")
    assert b"after" in bodies(wire)


def test_a_connection_that_broke_meanwhile_is_replaced_without_a_word(through_proxy, proxy, wire):
    through_proxy.publish("said", "a", b"before")
    proxy.reset()
    threading.Event().wait(0.2)
    through_proxy.publish("said", "a", b"after")
    assert bodies(wire) == [b"before", b"after"]


def test_others_wait_no_longer_than_their_own_time(through_proxy, proxy):
    through_proxy.publish("said", "a", b"before")
    proxy.silence()

    def publish_in_vain() -> None:
        with contextlib.suppress(PublishFailed):
            through_proxy.publish("said", "a", b"x", timeout=3.0)

    stuck = threading.Thread(target=publish_in_vain)
    stuck.start()
    threading.Event().wait(0.2)
    with at_most(1.0, "giving up waiting for the others"), pytest.raises(PublishFailed, match="others kept"):
        through_proxy.publish("said", "a", b"y", timeout=0.5)
    stuck.join(5)
    assert not stuck.is_alive()
