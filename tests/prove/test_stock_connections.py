"""Stock nameko on a bad network. Each test passes when stock nameko fails; README.md names ours beside it."""

from urllib.parse import urlsplit, urlunsplit

import pytest

from deploy.ports import free_port
from tests.eventually import eventually, stays
from tests.faults import FaultProxy
from tests.wire import Wire


@pytest.fixture
def road(vhost):
    """The road on which a stock service reaches the broker: `road.uri` is its address, everybody else goes straight."""
    parts = urlsplit(vhost.uri())
    with FaultProxy(parts.port) as proxy:
        proxy.uri = urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{proxy.port}"))
        yield proxy


def test_heartbeats_notice_a_half_open_connection_and_then_hang_on_closing_it(wire, road, history, start_stock):
    """Landmine 2: new connections would work; eight heartbeats later the service is still closing the old one."""
    start_stock("slow", uri=road.uri, HEARTBEAT=2)
    wire.request("slow.work", {"n": 1, "seconds": 0})
    eventually(lambda: history.count("ended", n=1), "a request that works")
    road.silence()
    eventually(lambda: wire.channel.queue_declare("rpc-slow", passive=True).consumer_count == 0, "the broker to notice", within=20)
    wire.request("slow.work", {"n": 2, "seconds": 0})
    stays(lambda: not history.count("began", n=2), "the service is away though the way is open", during=16)


def test_publishing_over_a_half_open_connection_hangs(wire, road, history, start_stock):
    """Landmine 3: the worker is stuck until the dead peer answers."""
    start_stock("speaker", uri=road.uri, HEARTBEAT=60)
    wire.queue("heard", ("speaker.events", "#"))
    wire.request("speaker.say", {"event": "one", "data": {}})
    eventually(lambda: history.count("spoke", event="one"), "a first event")
    wire.request("speaker.say", {"event": "two", "data": {}})
    eventually(lambda: history.count("spoke", event="two"), "a second event over the pooled connection")
    _ask_while_only_publishing_is_silent(wire, road, history)
    stays(lambda: not history.count("spoke", event="three"), "the publisher waits for a confirmation", during=15)


def _ask_while_only_publishing_is_silent(wire: Wire, road: FaultProxy, history) -> None:
    """The request is taken first, so that the service's own publishing is what meets the silence."""
    wire.request("speaker.say", {"event": "three", "data": {}})
    while not history.count("speaking", event="three"):
        pass
    road.silence()


def test_a_service_that_dispatches_cannot_start_while_the_broker_is_away(start_stock):
    """Landmine 19."""
    service = start_stock("speaker", uri=f"amqp://guest:guest@127.0.0.1:{free_port()}/", wait=False)
    assert service.wait(30)
    assert service.returncode == 1
