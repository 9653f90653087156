"""Live events: `GET /v1/events/stream`. A bell rings when something was published; the data comes from the feed, without gap or double."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from falcon.asgi import SSEvent

from chassis.context import Actor
from contracts.errors import Conflict, Refusal
from contracts.words import Cursor
from services.gateway.asking import read_request
from services.gateway.feed import Feed, StreamEvents, check_types, kept_from, may_read
from services.gateway.http import Asked, Door, write_common

_log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS: Final = 15.0
POLL_SECONDS: Final = 5.0
AWAY_SECONDS: Final = 1.0
SOON_SECONDS: Final = 0.02
RECONNECT_MILLISECONDS: Final = 2000
BEYOND: Final = 2**53 - 1


class Bell:
    """Knows the newest position of each publisher and wakes whoever waits for news. Rung by the broker; a slow poll is the truth."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.heads: dict[str, int] = {}
        self.stopping = asyncio.Event()
        self._waiting: set[asyncio.Future[None]] = set()
        self._poller: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._poller = asyncio.create_task(self._poll(), name="feed poll")

    async def close(self) -> None:
        self.stop()
        if self._poller is not None:
            self._poller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._poller

    def stop(self) -> None:
        """Ends every stream at once: gunicorn waits for open connections, and streams never end by themselves."""
        self.stopping.set()
        self._wake()

    def ring(self, publisher: str, position: int) -> None:
        if position > self.heads.get(publisher, -1):
            self.heads[publisher] = position
            self._wake()

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def wait(self, positions: Mapping[str, int], seconds: float) -> bool:
        """Until there is something after `positions`, or we stop, or time is up. True unless time is up."""
        if self.stopping.is_set() or any(head > positions.get(name, 0) for name, head in self.heads.items()):
            return True
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiting)
        return True

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self._waiting:
                continue
            for publisher in self._feed.publishers:
                with contextlib.suppress(Refusal):
                    self.ring(publisher, (await self._feed.read(publisher, BEYOND, 1))["head"])


class Streams:
    """How many streams each person has open on this worker."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def take(self, person: str) -> None:
        if self._open[person] >= self._most:
            raise Conflict("too_many_streams", f"more than {self._most} streams", {"limit": self._most, "retry_after": 30})
        self._open[person] += 1

    def give_back(self, person: str) -> None:
        self._open[person] -= 1
        if self._open[person] <= 0:
            del self._open[person]

    @property
    def total(self) -> int:
        return self._open.total()


async def stream_events(asked: Asked, door: Door, feed: Feed, bell: Bell, streams: Streams) -> None:
    request: StreamEvents = await read_request(asked.operation, asked.req, asked.path, {})
    check_types(request.type, asked.actor)
    positions = await _beginning(feed, asked.req.get_header("Last-Event-ID") or request.after)
    person = str(asked.actor.person_id)
    streams.take(person)
    asked.resp.status = 200
    write_common(asked)
    asked.resp.set_header("x-accel-buffering", "no")
    listener = Listener(request, asked, door, feed, bell, positions)
    asked.resp.sse = listener.events(lambda: streams.give_back(person))


async def _beginning(feed: Feed, cursor: Cursor | None) -> dict[str, int]:
    """The cursor's positions. Publishers it does not know yet, and all of them without one, begin at their head."""
    positions = feed.cursors.read(cursor) if cursor else {}
    for publisher in feed.publishers:
        if publisher not in positions:
            positions[publisher] = (await feed.read(publisher, BEYOND, 1))["head"]
    return positions


@dataclass(slots=True)
class Listener:
    """One open stream. `positions` says how far this reader has come with each publisher."""

    request: StreamEvents
    asked: Asked
    door: Door
    feed: Feed
    bell: Bell
    positions: dict[str, int]

    async def events(self, ended: Callable[[], None]) -> AsyncIterator[SSEvent | None]:
        """Events until the client goes, the worker stops or the reader may read no more; None is a heartbeat."""
        try:
            yield SSEvent(retry=RECONNECT_MILLISECONDS, comment="events follow", event_id=self._here())
            while not self.bell.stopping.is_set():
                if (actor := await self._who()) is None:
                    return
                for publisher in self.feed.publishers:
                    async for event in self._news(publisher, actor):
                        yield event
                if not await self.bell.wait(self.positions, HEARTBEAT_SECONDS):
                    yield None
        finally:
            ended()

    async def _who(self) -> Actor | None:
        """The reader as they are now: a session that ended or a role that was taken away counts at once. None when nobody any more."""
        assert self.asked.credential is not None
        try:
            return (await self.door.principals.identify(self.asked.credential)).actor
        except Refusal:
            return None

    async def _news(self, publisher: str, actor: Actor) -> AsyncIterator[SSEvent]:
        """What one publisher has said since. One that is away is asked again when the bell next rings."""
        while not self.bell.stopping.is_set():
            before = self.positions[publisher]
            try:
                page = await self.feed.read(publisher, before)
                recused = await self.feed.recused(actor, page["items"])
            except Refusal as refusal:
                _log.info("publisher_away", publisher=publisher, code=refusal.code)
                await asyncio.sleep(AWAY_SECONDS)
                return
            for record in page["items"]:
                self.positions[publisher] = record["position"]
                if self._is_wanted(record) and may_read(record["type"], actor) and not kept_from(record, recused):
                    data = orjson.dumps(self.feed.structured(record, actor))
                    yield SSEvent(data=data, event=record["type"], event_id=self._here())
            self.positions[publisher] = max(self.positions[publisher], page["last"])
            self.bell.ring(publisher, page["head"])
            if self.positions[publisher] >= self.bell.heads.get(publisher, 0):
                return
            if self.positions[publisher] == before:
                await asyncio.sleep(SOON_SECONDS)

    def _is_wanted(self, record: Mapping[str, Any]) -> bool:
        return (not self.request.type or record["type"] in self.request.type) and self.request.subject in (None, record["subject"])

    def _here(self) -> str:
        return self.feed.cursors.write(self.positions)
