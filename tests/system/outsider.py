"""Somebody outside our house who hears events: plain pika, a bounded queue of their own, a user that may do nothing else."""

import contextlib
import json
import logging
import secrets
import threading
import time
from dataclasses import dataclass
from typing import Any

import pika

from deploy.definitions import listener_user
from tests.platform import Platform
from tests.wire import Wire

logging.getLogger("pika").setLevel(logging.CRITICAL)  # it says a page about every broker that is away


@dataclass(frozen=True)
class Delivered:
    at: float
    headers: dict[str, Any]
    body: bytes
    content_type: str

    @property
    def id(self) -> str:
        return str(self.headers["ce-id"])

    @property
    def data(self) -> Any:
        return json.loads(self.body)


class Outsider:
    """Listens in a thread of its own until `close`; comes back by itself when the broker was away."""

    def __init__(self, platform: Platform, *events: str) -> None:
        self.name = f"outsider{secrets.token_hex(4)}"
        self.user = listener_user(self.name, secrets.token_urlsafe(16), {"membership": events or ("*",)})
        platform.new_user(self.user)
        self.queue = f"{self.name}.events"
        with Wire(platform.broker.uri()) as wire:
            bindings = [("membership.events", "#" if event == "*" else event) for event in events or ("*",)]
            wire.queue(self.queue, *bindings, arguments={"x-max-length": 50_000, "x-overflow": "drop-head"})
        self.uri = platform.broker.uri(self.name)
        self.heard: list[Delivered] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name=self.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)

    def of(self, event: str, field: str, value: str) -> list[Delivered]:
        """What was heard of one type about one thing."""
        return [one for one in list(self.heard) if one.headers["ce-type"] == f"membership.{event}" and one.data.get(field) == value]

    def _listen(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(pika.exceptions.AMQPError, OSError):
                self._consume()
            self._stop.wait(0.3)

    def _consume(self) -> None:
        connection = pika.BlockingConnection(pika.URLParameters(f"{self.uri}?heartbeat=4&blocked_connection_timeout=5&socket_timeout=5"))
        with contextlib.closing(connection):
            channel = connection.channel()
            for method, properties, body in channel.consume(self.queue, inactivity_timeout=0.5):
                if method is not None:
                    self.heard.append(Delivered(time.time(), dict(properties.headers or {}), body, properties.content_type))
                    channel.basic_ack(method.delivery_tag)
                if self._stop.is_set():
                    return
