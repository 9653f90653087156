"""AMQP 0-9-1 frames for the hot path: one message to bytes, bytes to messages.

py-amqp shakes hands, declares and consumes; once messages flow, its generic tables, promises and one system call per frame were the largest
single cost of a request (`bench/`). What is rare (close, blocked, cancel) still goes to py-amqp. Pure: no sockets here.
"""

import functools
from collections.abc import Callable, Mapping
from struct import Struct
from struct import error as StructError
from typing import Any, Final, NamedTuple

from amqp.exceptions import AMQPError
from amqp.serialization import dumps, loads

METHOD: Final = 1
HEADER: Final = 2
BODY: Final = 3
HEARTBEAT: Final = 8
FRAME_END: Final = 0xCE
_END: Final = b"\xce"

HEARTBEAT_FRAME: Final = b"\x08\x00\x00\x00\x00\x00\x00\xce"
DELIVER: Final = b"\x00\x3c\x00\x3c"
RETURN: Final = b"\x00\x3c\x00\x32"
_PUBLISH: Final = b"\x00\x3c\x00\x28"
_ACK: Final = b"\x00\x3c\x00\x50"

_FRAME: Final = Struct(">BHI")
_CONTENT: Final = Struct(">HHQH")
_ACK_ARGUMENTS: Final = Struct(">QB")
_LONG: Final = Struct(">I")
_LONG_LONG: Final = Struct(">Q")

# Flags of the basic properties, in their order on the wire (AMQP 0-9-1, 4.2.6.1).
CONTENT_TYPE: Final = 1 << 15
CONTENT_ENCODING: Final = 1 << 14
HEADERS: Final = 1 << 13
DELIVERY_MODE: Final = 1 << 12
PRIORITY: Final = 1 << 11
CORRELATION_ID: Final = 1 << 10
REPLY_TO: Final = 1 << 9
EXPIRATION: Final = 1 << 8
MESSAGE_ID: Final = 1 << 7
TIMESTAMP: Final = 1 << 6
TYPE: Final = 1 << 5
USER_ID: Final = 1 << 4
APP_ID: Final = 1 << 3
CLUSTER_ID: Final = 1 << 2

TRANSIENT: Final = b"\x01"
JSON_TYPE: Final = b"\x10application/json\x05utf-8"
"""The content type and encoding of every message we send, as two short strings."""


class BrokenStream(OSError):
    """The peer sent what is not AMQP; the connection is of no more use."""


_UNREADABLE: Final = (StructError, LookupError, ValueError, TypeError, ArithmeticError, RecursionError, AMQPError, BrokenStream)


class Content(NamedTuple):
    """One message as it came: which method brought it, that method's arguments, the header frame and the body."""

    method: bytes
    arguments: bytes
    header: bytes
    body: bytes

    def correlation_id(self) -> str | None:
        """Only this property, skipping the ones before it; None when there is none or it cannot be read."""
        header = self.header
        try:
            flags, at = _start(header)
            return _short_at(header, _skip_to_correlation(header, flags, at))[0] if flags & CORRELATION_ID else None
        except _UNREADABLE:
            return None

    def properties(self) -> dict[str, Any]:
        """Every property that is there, by its AMQP name; headers under `headers`. Raises `BrokenStream`."""
        try:
            return _properties(self.header)
        except _UNREADABLE as broken:
            raise BrokenStream(f"unreadable properties: {broken}") from broken

    def delivery(self) -> tuple[int, bool, str]:
        """Delivery tag, whether it came before, and the routing key."""
        arguments = self.arguments
        at = 1 + arguments[0]
        tag = _LONG_LONG.unpack_from(arguments, at)[0]
        redelivered = bool(arguments[at + 8] & 1)
        at += 9
        at += 1 + arguments[at]
        return tag, redelivered, arguments[at + 1 : at + 1 + arguments[at]].decode("utf-8", "replace")


class Frames:
    """Cuts a stream of bytes into messages. Frames that carry no message go to `on_other` as py-amqp wants them."""

    def __init__(self, on_other: Callable[[tuple[int, int, bytes]], Any], rest: bytes = b"") -> None:
        self._on_other = on_other
        self._rest = rest
        self._begun: list[Any] | None = None

    def feed(self, data: bytes) -> list[Content]:
        """The messages that `data` completes. Raises `BrokenStream`, and whatever py-amqp raises for a close."""
        buffer = self._rest + data if self._rest else data
        at, end, whole = 0, len(buffer), []
        while end - at > 7:
            kind, channel, size = _FRAME.unpack_from(buffer, at)
            stop = at + 7 + size
            if stop >= end:
                break
            if buffer[stop] != FRAME_END:
                raise BrokenStream("a frame does not end where it says")
            payload = buffer[at + 7 : stop]
            at = stop + 1
            if kind == METHOD:
                method = payload[:4]
                if method in (DELIVER, RETURN):
                    self._begun = [method, payload[4:], b"", 0, []]
                    continue
                self._rest = buffer[at:]
                self._on_other((kind, channel, payload))
            elif kind != HEARTBEAT:
                content = self._continue(kind, payload)
                if content:
                    whole.append(content)
        self._rest = buffer[at:]
        return whole

    def _continue(self, kind: int, payload: bytes) -> Content | None:
        begun = self._begun
        if begun is None:
            raise BrokenStream("a body without its method")
        if kind == HEADER:
            begun[2], begun[3] = payload, _LONG_LONG.unpack_from(payload, 4)[0]
        else:
            begun[4].append(payload)
            begun[3] -= len(payload)
        if begun[3] > 0:
            return None
        self._begun = None
        parts = begun[4]
        return Content(begun[0], begun[1], begun[2], parts[0] if len(parts) == 1 else b"".join(parts))


