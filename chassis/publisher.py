"""Publishing that ends: every message confirmed by the broker within a time, or an error; never a wait for a peer that is gone."""

import select
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import amqp

from chassis import wire
from chassis.link import BROKEN, Link
from chassis.observe import PUBLISHED

PUBLISH_SECONDS: Final = 5.0
AT_ONCE: Final = 256
"""Messages sent before the first confirmation is awaited."""

_SHORT: Final = (
    ("correlation_id", wire.CORRELATION_ID),
    ("reply_to", wire.REPLY_TO),
    ("expiration", wire.EXPIRATION),
    ("message_id", wire.MESSAGE_ID),
)
_LATE: Final = (("type", wire.TYPE), ("user_id", wire.USER_ID), ("app_id", wire.APP_ID))


class PublishFailed(Exception):
    """The broker did not confirm. It may have the message all the same: publish again, and let the listener drop the double."""


class Unroutable(PublishFailed):
    """No queue wanted it; the broker does not have it."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message. `properties` are AMQP's by name, and `headers` (a table)."""

    exchange: str
    routing_key: str
    body: bytes
    properties: Mapping[str, Any] = field(default_factory=dict)


class SafePublisher:
    """One connection, made when first needed, shared by the threads or greenlets of a process; one publishes at a time.

    Whatever goes wrong, the connection is let go without a goodbye and the next publish makes a new one: after a wait was cut short
    nobody knows which confirmation belongs to which message.
    """

    def __init__(self, uri: str, *, name: str = "publisher", heartbeat: float = 0.0) -> None:
        self._uri = uri
        self._name = name
        self._heartbeat = heartbeat
        self._lock = threading.Lock()
        self._line: _Line | None = None

    def publish(
        self,
        exchange: str,
        routing_key: str,
        body: bytes,
        properties: Mapping[str, Any] | None = None,
        mandatory: bool = False,
        timeout: float = PUBLISH_SECONDS,
    ) -> None:
        """Raises `Unroutable` (with `mandatory`) and `PublishFailed`, within about `timeout` seconds."""
        self._send([Outgoing(exchange=exchange, routing_key=routing_key, body=body, properties=properties or {})], mandatory, timeout)

    def publish_batch(self, messages: Sequence[Outgoing], timeout: float = PUBLISH_SECONDS) -> None:
        """Publish in this order; the confirmations are awaited together. On `PublishFailed` any of them may have arrived."""
        for start in range(0, len(messages), AT_ONCE):
            self._send(messages[start : start + AT_ONCE], False, timeout)

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _send(self, messages: Sequence[Outgoing], mandatory: bool, timeout: float) -> None:
        if not messages:
            return
        until = time.monotonic() + timeout
        if not self._lock.acquire(timeout=timeout):
            PUBLISHED.labels("failed").inc(len(messages))
            raise PublishFailed(f"others kept the connection for {timeout:g} s")
        try:
            self._fresh_line().send(messages, mandatory, until)
        except Unroutable:
            PUBLISHED.labels("unroutable").inc()
            raise
        except BROKEN as why:
            self._drop()
            PUBLISHED.labels("failed").inc(len(messages))
            raise PublishFailed(f"not confirmed: {why}") from why
        except BaseException:
            self._drop()
            raise
        else:
            PUBLISHED.labels("confirmed").inc(len(messages))
        finally:
            self._lock.release()

    def _fresh_line(self) -> "_Line":
        """The open connection if the broker has not closed it meanwhile, otherwise a new one."""
        if self._line is not None and not self._line.still_open():
            self._drop()
        if self._line is None:
            self._line = _Line(self._uri, self._name, self._heartbeat)
        return self._line

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


class _Line:
    """A connection whose channel confirms. Used by one thread at a time."""

    def __init__(self, uri: str, name: str, heartbeat: float) -> None:
        self._next_tag = 1
        self._waiting: set[int] = set()
        self._refused: set[int] = set()
        self._link = Link(uri, self._prepare, heartbeat=heartbeat, name=name)

    def _prepare(self, channel: amqp.Channel) -> None:
        say_why_closed(channel)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._confirmed)
        channel.events["basic_nack"].add(self._nacked)

    def close(self) -> None:
        self._link.close()

    def still_open(self) -> bool:
        try:
            self._link.receive()
        except BROKEN:
            return False
        return not self._link.closed

    def send(self, messages: Sequence[Outgoing], mandatory: bool, until: float) -> None:
        if self._link.blocked:
            raise ConnectionAbortedError("the broker accepts no messages now (memory or disk alarm)")
        returned: list[str] = []
        self._waiting.clear()
        self._refused.clear()
        for message in messages:
            self._waiting.add(self._next_tag)
            self._next_tag += 1
            self._link.send(frames(message, self._link, mandatory))
        while self._waiting or self._link.wants_to_write:
            self._wait(until)
            returned += [_reason(content) for content in self._link.receive() if content.method == wire.RETURN]
            self._link.flush()
        if self._refused:
            raise ConnectionAbortedError(f"the broker refused {len(self._refused)} of {len(messages)} messages")
        if returned:
            raise Unroutable(returned[0])

    def _wait(self, until: float) -> None:
        left = until - time.monotonic()
        writers = [self._link] if self._link.wants_to_write else []
        readable, writable, _ = select.select([self._link], writers, [], max(left, 0))
        if left <= 0 and not readable and not writable:
            raise TimeoutError("no confirmation in time")

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._waiting -= {one for one in self._waiting if one <= tag} if multiple else {tag}

    def _nacked(self, tag: int, multiple: bool) -> None:
        meant = {one for one in self._waiting if one <= tag} if multiple else {tag}
        self._refused |= meant
        self._waiting -= meant


def frames(message: Outgoing, link: Link, mandatory: bool = False) -> bytes:
    """The message as bytes for `link`."""
    flags, properties = packed(message.properties)
    method = wire.publish_method(link.channel_id, message.exchange, message.routing_key, mandatory)
    return wire.message(method, link.channel_id, flags, properties, message.body, link.frame_max)


def packed(properties: Mapping[str, Any]) -> tuple[int, bytes]:
    """AMQP's property flags and list. The content is taken for UTF-8 JSON unless it says otherwise."""
    flags = wire.CONTENT_TYPE | wire.CONTENT_ENCODING | wire.DELIVERY_MODE
    parts = [wire.short(properties.get("content_type", "application/json")), wire.short(properties.get("content_encoding", "utf-8"))]
    if headers := properties.get("headers"):
        flags |= wire.HEADERS
        parts.append(wire.table(headers))
    parts.append(bytes((properties.get("delivery_mode", 2),)))
    for names, at in ((_SHORT, True), (_LATE, False)):
        for name, flag in names:
            if (value := properties.get(name)) is not None:
                flags |= flag
                parts.append(wire.short(str(value)))
        if at and (moment := properties.get("timestamp")) is not None:
            flags |= wire.TIMESTAMP
            parts.append(int(moment).to_bytes(8, "big"))
    return flags, b"".join(parts)


def say_why_closed(channel: amqp.Channel) -> None:
    """Let a channel the broker closed raise the broker's reason; py-amqp would first wait for a new channel in its place."""
    channel._do_revive = lambda: None


def _reason(content: wire.Content) -> str:
    arguments = content.arguments
    size = arguments[2]
    return arguments[3 : 3 + size].decode("utf-8", "replace")
