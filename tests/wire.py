"""A plain AMQP client for tests: py-amqp, nothing of ours, nothing of nameko's. Not for two threads at once.

with Wire(vhost.uri()) as wire:
    wire.ask("membership.get_city", {"city_id": "…"}, within=5)
"""

import contextlib
import itertools
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from amqp import Channel, Connection, Message
from amqp.exceptions import NotFound
from kombu import Connection as Kombu

RPC = "nameko-rpc"


class NoAnswer(Exception):
    """Nothing came back in time."""


class Wire:
    def __init__(self, uri: str) -> None:
        self._user = unquote(urlsplit(uri).username or "guest")
        self.connection: Connection = Kombu(uri, connect_timeout=10).connection
        self.channel: Channel = self.connection.channel()
        self._asked = itertools.count(1)
        self._reply_queue = ""
        self._replies: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(Exception):
            self.connection.close()

    # ---------------------------------------------------------------- sending

    def publish(self, exchange: str, routing_key: str, body: Any, *, content_type: str = "application/json", **properties: Any) -> None:
        """`body` goes as it is when bytes or text, as JSON otherwise; properties are AMQP's (`reply_to`, `expiration` in ms as text …)."""
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        headers = properties.pop("headers", {})
        message = Message(
            raw, content_type=content_type, content_encoding="utf-8", delivery_mode=2, application_headers=headers, **properties
        )
        self.channel.basic_publish(message, exchange, routing_key)

    def request(self, wire_name: str, kwargs: Mapping[str, Any] | None = None, **properties: Any) -> str:
        """Ask without waiting; gives the correlation id for `answer`."""
        ticket = f"ticket-{next(self._asked)}"
        options = {"reply_to": self._listen(), "correlation_id": ticket} | properties
        self.publish(RPC, wire_name, {"args": [], "kwargs": dict(kwargs or {})}, **options)
        return ticket

    def settled(self) -> None:
        """Come back when the broker has put everything sent so far where it belongs: one channel's messages are taken in order."""
        self.channel.queue_declare("", exclusive=True, auto_delete=True)

    def answer(self, ticket: str, within: float) -> dict[str, Any]:
        until = time.monotonic() + within
        while ticket not in self._replies:
            left = until - time.monotonic()
            if left <= 0:
                raise NoAnswer(f"no answer within {within} s")
            with contextlib.suppress(TimeoutError):
                self.connection.drain_events(timeout=left)
        return self._replies.pop(ticket)

    def ask(self, wire_name: str, kwargs: Mapping[str, Any] | None = None, *, within: float = 10.0, **properties: Any) -> dict[str, Any]:
        return self.answer(self.request(wire_name, kwargs, **properties), within)

    # ---------------------------------------------------------------- the room

    def exchange(self, name: str, kind: str = "topic") -> None:
        self.channel.exchange_declare(name, kind, durable=True, auto_delete=False)

    def queue(self, name: str, *bindings: tuple[str, str], arguments: Mapping[str, Any] | None = None) -> None:
        self.channel.queue_declare(name, durable=True, auto_delete=False, arguments=dict(arguments or {}))
        for exchange, routing_key in bindings:
            self.channel.queue_bind(name, exchange, routing_key)

    def take(self, queue: str) -> Message | None:
        """The next message, acknowledged; None when there is none."""
        return self.channel.basic_get(queue, no_ack=True)

    def waiting(self, queue: str) -> int | None:
        """How many messages are ready in a queue; None when there is no such queue."""
        channel = self.connection.channel()
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except NotFound:
            return None
        finally:
            with contextlib.suppress(Exception):
                channel.close()

    # ---------------------------------------------------------------- inside

    def _listen(self) -> str:
        if not self._reply_queue:
            self._reply_queue = f"rpc.reply-{self._user}-{uuid.uuid4()}"
            self.channel.queue_declare(self._reply_queue, exclusive=True, auto_delete=True)
            self.channel.queue_bind(self._reply_queue, RPC, self._reply_queue)
            self.channel.basic_consume(self._reply_queue, no_ack=True, callback=self._keep)
        return self._reply_queue

    def _keep(self, message: Message) -> None:
        self._replies[message.properties["correlation_id"]] = json.loads(message.body)
