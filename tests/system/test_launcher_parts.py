"""The broker and the store that `make up` and every test stand on."""

import os
import signal
import subprocess
import sys

import pytest
from amqp import Connection, Message
from amqp.exceptions import AccessRefused
from kombu import Connection as Kombu
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.process import birth, is_same, wait_until


def connect(uri: str) -> Connection:
    connection = Kombu(uri).connection
    assert isinstance(connection, Connection)
    return connection


def declare_membership(admin: Connection) -> None:
    channel = admin.channel()
    channel.exchange_declare("nameko-rpc", "topic", durable=True, auto_delete=False)
    channel.exchange_declare("membership.events", "topic", durable=True, auto_delete=False)
    channel.exchange_declare("resources.events", "topic", durable=True, auto_delete=False)
    channel.queue_declare("rpc-membership", durable=True, auto_delete=False)
    channel.queue_declare("resources.inbox", durable=True, auto_delete=False)


def test_a_service_may_not_declare_read_or_write_what_is_anothers(vhost):
    with connect(vhost.uri()) as admin, connect(vhost.uri("membership")) as membership:
        declare_membership(admin)
        forbidden = [
            lambda channel: channel.queue_declare("resources.inbox2", durable=True),
            lambda channel: channel.basic_get("resources.inbox"),
            lambda channel: channel.exchange_delete("membership.events"),
            lambda channel: channel.queue_bind("rpc-membership", "resources.events", "#"),
        ]
        for attempt in forbidden:
            with pytest.raises(AccessRefused):
                attempt(membership.channel())


def test_a_service_may_say_its_own_events_and_answer_its_own_queue(vhost):
    with connect(vhost.uri()) as admin, connect(vhost.uri("membership")) as membership:
        declare_membership(admin)
        channel = membership.channel()
        channel.confirm_select()
        channel.basic_publish_confirm(Message("{}"), "membership.events", "city_admitted.v1")
        assert channel.basic_get("rpc-membership") is None


def test_a_service_may_not_bind_a_queue_to_anothers_requests(vhost):
    with connect(vhost.uri()) as admin, connect(vhost.uri("membership")) as membership:
        declare_membership(admin)
        channel = membership.channel()
        channel.queue_declare("membership.tmp.spy", exclusive=True)
        with pytest.raises(AccessRefused):
            channel.queue_bind("membership.tmp.spy", "nameko-rpc", "resources.search")


def test_an_event_nobody_wants_is_kept_in_the_unrouted_queue(vhost):
    with connect(vhost.uri()) as admin, connect(vhost.uri("membership")) as membership:
        declare_membership(admin)
        channel = membership.channel()
        channel.confirm_select()
        channel.basic_publish_confirm(Message('{"n": 1}'), "membership.events", "city_admitted.v1")
        kept = admin.channel().basic_get("unrouted")
        assert kept is not None
        assert kept.body == '{"n": 1}'


def test_a_service_may_not_touch_another_services_database(store, port):
    store.add_user("resources", ["resources"])
    with MongoClient(store.uri("membership")) as client:
        client.membership.things.insert_one({"_id": 1})
        with pytest.raises(OperationFailure):
            client.resources.things.find_one({})
        client.membership.drop_collection("things")


def test_a_killed_broker_comes_back_with_its_users_and_messages(new_broker):
    broker = new_broker(services=["membership"])
    with connect(broker.uri()) as admin:
        declare_membership(admin)
        channel = admin.channel()
        channel.confirm_select()
        channel.basic_publish_confirm(Message("kept", delivery_mode=2), "", "rpc-membership")
    broker.kill()
    assert not broker.alive
    broker.run()
    with connect(broker.uri("membership")) as membership:
        kept = membership.channel().basic_get("rpc-membership")
        assert kept is not None
        assert kept.body == "kept"


def test_a_killed_store_keeps_what_it_acknowledged(new_store):
    store = new_store(services=["membership"])
    with MongoClient(store.uri("membership")) as client:
        client.membership.things.insert_many([{"_id": n} for n in range(50)])
    os.kill(store.pid, signal.SIGKILL)
    assert wait_until(lambda: not store.alive, 5)
    store.run()
    with MongoClient(store.uri("membership")) as client:
        assert client.membership.things.count_documents({}) == 50


def test_parts_end_when_their_starter_is_killed(tmp_path):
    script = (
        "import sys, time, pathlib\n"
        "from deploy.lifeline import Lifeline\n"
        "from deploy.store import Store\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "line = Lifeline(folder)\n"
        "store = Store.start(folder / 'store', services=[], auth=False)\n"
        "print(store.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)
    pid = int(starter.stdout.readline())
    born = birth(pid)
    assert is_same(pid, born)
    starter.kill()
    starter.communicate(timeout=5)
    assert wait_until(lambda: not is_same(pid, born), 15), "the store outlived its starter"
