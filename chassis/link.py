"""One AMQP connection with one channel: opened by kombu, then read and written without ever waiting."""

import contextlib
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import amqp
import kombu

from chassis.wire import HEARTBEAT_FRAME, Content, Frames

CONNECT_SECONDS: Final = 5.0
READ_BYTES: Final = 65536
GONE: Final = "this connection is closed"
_KOMBU: Final[Any] = kombu.Connection
_WOULD_BLOCK: Final = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)

BROKEN: Final[tuple[type[BaseException], ...]] = (OSError, amqp.exceptions.AMQPError, EOFError)
"""What a lost or refused connection looks like."""


class Link:
    """A connection whose owner (an event loop or a thread) waits for its socket and calls `receive` and `flush`.

    `send` may be called from any thread. Whoever meets an error closes the link. Nothing here waits for the peer, so a broker that is
    frozen or gone cannot hold anybody (kombu would wait for its goodbye: `close` collects instead).
    """

    def __init__(self, uri: str, prepare: Callable[[amqp.Channel], None], *, heartbeat: float, name: str) -> None:
        """Connect, open a channel and `prepare` it. Waits at most some seconds; raises one of `BROKEN`."""
        self._client = _KOMBU(
            uri,
            heartbeat=heartbeat,
            connect_timeout=CONNECT_SECONDS,
            transport_options={"client_properties": {"connection_name": name}, "on_blocked": self._block, "on_unblocked": self._unblock},
        )
        self.blocked = False
        try:
            # Each address of the URI once, without kombu's pause of seconds between: the owner has its own.
            self._client.ensure_connection(max_retries=1, interval_start=0, interval_step=0, reraise_as_library_errors=False)
            self._connection = self._client.connection
            self._sock: socket.socket = self._connection.transport.sock
            self._sock.settimeout(CONNECT_SECONDS)
            self._channel = self._connection.channel()
            prepare(self._channel)
        except BaseException:
            self._client.collect()
            raise
        self.channel_id: int = self._channel.channel_id
        self.frame_max: int = self._connection.frame_max or 131072
        self._frames = Frames(self._connection.on_inbound_frame, self._connection.transport._read_buffer)
        self._sock.setblocking(False)
        self._lock = threading.Lock()
        self._waiting: deque[bytes] = deque()
        self._closed = False
        self._is_tls = isinstance(self._sock, ssl.SSLSocket)
        self._silence = float(self._connection.heartbeat or 0)
        self._heard = self._said = time.monotonic()

    def fileno(self) -> int:
        return self._sock.fileno()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def wants_to_write(self) -> bool:
        return bool(self._waiting)

    @property
    def tick_seconds(self) -> float:
        """How often the owner should call `tick`."""
        return self._silence / 3 if self._silence else 60.0

    def post(self, data: bytes) -> None:
        """Keep for the next `flush`: what many say in the same moment leaves in one system call. Raises one of `BROKEN`."""
        with self._lock:
            if self._closed:
                raise ConnectionResetError(GONE)
            self._waiting.append(data)

    def send(self, data: bytes) -> bool:
        """Write now what the socket takes; keep the rest for `flush`. True when everything went. Raises one of `BROKEN`."""
        with self._lock:
            self._waiting.append(data)
            return self._flush()

    def flush(self) -> bool:
        """Write what waits. True when nothing is left."""
        with self._lock:
            return self._flush()

    def _flush(self) -> bool:
        if self._closed:
            raise ConnectionResetError(GONE)
        waiting = self._waiting
        while waiting:
            data = waiting.popleft() if len(waiting) == 1 else self._gather()
            try:
                sent = self._sock.send(data)
            except _WOULD_BLOCK:
                waiting.appendleft(data)
                return False
            if sent < len(data):
                waiting.appendleft(data[sent:])
        self._said = time.monotonic()
        return True

    def _gather(self) -> bytes:
        """All that waits, as one piece."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data

    def receive(self) -> list[Content]:
        """Every message the socket holds. Raises one of `BROKEN` when the connection has ended."""
        found: list[Content] = []
        more = True
        while more:
            try:
                data = self._read()
            except _WOULD_BLOCK:
                break
            if not data:
                raise ConnectionResetError("the broker closed the connection")
            self._heard = time.monotonic()
            found += self._frames.feed(data)
            more = len(data) == READ_BYTES or (self._is_tls and self._sock.pending() > 0)  # type: ignore[attr-defined]
        return found

    def _read(self) -> bytes:
        if self._is_tls:
            with self._lock:  # one TLS session must not be read and written at the same time
                return self._sock.recv(READ_BYTES)
        return self._sock.recv(READ_BYTES)

    def tick(self) -> None:
        """Send a heartbeat when due. Raises `TimeoutError` when the broker has been silent for two intervals."""
        if not self._silence:
            return
        now = time.monotonic()
        if now - self._heard > 2 * self._silence:
            raise TimeoutError(f"the broker has been silent for {now - self._heard:.1f} s")
        if now - self._said >= self._silence / 3 and not self._waiting:
            self.send(HEARTBEAT_FRAME)

    def close(self) -> None:
        """Let go of the socket without waiting for anybody. May be called twice."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._waiting.clear()
            with contextlib.suppress(Exception):
                self._client.collect()

    def _block(self, *_: Any) -> None:
        self.blocked = True

    def _unblock(self, *_: Any) -> None:
        self.blocked = False
