"""A small clamd on loopback that speaks INSTREAM as clamd(8) says, knows one virus, and can be told to misbehave."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner takes for a virus (eicar.org)."""


class Clamd(socketserver.ThreadingTCPServer):
    """`most` is its own limit on a stream; `mood` may be `silent` (hangs up without a word) or `rambling` (answers nonsense)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, most: int = 1 << 26) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.most = most
        self.mood = "well"
        self.seen: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Conversation(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        command = self._until_nul()
        if command != b"zINSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        stream = b""
        while length := struct.unpack("!L", self._exactly(4))[0]:
            stream += self._exactly(length)
            if len(stream) > self.server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(stream)
        self._answer(stream)

    def _answer(self, stream: bytes) -> None:
        if self.server.mood == "silent":
            return
        if self.server.mood == "rambling":
            self.wfile.write(b"stream: perhaps\0")
        else:
            self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in stream else b"stream: OK\0")

    def _until_nul(self) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            read += self._exactly(1)
        return read[:-1]

    def _exactly(self, length: int) -> bytes:
        read: Any = self.rfile.read(length)
        if len(read) != length:
            raise ConnectionResetError
        return bytes(read)


@contextmanager
def running_clamd(most: int = 1 << 26) -> Iterator[Clamd]:
    with Clamd(most) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
