"""Each service's broker user and store user is refused everywhere else, and nobody may speak for a person but the gateway."""

import json
import secrets
import uuid

import pytest
from amqp.exceptions import AccessRefused, PreconditionFailed
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from tests.system.outsider import Outsider
from tests.wire import Wire

SOMEBODY = {"kind": "person", "person_id": str(uuid.uuid4()), "grants": [["management_unit", "network", None]]}


@pytest.fixture
def stranger(platform):
    """A service of another team, with the rights any service has."""
    name = f"stranger{secrets.token_hex(3)}"
    platform.new_service_user(name)
    return name


def test_an_actor_is_believed_from_the_gateway_only(platform, stranger, administrator):
    """The same header from another broker user counts for nothing; without a user the message is nobody's."""
    headers = {"scn-actor": json.dumps(SOMEBODY)}
    with Wire(platform.broker.uri("gateway")) as gateway:
        assert gateway.ask("membership.list_people", {}, headers=headers, user_id="gateway")["error"] is None
    with Wire(platform.broker.uri(stranger)) as wire:
        for properties in ({}, {"user_id": stranger}):
            error = wire.ask("membership.list_people", {}, headers=headers, **properties)["error"]
            assert error["code"] == "not_allowed", properties


def test_the_broker_refuses_somebody_elses_signature(platform, stranger):
    with Wire(platform.broker.uri(stranger)) as wire:
        wire.request("membership.list_people", {}, user_id="gateway")
        with pytest.raises(PreconditionFailed):
            wire.connection.drain_events(timeout=5)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda channel, me: channel.basic_get("rpc-membership"),
        lambda channel, me: channel.queue_bind(f"rpc.reply-{me}-x", "nameko-rpc", "membership.*"),
        lambda channel, me: channel.queue_bind(f"rpc.reply-{me}-x", "membership.events", "#"),
        lambda channel, me: channel.queue_declare("membership.inbox", durable=True),
        lambda channel, me: channel.exchange_delete("membership.events"),
        lambda channel, me: channel.queue_purge("rpc-membership"),
    ],
    ids=["take requests", "spy on requests", "hear unasked", "make queues", "remove exchanges", "purge"],
)
def test_a_service_may_not_touch_what_is_anothers(platform, stranger, attempt):
    with Wire(platform.broker.uri(stranger)) as wire:
        wire.channel.queue_declare(f"rpc.reply-{stranger}-x", exclusive=True)
        with pytest.raises(AccessRefused):
            attempt(wire.channel, stranger)


def test_a_service_may_not_say_what_another_says(platform, stranger):
    with Wire(platform.broker.uri(stranger)) as wire:
        wire.publish("membership.events", "city_admitted.v1", {})
        with pytest.raises(AccessRefused):
            wire.connection.drain_events(timeout=5)


def test_a_service_reads_no_store_but_its_own(platform, stranger):
    with MongoClient(platform.store.uri(stranger)) as client:
        client[stranger].things.insert_one({"_id": 1})
        for attempt in (
            lambda: client.membership.people.find_one({}),
            lambda: client.membership.outbox.insert_one({"_id": "forged"}),
            lambda: client.admin.command("createUser", "x", pwd="x", roles=["root"]),
        ):
            with pytest.raises(OperationFailure) as refused:
                attempt()
            assert refused.value.code == 13
    with MongoClient(platform.store.uri("membership")) as client, pytest.raises(OperationFailure):
        client[stranger].things.find_one({})


def test_somebody_outside_hears_what_they_may_and_does_nothing_else(platform):
    outsider = Outsider(platform, "city_admitted.v1")
    try:
        with Wire(outsider.uri) as wire:
            wire.channel.queue_bind(outsider.queue, "membership.events", "city_admitted.v1")
        for attempt in (
            lambda channel: channel.queue_bind(outsider.queue, "membership.events", "grant_given.v1"),
            lambda channel: channel.queue_bind(outsider.queue, "membership.events", "#"),
            lambda channel: channel.queue_bind(outsider.queue, "nameko-rpc", "membership.*"),
            lambda channel: channel.queue_declare(f"{outsider.name}.more", durable=True),
            lambda channel: channel.basic_get("rpc-membership"),
        ):
            with Wire(outsider.uri) as wire, pytest.raises(AccessRefused):
                attempt(wire.channel)
        for exchange, key in (("membership.events", "city_admitted.v1"), ("nameko-rpc", "membership.list_people")):
            with Wire(outsider.uri) as wire:
                wire.publish(exchange, key, {})
                with pytest.raises(AccessRefused):
                    wire.connection.drain_events(timeout=5)
    finally:
        outsider.close()
