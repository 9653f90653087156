"""Somebody outside hears events through a queue of their own, and can do nothing else."""

import pika
import pytest
from kombu import Connection

from deploy.listener import listener
from deploy.process import CannotStart


@pytest.fixture
def outside(new_broker, tmp_path, monkeypatch):
    """The address a listener was given, and the administrator's, on a broker as `make up` runs it."""
    broker = new_broker(services=["membership"])
    (tmp_path / "broker").symlink_to(broker.data_dir)
    monkeypatch.setenv("SCN_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("AMQP_URI", raising=False)
    with Connection(broker.uri()) as connection:
        for exchange in ("membership.events", "resources.events"):
            connection.channel().exchange_declare(exchange, "topic", durable=True, auto_delete=False)
    return listener("newsroom", ["membership.city_admitted.v1"]), broker.uri()


def channel_of(address: str):
    return pika.BlockingConnection(pika.URLParameters(address)).channel()


def test_a_listener_hears_what_was_asked_for_and_may_not_widen_it(outside):
    mine, administrators = outside
    said = channel_of(administrators)
    for name in ("application_submitted.v1", "city_admitted.v1"):
        said.basic_publish("membership.events", name, name.encode())
    said.connection.process_data_events(0.2)

    heard = channel_of(mine)
    method, _, body = heard.basic_get("newsroom.events", auto_ack=True)
    assert body == b"city_admitted.v1"
    assert heard.basic_get("newsroom.events", auto_ack=True)[0] is None
    forbidden = [
        lambda channel: channel.queue_bind("newsroom.events", "membership.events", "application_submitted.v1"),
        lambda channel: channel.queue_bind("newsroom.events", "resources.events", "#"),
        lambda channel: channel.queue_declare("newsroom.more", durable=True),
        lambda channel: channel.basic_get("unrouted"),
    ]
    for attempt in forbidden:
        with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="ACCESS_REFUSED"):
            attempt(channel_of(mine))


def test_what_is_no_event_is_refused_with_a_sentence():
    with pytest.raises(CannotStart, match="write it as membership"):
        listener("newsroom", ["city_admitted"])
