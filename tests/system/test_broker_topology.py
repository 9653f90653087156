"""What the deploy step makes and what a service finds, on a real broker with the users of a deployment."""

import amqp
import pytest

from chassis.card import card_of
from chassis.publisher import PublishFailed, SafePublisher
from chassis.settings import Misconfigured
from chassis.topology import topology
from deploy.definitions import service_user
from tests.wire import Wire

TIERS = (0.5, 1.0)


@pytest.fixture
def demo():
    return topology(card_of("tests.service.demo"), TIERS)


@pytest.fixture
def as_demo(vhost) -> str:
    vhost.broker.add_user(service_user("demo", "only for this test"), vhost.name)
    return vhost.uri("demo")


def test_declaring_twice_changes_nothing_and_the_service_finds_all(vhost, demo, as_demo):
    demo.declare(vhost.uri())
    demo.declare(vhost.uri())
    demo.check(as_demo)


def test_a_service_cannot_make_what_is_missing_and_says_what_it_is(vhost, demo, as_demo):
    with pytest.raises(Misconfigured, match=r"exchange nameko-rpc is not on the broker; `python -m services declare` makes it"):
        demo.check(as_demo)
    with pytest.raises(Misconfigured, match="may not be declared by this broker user"):
        demo.declare(as_demo)


def test_a_queue_of_other_arguments_is_named(vhost, demo):
    with Wire(vhost.uri()) as wire:
        wire.queue("demo.inbox")
    with pytest.raises(Misconfigured, match=r"queue demo\.inbox stands in another form.*inequivalent arg"):
        demo.declare(vhost.uri())


def test_what_was_declared_for_other_code_is_noticed_at_start(vhost, demo, as_demo):
    """A passive look does not compare arguments or bindings: the mark does."""
    demo.declare(vhost.uri())
    newer = topology(card_of("tests.service.demo"), (*TIERS, 2.0))
    with Wire(vhost.uri()) as wire:
        for queue in newer.queues:
            wire.queue(queue.name, arguments=dict(queue.arguments))
    with pytest.raises(Misconfigured, match="mark"):
        newer.check(as_demo)


def test_a_stock_listener_may_declare_our_exchange_and_a_service_may_not_touch_anothers(vhost, demo, as_demo):
    demo.declare(vhost.uri())
    with Wire(vhost.uri()) as wire:
        wire.exchange("atlas.events")
        wire.exchange("demo.events")
    publisher = SafePublisher(as_demo)
    publisher.publish("demo.events", "anything", b"{}")
    for exchange in ("atlas.events", ""):
        with pytest.raises(PublishFailed, match="refused"):
            publisher.publish(exchange, "rpc-demo", b"{}")
    publisher.close()
    with Wire(as_demo) as wire, pytest.raises(amqp.exceptions.AccessRefused):
        wire.channel.queue_bind("demo.inbox", "atlas.events", "everything.v1")


def test_nobody_signs_with_anothers_name(vhost, demo, as_demo):
    demo.declare(vhost.uri())
    publisher = SafePublisher(as_demo)
    with pytest.raises(PublishFailed, match="user_id"):
        publisher.publish("nameko-rpc", "demo.echo", b"{}", {"user_id": "gateway"})
    publisher.publish("nameko-rpc", "demo.echo", b"{}", {"user_id": "demo"})
    publisher.close()
