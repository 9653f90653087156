"""Asks other services from a service: blocking, for plain threads and for nameko's greenlets alike.

The same questions, limits and promises as `rpc_client`; here one thread of its own waits for the socket and hands out the answers.
"""

import contextlib
import selectors
import socket
import threading
import time
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


@dataclass(slots=True)
class _Asked:
    question: Question
    done: threading.Event = field(default_factory=threading.Event)
    body: bytes | None = None
    failure: Unavailable | None = None

    def answer(self, body: bytes) -> None:
        self.body = body
        self.done.set()

    def fail(self, failure: Unavailable) -> None:
        self.failure = failure
        self.done.set()


class _Neighbour:
    """One service as we see it: places, a short line for them, and a breaker."""

    def __init__(self, limits: Limits) -> None:
        self.breaker = Breaker(limits.failures, limits.rest_seconds)
        self.lock = threading.Lock()
        self._limits = limits
        self._places = threading.Semaphore(limits.at_once)
        self._in_line = 0

    def enter(self, service: str, seconds: float) -> None:
        """Raises `Unavailable` `service_busy`."""
        if self._places.acquire(blocking=False):
            return
        if self._in_line >= self._limits.in_line:
            raise protocol.busy(service, self._limits.patience)
        self._in_line += 1
        try:
            if not self._places.acquire(timeout=max(0.0, min(self._limits.patience, seconds))):
                raise protocol.busy(service, self._limits.patience)
        finally:
            self._in_line -= 1

    def leave(self) -> None:
        self._places.release()


@dataclass(frozen=True)
class _Up:
    link: Link
    address: ReplyAddress


