"""Taking messages from one queue on a connection of its own, in a thread or a greenlet: reconnects, keeps the heart beating, drains
before it goes."""

import random
import select
import threading
import time
from collections.abc import Callable
from struct import Struct
from typing import Any, Final

import amqp
import structlog

from chassis import wire
from chassis.link import BROKEN, Link
from chassis.observe import BROKER_LOST, BROKER_UP
from chassis.publisher import say_why_closed
from chassis.settings import Misconfigured

_log = structlog.get_logger(__name__)

TICK_SECONDS: Final = 0.5
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0
GOODBYE_SECONDS: Final = 2.0
TAG: Final = "scn"

_REJECT: Final = Struct(">HHQB")
_FRAME: Final = Struct(">BHI")


class Delivery:
    """A message and the way to answer for it. `properties` reads the header when first asked; a header nobody can read raises
    `BrokenStream`."""

    __slots__ = ("_consumer", "_properties", "content", "link", "redelivered", "routing_key", "tag")

    def __init__(self, consumer: "Consumer", link: Link, content: wire.Content) -> None:
        self._consumer = consumer
        self.link = link
        self.content = content
        self.tag, self.redelivered, self.routing_key = content.delivery()
        self._properties: dict[str, Any] | None = None

    @property
    def body(self) -> bytes:
        return self.content.body

    @property
    def properties(self) -> dict[str, Any]:
        if self._properties is None:
            try:
                self._properties = self.content.properties()
            except Exception as broken:  # whatever a stranger wrote there: dates beyond the calendar, names that are no text
                raise wire.BrokenStream(f"unreadable properties: {broken}") from broken
        return self._properties

    @property
    def headers(self) -> dict[str, Any]:
        return self.properties.get("headers") or {}

    @property
    def gone(self) -> bool:
        """Whether the broker has taken it back, because the connection it came on has ended."""
        return self.link.closed

    def finish(self, frames: bytes = b"") -> bool:
        """Acknowledge, after `frames` on the same connection. False when it has ended: the broker will give the message again."""
        return self._consumer.write(self.link, frames + wire.ack(self.link.channel_id, self.tag))

    def give_back(self) -> bool:
        """Let the broker give it to somebody else."""
        payload = _REJECT.pack(60, 90, self.tag, 1)
        return self._consumer.write(self.link, _FRAME.pack(wire.METHOD, self.link.channel_id, len(payload)) + payload + b"\xce")


