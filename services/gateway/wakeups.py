"""The worker's ear: a queue of its own on every publisher's exchange. It wakes streams and drops what is no longer true."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import amqp
import structlog

from chassis.link import BROKEN, Link
from chassis.wire import Content

_log = structlog.get_logger(__name__)
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0
LONGEST_QUEUE: Final = 10_000

Heard = Callable[[str, str, int, Mapping[str, Any]], None]
"""publisher, routing key, position, data"""


class WakeUps:
    """Calls `heard` for every event published while connected, and `missed` whenever some may have been missed."""

    def __init__(
        self, uri: str, user: str, publishers: Sequence[str], *, heartbeat: float, heard: Heard, missed: Callable[[], None]
    ) -> None:
        self._uri, self._publishers, self._heartbeat = uri, tuple(publishers), heartbeat
        self._queue = f"{user}.wakeups-{uuid.uuid4().hex}"
        self._heard, self._missed = heard, missed
        self._task: asyncio.Task[None] | None = None
        self.connected = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen(), name="wake-ups")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _prepare(self, channel: amqp.Channel) -> None:
        channel.queue_declare(
            self._queue,
            exclusive=True,
            auto_delete=True,
            durable=False,
            arguments={"x-max-length": LONGEST_QUEUE, "x-overflow": "drop-head"},
        )
        for publisher in self._publishers:
            channel.queue_bind(self._queue, f"{publisher}.events", "#")
        channel.basic_consume(self._queue, no_ack=True)

    async def _listen(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                link = await asyncio.to_thread(Link, self._uri, self._prepare, heartbeat=self._heartbeat, name="gateway wake-ups")
            except BROKEN as why:
                _log.warning("no_wake_ups", reason=repr(why)[:200])
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            await self._read(link)

    async def _read(self, link: Link) -> None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def readable() -> None:
            try:
                for content in link.receive():
                    self._take(content)
            except BROKEN:
                if not ended.done():
                    ended.set_result(None)

        loop.add_reader(link.fileno(), readable)
        self.connected = True
        self._missed()
        readable()
        try:
            while not ended.done():
                await asyncio.wait([ended], timeout=link.tick_seconds)
                link.tick()
        except BROKEN as why:
            _log.warning("wake_ups_lost", reason=repr(why)[:200])
        finally:
            self.connected = False
            loop.remove_reader(link.fileno())
            link.close()

    def _take(self, content: Content) -> None:
        """A message that is no event of ours wakes nobody and breaks nothing."""
        try:
            routing_key = content.delivery()[2]
            headers = content.properties().get("headers") or {}
            publisher = str(headers["ce-source"]).removeprefix("/")
            self._heard(publisher, routing_key, int(headers["ce-position"]), json.loads(content.body))
        except (KeyError, ValueError, TypeError, OSError):
            _log.warning("not_an_event", exc_info=True)
