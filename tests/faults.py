"""What bad days are made of: processes killed and frozen by their id, and a network that is slow, silent or broken.

with frozen(platform.pid("store")): ...
with FaultProxy(broker.port) as road:
    road.latency = 0.2
    road.silence()        # half-open: connections stand, nothing passes; new ones pass
    road.reset()          # every connection ends with RST
"""

import contextlib
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from deploy.process import stands_still, wait_until

LOOPBACK = "127.0.0.1"
CHUNK = 16_384
RST_ON_CLOSE = struct.pack("ii", 1, 0)


def kill(pid: int) -> None:
    """SIGKILL, as a power cut would."""
    os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def frozen(*pids: int) -> Iterator[None]:
    """SIGSTOP while the block runs: the process is there, its sockets are open, and it does nothing."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    for pid in pids:
        wait_until(partial(stands_still, pid), 5, every=0.002)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@dataclass(eq=False)
class _Pair:
    """One client and its connection to the real server."""

    client: socket.socket
    server: socket.socket
    passing: threading.Event = field(default_factory=threading.Event)
    closed: bool = False

    def close(self, *, rst: bool = False) -> None:
        self.closed = True
        self.passing.set()
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                if rst:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_ON_CLOSE)
                end.shutdown(socket.SHUT_RD if rst else socket.SHUT_RDWR)  # wakes the thread that reads; a FIN would come before the RST
            end.close()


class FaultProxy:
    """A road to a server on this machine that can be made bad. One thread per direction of each connection.

    Nothing is invented or lost in the middle: a silenced connection keeps its bytes until it is heard again or reset.
    """

    def __init__(self, port: int, host: str = LOOPBACK) -> None:
        self._target = (host, port)
        self.latency = 0.0
        """Seconds each piece waits on its way."""
        self.bandwidth = 0.0
        """Bytes per second and direction; 0 means as fast as it goes."""
        self._refusing = False
        self._silent_from_now = False
        self._pairs: set[_Pair] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server((LOOPBACK, 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="fault-proxy", daemon=True).start()

    def __enter__(self) -> "FaultProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connections(self) -> int:
        with self._lock:
            return len(self._pairs)

    def silence(self, *, future: bool = False) -> None:
        """Half-open: what is connected now stays connected and hears nothing more. With `future`, so does whoever comes later."""
        self._silent_from_now = future
        for pair in self._all():
            pair.passing.clear()

    def reset(self) -> None:
        """End every connection with RST; new ones pass."""
        for pair in self._all():
            pair.close(rst=True)

    def refuse(self) -> None:
        """Reset every connection, and every new one at once: as if the server were gone."""
        self._refusing = True
        self.reset()

    def heal(self) -> None:
        """Everything passes again, what was held included."""
        self._refusing = self._silent_from_now = False
        self.latency = self.bandwidth = 0.0
        for pair in self._all():
            pair.passing.set()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.reset()

    # ---------------------------------------------------------------- inside

    def _all(self) -> list[_Pair]:
        with self._lock:
            return list(self._pairs)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, timeout=5)
            except OSError:
                server = socket.socket()
                self._refuse(_Pair(client, server))
                continue
            server.settimeout(None)
            pair = _Pair(client, server)
            self._refuse(pair) if self._refusing else self._connect(pair)

    def _refuse(self, pair: _Pair) -> None:
        pair.close(rst=True)

    def _connect(self, pair: _Pair) -> None:
        if not self._silent_from_now:
            pair.passing.set()
        with self._lock:
            self._pairs.add(pair)
        for source, sink in ((pair.client, pair.server), (pair.server, pair.client)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pump, args=(pair, source, sink), name="fault-proxy-pump", daemon=True).start()

    def _pump(self, pair: _Pair, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):  # the latter from sockets closed under a greenlet
            while piece := source.recv(CHUNK):
                self._delay(len(piece))
                pair.passing.wait()
                if pair.closed:
                    break
                sink.sendall(piece)
            pair.passing.wait()  # the news of a closed end does not cross a cut cable either
        with self._lock:
            self._pairs.discard(pair)
        if not pair.closed:
            pair.close()

    def _delay(self, size: int) -> None:
        seconds = self.latency + (size / self.bandwidth if self.bandwidth else 0.0)
        if seconds:
            time.sleep(seconds)