class Consumer:
    """Consumes `queue` until `close`; `run` is its whole life and belongs in a thread or greenlet of its own.

    `take` is called for every message and must not block: what it starts calls `finish` on the delivery, from anywhere. At most `prefetch`
    messages are unfinished on the broker's books. One queue per connection, so that a broker which stops reading from those who publish
    (replies go out on the same connection as requests come in) never stops the acknowledgements of events.

    `later` calls a function when everything that is ready now has run, as a greenlet hub can: what was finished meanwhile leaves in one
    write.
    """

    def __init__(
        self,
        uri: str,
        queue: str,
        take: Callable[[Delivery], None],
        *,
        prefetch: int,
        heartbeat: float,
        name: str,
        check: Callable[[amqp.Channel], None] | None = None,
        later: Callable[[Callable[[], None]], object] | None = None,
    ) -> None:
        self.queue = queue
        self._uri = uri
        self._take = take
        self._prefetch = prefetch
        self._heartbeat = heartbeat
        self._name = name
        self._check = check
        self._later = later
        self._flushing = False
        self._link: Link | None = None
        self._channel: Any = None
        self._stopping = threading.Event()
        self._cancelled = False
        self._was_ready = False

    @property
    def ready(self) -> bool:
        """Whether messages are coming in."""
        return self._link is not None and not self._link.closed and not self._cancelled

    @property
    def link(self) -> Link | None:
        """The connection that stands now."""
        return self._link

    def run(self) -> None:
        """Raises `Misconfigured` when, on the first connection, the broker has no such queue or does not let us in."""
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                self._open()
                pause = FIRST_PAUSE
                self._read()
            except Misconfigured as wrong:
                if not self._was_ready:
                    raise
                _log.error("the broker has lost what this service needs", queue=self.queue, error=str(wrong))
            except BROKEN as why:
                self._lost(why)
            finally:
                self._drop()
            self._stopping.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311 - spreading load
            pause = min(pause * 2, LONGEST_PAUSE)

    def cancel(self, seconds: float = GOODBYE_SECONDS) -> None:
        """Take no more. What was taken can still be finished: the connection stays until `close`."""
        link, channel = self._link, self._channel
        if link is None or channel is None:
            self._cancelled = True
            return
        if not self._cancelled:
            self._cancelled = True
            payload = b"\x00\x3c\x00\x1e" + wire.short(TAG) + b"\x00"
            self.write(link, _FRAME.pack(wire.METHOD, link.channel_id, len(payload)) + payload + b"\xce")
        until = time.monotonic() + seconds
        while TAG in channel.callbacks and not link.closed and time.monotonic() < until:
            time.sleep(0.005)

    def close(self) -> None:
        """End `run`, with a goodbye that makes the broker book the last acknowledgements first."""
        self._cancelled = True
        self._stopping.set()

    def write(self, link: Link, frames: bytes) -> bool:
        """Whether it could be written; a connection that breaks here is left to `run` to replace."""
        try:
            if self._later is None:
                link.send(frames)
            else:
                link.post(frames)
                self._flush_later(link)
        except BROKEN:
            link.close()
            return False
        return True

    def _flush_later(self, link: Link) -> None:
        if self._later is not None and not self._flushing:
            self._flushing = True
            self._later(lambda: self._flush(link))

    def _flush(self, link: Link) -> None:
        self._flushing = False
        try:
            link.flush()
        except BROKEN:
            link.close()

    def _open(self) -> None:
        try:
            self._link = Link(self._uri, self._prepare, heartbeat=self._heartbeat, name=self._name)
        except amqp.exceptions.AccessRefused as refused:
            raise Misconfigured(f"the broker refused us: {refused.reply_text}") from None
        except amqp.exceptions.NotFound as missing:
            raise Misconfigured(f"the broker has no such thing: {missing.reply_text}; `python -m services declare` makes it") from None
        self._was_ready = True
        BROKER_UP.labels(self.queue).set(1)
        _log.info("consuming", queue=self.queue)

    def _prepare(self, channel: amqp.Channel) -> None:
        say_why_closed(channel)
        if self._check:
            self._check(channel)
        channel.basic_qos(0, self._prefetch, False)
        if not self._cancelled:
            channel.basic_consume(self.queue, consumer_tag=TAG)
        self._channel = channel

    def _read(self) -> None:
        link = self._link
        assert link is not None
        while not self._stopping.is_set():
            self._wait(link, TICK_SECONDS)
            for content in link.receive():
                self._take(Delivery(self, link, content))
            if link.wants_to_write:
                link.flush()
            link.tick()
        self._say_goodbye(link)

    def _wait(self, link: Link, seconds: float) -> None:
        if link.closed:
            raise ConnectionResetError("the connection was given up")
        try:
            select.select([link], [link] if link.wants_to_write else [], [], seconds)
        except ValueError as gone:  # closed by somebody else in this moment: no descriptor any more
            raise ConnectionResetError("the connection was given up") from gone

    def _say_goodbye(self, link: Link) -> None:
        """Close as the protocol wants and wait for the answer a little: what we wrote before is then booked."""
        payload = b"\x00\x0a\x00\x32\x00\xc8\x00\x00\x00\x00\x00"
        link.send(_FRAME.pack(wire.METHOD, 0, len(payload)) + payload + b"\xce")
        until = time.monotonic() + GOODBYE_SECONDS
        try:
            while time.monotonic() < until:
                self._wait(link, TICK_SECONDS)
                link.receive()
                link.flush()
        except BROKEN:
            return

    def _lost(self, why: BaseException) -> None:
        if self._was_ready:
            BROKER_LOST.labels(self.queue).inc()
        if not self._stopping.is_set():
            _log.warning("no connection to the broker", queue=self.queue, error=str(why) or type(why).__name__)

    def _drop(self) -> None:
        link, self._link, self._channel = self._link, None, None
        BROKER_UP.labels(self.queue).set(0)
        if link is not None:
            link.close()
