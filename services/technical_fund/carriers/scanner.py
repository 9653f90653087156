"""The virus scanner: ClamAV's daemon, spoken to over a socket with its command INSTREAM (clamd(8)).

A file is sent as pieces, each with its length before it in four bytes, big end first, and a piece of length zero at the end. The answer is
`stream: OK`, `stream: <name> FOUND` or a sentence with ERROR.
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from environs import Env

from chassis.settings import Misconfigured
from contracts.errors import Unavailable

COMMAND: Final = b"zINSTREAM\0"
MOST_ANSWERED: Final = 4096
CLEAN, INFECTED, NOT_SCANNED = "clean", "infected", "not_scanned"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the scanner found: `clean`, `not_scanned`, or `infected` with the scanner's name for it."""

    state: str
    finding: str | None = None


class ClamAv:
    """A connection for each file. `timeout` in seconds is for each step of the talk."""

    def __init__(self, host: str, port: int, *, timeout: float = 60.0) -> None:
        self._address = (host, port)
        self._timeout = timeout

    def scan(self, pieces: Iterable[bytes]) -> Verdict:
        """Raises `Unavailable` `technical_fund.scanner_away` when it cannot be reached, breaks off, or does not answer with a verdict."""
        try:
            with socket.create_connection(self._address, timeout=self._timeout) as talk:
                return _verdict(_talk(talk, pieces))
        except OSError as why:
            raise _away(type(why).__name__) from why


class NoScanner:
    """Where none is named: files are not scanned, and it is said that they are not."""

    def scan(self, pieces: Iterable[bytes]) -> Verdict:
        return Verdict(state=NOT_SCANNED)


def _talk(talk: socket.socket, pieces: Iterable[bytes]) -> bytes:
    talk.sendall(COMMAND)
    try:
        for piece in pieces:
            talk.sendall(struct.pack("!L", len(piece)) + piece)
        talk.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it says why before it hangs up: a file beyond its own limit, for one
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MOST_ANSWERED and (more := talk.recv(1024)):
        answer += more
    return answer


def _verdict(answer: bytes) -> Verdict:
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if words == "stream: OK":
        return Verdict(state=CLEAN)
    if words.startswith("stream: ") and words.endswith(" FOUND"):
        return Verdict(state=INFECTED, finding=words.removeprefix("stream: ").removesuffix(" FOUND")[:200])
    raise _away("no_verdict")


def _away(why: str) -> Unavailable:
    return Unavailable("technical_fund.scanner_away", f"the virus scanner gave no verdict: {why}", retryable=True)


def configured() -> ClamAv | None:
    """The scanner that SCN_CLAMAV names as host:port; None where it is empty. Raises `Misconfigured`."""
    env = Env(prefix="SCN_")
    named = env.str("CLAMAV", "")
    if not named:
        return None
    host, _, port = named.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        raise Misconfigured("SCN_CLAMAV is not an address I can use; it looks like clamav:3310")
    return ClamAv(host.strip("[]"), int(port))
