"""Let somebody outside hear events: a bounded queue of their own, and a user who may read it and do nothing else."""

import os
from collections import defaultdict
from collections.abc import Sequence

import kombu

from deploy.broker import Broker, find_program
from deploy.definitions import User, listener_user
from deploy.docker_broker import DockerBroker
from deploy.external import with_user
from deploy.keys import Keys
from deploy.management import ManagementApi
from deploy.process import CannotStart
from deploy.settings import Settings

LIMIT = 50_000


def listener(name: str, events: Sequence[str]) -> str:
    """Make (or change) the listener; returns its address. On the platform of SCN_DATA_DIR, or AMQP_URI with AMQP_MANAGEMENT_URI."""
    settings = Settings.read()
    user = listener_user(name, Keys(settings.data_dir).get(f"broker.listener.{name}"), heard(events))
    address = _add(settings, user)
    _make_queue(address, name, events)
    return with_user(address, user.name, user.password)


def heard(events: Sequence[str]) -> dict[str, list[str]]:
    """`membership.city_admitted.v1` → publisher and routing key; `membership.*` is everything it says."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in events:
        publisher, _, name = event.partition(".")
        if not publisher or not name:
            raise CannotStart("listener", f"{event!r} is no event", "write it as membership.city_admitted.v1, or membership.* for all")
        found[publisher].append(name)
    return dict(found)


def _add(settings: Settings, user: User) -> str:
    """Add the user; returns the administrator's address."""
    management = os.environ.get("AMQP_MANAGEMENT_URI")
    if uri := os.environ.get("AMQP_URI"):
        if not management:
            raise CannotStart(
                "listener", "making users needs the management API", "name it: AMQP_MANAGEMENT_URI=http://user:password@host:15672"
            )
        ManagementApi(management).add([user], "/")
        return uri
    kind = Broker if find_program() else DockerBroker
    broker = kind.of_running(settings.data_dir / "broker")
    broker.add_user(user)
    return broker.uri()


def _make_queue(administrator: str, name: str, events: Sequence[str]) -> None:
    arguments = {"x-max-length": LIMIT, "x-overflow": "drop-head", "x-queue-type": "classic"}
    with kombu.Connection(administrator, connect_timeout=10) as connection:
        channel = connection.channel()
        channel.queue_declare(f"{name}.events", durable=True, auto_delete=False, arguments=arguments)
        for publisher, keys in heard(events).items():
            for key in keys:
                channel.queue_bind(f"{name}.events", f"{publisher}.events", "#" if key == "*" else key)