SHORT_LENGTH: Final = 255


def fits(text: str) -> bool:
    """Whether a short string that was read can be written again: bytes that are no text have grown."""
    return len(text.encode()) <= SHORT_LENGTH


def short(text: str) -> bytes:
    """A short string: at most 255 bytes. Raises `ValueError`."""
    raw = text.encode()
    if len(raw) > SHORT_LENGTH:
        raise ValueError(f"{text[:40]!r}…: longer than a short string may be")
    return bytes((len(raw),)) + raw


def text_headers(headers: Mapping[str, str]) -> bytes:
    """A table of long strings; our own headers are nothing else."""
    parts = []
    for name, value in headers.items():
        raw = value.encode()
        parts.append(_name(name) + b"S" + _LONG.pack(len(raw)) + raw)
    table = b"".join(parts)
    return _LONG.pack(len(table)) + table


def message(method: bytes, channel: int, flags: int, properties: bytes, body: bytes, frame_max: int) -> bytes:
    """A whole message: `method` from `publish_method`, then header and body frames, ready for one write."""
    size = len(properties) + 14
    header = _FRAME.pack(HEADER, channel, size) + _CONTENT.pack(60, 0, len(body), flags) + properties + _END
    room = frame_max - 8
    if len(body) <= room:
        return b"".join((method, header, _FRAME.pack(BODY, channel, len(body)), body, _END)) if body else method + header
    parts = [method, header]
    for start in range(0, len(body), room):
        piece = body[start : start + room]
        parts += (_FRAME.pack(BODY, channel, len(piece)), piece, _END)
    return b"".join(parts)


@functools.lru_cache(4096)
def publish_method(channel: int, exchange: str, routing_key: str, mandatory: bool) -> bytes:
    """The `basic.publish` frame; the same for every message to one place, so kept."""
    payload = _PUBLISH + b"\x00\x00" + short(exchange) + short(routing_key) + (b"\x01" if mandatory else b"\x00")
    return _FRAME.pack(METHOD, channel, len(payload)) + payload + _END


def ack(channel: int, tag: int, multiple: bool = False) -> bytes:
    return _FRAME.pack(METHOD, channel, 13) + _ACK + _ACK_ARGUMENTS.pack(tag, multiple) + _END


@functools.lru_cache(256)
def _name(name: str) -> bytes:
    return short(name)


def _start(header: bytes) -> tuple[int, int]:
    flags = int.from_bytes(header[12:14], "big")
    if flags & 1:
        raise BrokenStream("more property flags than the protocol knows")
    return flags, 14


def _skip_to_correlation(header: bytes, flags: int, at: int) -> int:
    if flags & CONTENT_TYPE:
        at += 1 + header[at]
    if flags & CONTENT_ENCODING:
        at += 1 + header[at]
    if flags & HEADERS:
        at += 4 + _LONG.unpack_from(header, at)[0]
    if flags & DELIVERY_MODE:
        at += 1
    if flags & PRIORITY:
        at += 1
    return at


_SHORT_STRINGS: Final = (
    (CORRELATION_ID, "correlation_id"),
    (REPLY_TO, "reply_to"),
    (EXPIRATION, "expiration"),
    (MESSAGE_ID, "message_id"),
    (TIMESTAMP, "timestamp"),
    (TYPE, "type"),
    (USER_ID, "user_id"),
    (APP_ID, "app_id"),
    (CLUSTER_ID, "cluster_id"),
)


def _properties(header: bytes) -> dict[str, Any]:
    flags, at = _start(header)
    found: dict[str, Any] = {}
    for flag, name in ((CONTENT_TYPE, "content_type"), (CONTENT_ENCODING, "content_encoding")):
        if flags & flag:
            found[name], at = _short_at(header, at)
    if flags & HEADERS:
        found["headers"], at = _table(header, at)
    for flag, name in ((DELIVERY_MODE, "delivery_mode"), (PRIORITY, "priority")):
        if flags & flag:
            found[name], at = header[at], at + 1
    for flag, name in _SHORT_STRINGS:
        if flags & flag:
            if flag == TIMESTAMP:
                found[name], at = _LONG_LONG.unpack_from(header, at)[0], at + 8
            else:
                found[name], at = _short_at(header, at)
    return found


def _short_at(header: bytes, at: int) -> tuple[str, int]:
    stop = at + 1 + header[at]
    return header[at + 1 : stop].decode("utf-8", "replace"), stop


def _table(header: bytes, at: int) -> tuple[dict[str, Any], int]:
    """A table of texts read here; anything else in it is left to py-amqp."""
    size = _LONG.unpack_from(header, at)[0]
    stop = at + 4 + size
    found: dict[str, Any] = {}
    place = at + 4
    while place < stop:
        name_stop = place + 1 + header[place]
        if header[name_stop] != 0x53:
            values, _ = loads("F", header[at:stop], 0)
            return dict(values[0]), stop
        value_at = name_stop + 5
        value_stop = value_at + _LONG.unpack_from(header, name_stop + 1)[0]
        found[header[place + 1 : name_stop].decode()] = header[value_at:value_stop].decode()
        place = value_stop
    return found, stop


def table(values: Mapping[str, Any]) -> bytes:
    """Any table, through py-amqp."""
    return bytes(dumps("F", [dict(values)]))
