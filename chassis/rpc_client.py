"""Asks services over the broker, from asyncio: one connection for a whole process, thousands of questions at once.

One connection and not two: nothing here ever waits on a socket, so publishing cannot hold up answers, and a link that is half dead is
noticed in both directions at the same moment. Connecting, declaring and consuming is kombu's work, in a thread; the messages themselves are
read and written on the event loop, without a thread change per call.
"""

import asyncio
import contextlib
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import structlog

from chassis import rpc_protocol as protocol
from chassis.breaker import Breaker, Counts, Limits
from chassis.context import Context
from chassis.link import BROKEN, Link
from chassis.rpc_protocol import CorrelationIds, Question, ReplyAddress
from chassis.wire import RETURN, Content
from contracts.errors import Unavailable

_log = structlog.get_logger(__name__)


class Bulkhead:
    """So many questions at once to one service; the next wait in line a little while, the rest are turned away."""

    def __init__(self, limits: Limits) -> None:
        self._free = limits.at_once
        self._limits = limits
        self._line: deque[asyncio.Future[None]] = deque()

    async def enter(self, service: str, seconds: float) -> None:
        """Raises `Unavailable` `service_busy`."""
        if self._free > 0:
            self._free -= 1
            return
        if len(self._line) >= self._limits.in_line:
            raise protocol.busy(service, self._limits.patience)
        place = asyncio.get_running_loop().create_future()
        self._line.append(place)
        try:
            async with asyncio.timeout(min(self._limits.patience, seconds)):
                await place
        except BaseException as why:
            if place.done() and not place.cancelled():
                self.leave()  # the place came free in the same moment: hand it on
            else:
                self._line.remove(place)
            if isinstance(why, TimeoutError):
                raise protocol.busy(service, self._limits.patience) from None
            raise

    def leave(self) -> None:
        while self._line:
            place = self._line.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._free += 1


def _discard(opened: "asyncio.Future[Link]") -> None:
    """A connection that came too late for anybody."""
    if opened.exception() is None:
        opened.result().close()


@dataclass(slots=True)
class _Asked:
    question: Question
    answered: "asyncio.Future[bytes]"
    timer: asyncio.TimerHandle


@dataclass
class _Neighbour:
    """One service as we see it."""

    bulkhead: Bulkhead
    breaker: Breaker


@dataclass
class _Up:
    """A link in use, and where its answers come."""

    link: Link
    address: ReplyAddress
    ended: "asyncio.Future[BaseException]"
    flushing: bool = field(default=False)


