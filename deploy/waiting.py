"""What waits where: events not yet published, messages in queues, dead letters."""

import contextlib
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from amqp import Connection as AmqpConnection
from amqp.exceptions import NotFound
from kombu.utils.url import parse_url

from chassis.card import card_of
from chassis.settings import retry_tiers
from chassis.topology import topology
from deploy.definitions import ADMINISTRATOR, UNROUTED
from deploy.local import broker_address, health_port
from deploy.services import SERVICE_NAMES


@dataclass(frozen=True)
class Waiting:
    """One place where messages wait. `listeners` is None where nobody is supposed to listen all the time."""

    place: str
    messages: int
    listeners: int | None = None

    @property
    def worrying(self) -> bool:
        """Something a person should look at: a dead letter, or a queue that nobody reads."""
        return (self.messages > 0 and self.place.endswith((".dlq", UNROUTED))) or self.listeners == 0


def waiting(data_dir: Path) -> Iterator[Waiting]:
    """Every place of every service, dead letters included. Raises `NotHere` when there is no way in."""
    address = broker_address(ADMINISTRATOR, data_dir)
    for service in SERVICE_NAMES:
        unpublished = _unpublished(service, data_dir)
        if unpublished is not None:
            yield Waiting(f"{service}: events not yet published", unpublished)
    names = [queue.name for service in SERVICE_NAMES for queue in topology(card_of(service), retry_tiers()).queues]
    parts = parse_url(address)
    host = f"{parts['hostname']}:{parts['port'] or 5672}"
    with AmqpConnection(host, userid=parts["userid"], password=parts["password"], virtual_host=parts["virtual_host"] or "/") as connection:
        for name in [*names, UNROUTED]:
            with contextlib.suppress(NotFound):
                found = connection.channel().queue_declare(name, passive=True)
                read_always = name.startswith("rpc-") or name.endswith(".inbox")
                yield Waiting(name, found.message_count, found.consumer_count if read_always else None)


def _unpublished(service: str, data_dir: Path) -> int | None:
    port = health_port(f"{service} background", data_dir)
    if port is None:
        return None
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=3) as answer:
            found = re.search(r"^scn_outbox_waiting (\S+)$", answer.read().decode(), re.MULTILINE)
    except OSError:
        return None
    return int(float(found[1])) if found else None