class ServiceClient:
    """`client.call(GetJob(…), context)`. Make one per process, after monkey-patching if there is any; it connects on first use."""

    def __init__(self, uri: str, *, name: str = "service client", heartbeat: float = 10.0, limits: Limits | None = None) -> None:
        self._uri, self._name, self._heartbeat = uri, name, heartbeat
        self._limits = limits or Limits()
        self.counts = Counts()
        self._pending: dict[str, _Asked] = {}
        self._ids = CorrelationIds()
        self._neighbours: dict[str, _Neighbour] = {}
        self._up: _Up | None = None
        self._connected = threading.Event()
        self._draining = False
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._keeper: threading.Thread | None = None
        self._wake, self._woken = socket.socketpair()
        for end in (self._wake, self._woken):
            end.setblocking(False)

    # ---------------------------------------------------------------- asking

    def call(self, request: Any, context: Context, service: str | None = None, timeout: float | None = None) -> dict[str, Any]:
        """The answer as plain JSON values; it takes no longer than the context, the declaration or `timeout` (seconds) allow.

        Raises a `Refusal`: the service's own, or `Unavailable` with one of `service_unavailable`, `service_busy`, `deadline_exceeded` and
        `outcome_unknown`.
        """
        asked = protocol.question(request, context, service, timeout, time.time())
        neighbour = self._neighbour(asked.service)
        if (seconds := asked.seconds_left()) <= 0:
            raise protocol.never_sent(asked.service)
        with neighbour.lock:
            wait = neighbour.breaker.closed_in(time.monotonic(), seconds)
        if wait > 0:
            raise protocol.away(asked.service, wait)
        neighbour.enter(asked.service, seconds)
        try:
            body = self._exchange(asked, neighbour)
        finally:
            neighbour.leave()
        return protocol.answer(body)

    def _exchange(self, asked: Question, neighbour: _Neighbour) -> bytes:
        if asked.seconds_left() <= 0:
            raise protocol.never_sent(asked.service)
        try:
            body = self._ask(asked, self._link())
        except Unavailable:
            with neighbour.lock:
                neighbour.breaker.failed(time.monotonic())
            raise
        with neighbour.lock:
            neighbour.breaker.succeeded()
        return body

    def _ask(self, asked: Question, up: _Up) -> bytes:
        if (seconds := asked.seconds_left()) <= 0:
            raise protocol.never_sent(asked.service)
        with self._lock:
            identity = self._ids.next()
        data = up.address.message(asked, identity, max(1, int(seconds * 1000)), up.link.channel_id, up.link.frame_max)
        mine = self._pending[identity] = _Asked(asked)
        self.counts.calls += 1
        try:
            self._send(up, data, asked)
            return self._await(mine, seconds)
        finally:
            self._pending.pop(identity, None)

    def _await(self, mine: _Asked, seconds: float) -> bytes:
        if not mine.done.wait(seconds):
            self.counts.timed_out += 1
            raise protocol.too_late(mine.question)
        if mine.failure is not None:
            raise mine.failure
        assert mine.body is not None
        return mine.body

    def _send(self, up: _Up, data: bytes, asked: Question) -> None:
        try:
            if not up.link.send(data):
                self._nudge()
        except BROKEN:
            self._nudge()
            raise protocol.lost(asked) from None

    def _neighbour(self, service: str) -> _Neighbour:
        found = self._neighbours.get(service)
        return found or self._neighbours.setdefault(service, _Neighbour(self._limits))

    def _link(self) -> _Up:
        up = self._up
        if up is None:
            self.start(self._limits.connect_wait)
            up = self._up
        if up is None or up.link.blocked or self._draining:
            raise protocol.away("broker", self._limits.rest_seconds)
        return up

    # ---------------------------------------------------------------- staying connected

    def start(self, wait: float = 0.0) -> bool:
        """Begin connecting if that has not begun; wait so many seconds for it. True when connected."""
        with self._lock:
            if self._keeper is None and not self._draining:
                self._keeper = threading.Thread(target=self._keep_connected, name=self._name, daemon=True)
                self._keeper.start()
        return self._connected.wait(wait)

    @property
    def connected(self) -> bool:
        up = self._up
        return up is not None and not up.link.blocked

    @property
    def pending(self) -> int:
        """Questions without an answer yet."""
        return len(self._pending)

    def _keep_connected(self) -> None:
        pause = protocol.FIRST_PAUSE
        while not self._closing.is_set():
            address = ReplyAddress(self._uri)
            try:
                link = Link(self._uri, address.prepare, heartbeat=self._heartbeat, name=self._name)
            except BROKEN as why:
                _log.warning("broker_unreachable", client=self._name, reason=repr(why))
                self._closing.wait(pause)
                pause = min(pause * 2, protocol.LONGEST_PAUSE)
                continue
            pause = protocol.FIRST_PAUSE
            self._serve(_Up(link, address))

    def _serve(self, up: _Up) -> None:
        self._up = up
        self.counts.connections += 1
        for neighbour in list(self._neighbours.values()):
            with neighbour.lock:
                neighbour.breaker.reset()
        self._connected.set()
        try:
            self._until_ended(up.link)
        except BROKEN as why:
            _log.warning("broker_connection_lost", client=self._name, reason=repr(why), pending=len(self._pending))
        finally:
            self._up = None
            self._connected.clear()
            up.link.close()
            self._fail_pending()

    def _until_ended(self, link: Link) -> None:
        """Wait for the socket and hand out answers until the connection ends or we do."""
        with selectors.DefaultSelector() as selector:
            selector.register(link, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._closing.is_set():
                interest = selectors.EVENT_READ | (selectors.EVENT_WRITE if link.wants_to_write else 0)
                selector.modify(link, interest)
                for key, events in selector.select(link.tick_seconds):
                    if key.fileobj is self._woken:
                        with contextlib.suppress(BlockingIOError):
                            self._woken.recv(4096)
                    elif events & selectors.EVENT_READ:
                        self._receive(link)
                    if link.wants_to_write:
                        link.flush()
                link.tick()

    def _receive(self, link: Link) -> None:
        for content in link.receive():
            self._take(content)

    def _take(self, content: Content) -> None:
        identity = content.correlation_id()
        asked = self._pending.pop(identity, None) if identity else None
        if asked is None:
            self.counts.late += 1
        elif content.method == RETURN:
            self.counts.returned += 1
            asked.fail(protocol.away(asked.question.service))
        else:
            asked.answer(content.body)

    def _nudge(self) -> None:
        with contextlib.suppress(OSError):
            self._wake.send(b"\0")

    def _fail_pending(self) -> None:
        for identity in list(self._pending):
            if asked := self._pending.pop(identity, None):
                self.counts.lost += 1
                asked.fail(protocol.lost(asked.question))

    def close(self, drain_seconds: float = 10.0) -> None:
        """Take no more questions, wait so long for the answers that are due, then let go."""
        self._draining = True
        until = time.monotonic() + drain_seconds
        for asked in list(self._pending.values()):
            asked.done.wait(max(0.0, until - time.monotonic()))
        self._closing.set()
        self._nudge()
        if self._keeper is not None:
            self._keeper.join(drain_seconds + 1)
        for end in (self._wake, self._woken):
            end.close()