class RpcClient:
    """`await client.call(SubmitApplication(…), context)`. Make one per process, after forking. It connects on first use and stays so."""

    def __init__(self, uri: str, *, name: str = "rpc client", heartbeat: float = 10.0, limits: Limits | None = None) -> None:
        self._uri, self._name, self._heartbeat = uri, name, heartbeat
        self._limits = limits or Limits()
        self.counts = Counts()
        self._pending: dict[str, _Asked] = {}
        self._ids = CorrelationIds()
        self._neighbours: dict[str, _Neighbour] = {}
        self._up: _Up | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._connected: asyncio.Event = asyncio.Event()
        self._closing = False

    # ---------------------------------------------------------------- asking

    async def call(
        self,
        request: Any,
        context: Context,
        service: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  the deadline travels to the service; `asyncio.timeout` would not tell it
    ) -> dict[str, Any]:
        """The answer as plain JSON values; it takes no longer than the context, the declaration or `timeout` (seconds) allow.

        Raises a `Refusal`: the service's own, or `Unavailable` with one of `service_unavailable`, `service_busy`, `deadline_exceeded` and
        `outcome_unknown`.
        """
        asked = protocol.question(request, context, service, timeout, time.time())
        neighbour = self._neighbour(asked.service)
        if (seconds := asked.seconds_left()) <= 0:
            raise protocol.never_sent(asked.service)
        if (wait := neighbour.breaker.closed_in(time.monotonic(), seconds)) > 0:
            raise protocol.away(asked.service, wait)
        await neighbour.bulkhead.enter(asked.service, seconds)
        try:
            body = await self._exchange(asked, neighbour.breaker)
        finally:
            neighbour.bulkhead.leave()
        return protocol.answer(body)

    async def _exchange(self, asked: Question, breaker: Breaker) -> bytes:
        if asked.seconds_left() <= 0:
            raise protocol.never_sent(asked.service)
        try:
            body = await self._ask(asked, await self._link())
        except Unavailable:
            breaker.failed(time.monotonic())
            raise
        breaker.succeeded()
        return body

    async def _ask(self, asked: Question, up: _Up) -> bytes:
        if (seconds := asked.seconds_left()) <= 0:
            raise protocol.never_sent(asked.service)
        loop = asyncio.get_running_loop()
        identity = self._ids.next()
        link = up.link
        data = up.address.message(asked, identity, max(1, int(seconds * 1000)), link.channel_id, link.frame_max)
        answered: asyncio.Future[bytes] = loop.create_future()
        timer = loop.call_later(seconds, self._expire, identity)
        self._pending[identity] = _Asked(asked, answered, timer)
        self.counts.calls += 1
        try:
            self._send(up, data)
            return await answered
        finally:
            timer.cancel()
            self._pending.pop(identity, None)

    def _neighbour(self, service: str) -> _Neighbour:
        found = self._neighbours.get(service)
        if found is None:
            limits = self._limits
            found = _Neighbour(Bulkhead(limits), Breaker(limits.failures, limits.rest_seconds))
            self._neighbours[service] = found
        return found

    def _expire(self, identity: str) -> None:
        if (late := self._pending.pop(identity, None)) and not late.answered.done():
            self.counts.timed_out += 1
            late.answered.set_exception(protocol.too_late(late.question))

    async def _link(self) -> _Up:
        up = self._up
        if up is None:
            await self.start(self._limits.connect_wait)
            up = self._up
        if up is None or up.link.blocked or self._closing:
            raise protocol.away("broker", self._limits.rest_seconds)
        return up

    # ---------------------------------------------------------------- the socket

    def _send(self, up: _Up, data: bytes) -> None:
        """All questions of one turn of the loop leave in one write: the system call costs more than the question."""
        try:
            up.link.post(data)
        except BROKEN as why:
            self._break(up, why)
        if not up.flushing:
            up.flushing = True
            asyncio.get_running_loop().call_soon(self._flush, up)

    def _flush(self, up: _Up) -> None:
        up.flushing = False
        try:
            if not up.link.closed and not up.link.flush():
                asyncio.get_running_loop().add_writer(up.link.fileno(), self._writable, up)
        except BROKEN as why:
            self._break(up, why)

    def _writable(self, up: _Up) -> None:
        try:
            if up.link.flush():
                asyncio.get_running_loop().remove_writer(up.link.fileno())
        except BROKEN as why:
            self._break(up, why)

    def _readable(self, up: _Up) -> None:
        try:
            for content in up.link.receive():
                self._take(content)
        except BROKEN as why:
            self._break(up, why)

    def _take(self, content: Content) -> None:
        identity = content.correlation_id()
        asked = self._pending.pop(identity, None) if identity else None
        if asked is None or asked.answered.done():
            self.counts.late += 1
        elif content.method == RETURN:
            self.counts.returned += 1
            asked.answered.set_exception(protocol.away(asked.question.service))
        else:
            asked.answered.set_result(content.body)

    def _break(self, up: _Up, why: BaseException) -> None:
        if not up.ended.done():
            up.ended.set_result(why)

    # ---------------------------------------------------------------- staying connected

    async def start(self, wait: float = 0.0) -> bool:
        """Begin connecting if that has not begun; wait so many seconds for it. True when connected."""
        if self._keeper is None and not self._closing:
            self._keeper = asyncio.create_task(self._keep_connected(), name=self._name)
        if wait and not self._connected.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._connected.wait(), wait)
        return self._connected.is_set()

    @property
    def connected(self) -> bool:
        return self._up is not None and not self._up.link.blocked

    @property
    def pending(self) -> int:
        """Questions without an answer yet."""
        return len(self._pending)

    async def _keep_connected(self) -> None:
        pause = protocol.FIRST_PAUSE
        while not self._closing:
            try:
                up = await self._open()
            except BROKEN as why:
                _log.warning("broker_unreachable", client=self._name, reason=repr(why))
                await asyncio.sleep(pause)
                pause = min(pause * 2, protocol.LONGEST_PAUSE)
                continue
            pause = protocol.FIRST_PAUSE
            await self._serve(up)

    async def _open(self) -> _Up:
        address = ReplyAddress(self._uri)
        opening = asyncio.ensure_future(asyncio.to_thread(Link, self._uri, address.prepare, heartbeat=self._heartbeat, name=self._name))
        try:
            link = await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_discard)
            raise
        return _Up(link, address, asyncio.get_running_loop().create_future())

    async def _serve(self, up: _Up) -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(up.link.fileno(), self._readable, up)
        self._up = up
        self.counts.connections += 1
        for neighbour in self._neighbours.values():
            neighbour.breaker.reset()
        self._connected.set()
        try:
            why = await self._until_ended(up)
            _log.warning("broker_connection_lost", client=self._name, reason=repr(why), pending=len(self._pending))
        finally:
            self._up = None
            self._connected.clear()
            loop.remove_reader(up.link.fileno())
            loop.remove_writer(up.link.fileno())
            up.link.close()
            self._fail_pending()

    async def _until_ended(self, up: _Up) -> BaseException:
        while True:
            done, _ = await asyncio.wait([up.ended], timeout=up.link.tick_seconds)
            if done:
                return up.ended.result()
            try:
                up.link.tick()
            except BROKEN as why:
                return why

    def _fail_pending(self) -> None:
        pending, self._pending = self._pending, {}
        for asked in pending.values():
            if not asked.answered.done():
                self.counts.lost += 1
                asked.answered.set_exception(protocol.lost(asked.question))

    async def close(self, drain_seconds: float = 10.0) -> None:
        """Take no more questions, wait so long for the answers that are due, then let go."""
        self._closing = True
        until = time.monotonic() + drain_seconds
        while self._pending and time.monotonic() < until:
            await asyncio.wait([asked.answered for asked in self._pending.values()], timeout=until - time.monotonic())
            await asyncio.sleep(0)
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None
