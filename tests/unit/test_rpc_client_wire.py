"""Our frames are py-amqp's frames."""

import contextlib
from typing import Any

import amqp
import pytest
from amqp.basic_message import Message
from amqp.method_framing import frame_writer
from hypothesis import given
from hypothesis import strategies as st

from chassis import wire

PROPERTIES: dict[str, Any] = {
    "content_type": "application/json",
    "content_encoding": "utf-8",
    "application_headers": {"scn-language": "es", "scn-actor": '{"kind":"anonymous"}', "ñ": "ß"},
    "delivery_mode": 1,
    "correlation_id": "abc.1",
    "reply_to": "11111111-1111-1111-1111-111111111111",
    "expiration": "5000",
    "user_id": "gateway",
}
FLAGS = (
    wire.CONTENT_TYPE
    | wire.CONTENT_ENCODING
    | wire.HEADERS
    | wire.DELIVERY_MODE
    | wire.CORRELATION_ID
    | wire.REPLY_TO
    | wire.EXPIRATION
    | wire.USER_ID
)


class Recorder:
    """A connection and transport that only notes what py-amqp writes."""

    def __init__(self, frame_max: int) -> None:
        self.frame_max = frame_max
        self.bytes_sent = 0
        self.written = b""

    def write(self, data: Any) -> None:
        self.written += bytes(data)


def by_py_amqp(body: bytes, properties: dict[str, Any], frame_max: int, method: Any = amqp.spec.Basic.Publish) -> bytes:
    recorder = Recorder(frame_max)
    arguments = amqp.serialization.dumps("Bssbb", (0, "nameko-rpc", "membership.list_cities", True, False))
    if method == amqp.spec.Basic.Deliver:
        arguments = amqp.serialization.dumps("sLbss", ("a consumer", 7, True, "nameko-rpc", "a-key"))
    frame_writer(recorder, recorder)(1, 1, method, arguments, Message(body, **properties))
    return recorder.written


def ours(body: bytes, frame_max: int) -> bytes:
    values = PROPERTIES
    properties = (
        wire.JSON_TYPE
        + wire.text_headers(values["application_headers"])
        + wire.TRANSIENT
        + b"".join(wire.short(values[name]) for name in ("correlation_id", "reply_to", "expiration", "user_id"))
    )
    method = wire.publish_method(1, "nameko-rpc", "membership.list_cities", True)
    return wire.message(method, 1, FLAGS, properties, body, frame_max)


@pytest.mark.parametrize("size", [0, 1, 500, 131_000, 131_064, 131_065, 400_000])
def test_a_message_is_written_as_py_amqp_writes_it(size: int) -> None:
    body = b"x" * size
    expected = by_py_amqp(body, PROPERTIES, 131_072)
    if size == 0 or size > 130_000:  # py-amqp counts frames differently at the edge; the reader below proves those
        assert [(c.header, c.body) for c in read(as_delivery(ours(body, 131_072)))] == [
            (c.header, c.body) for c in read(as_delivery(expected))
        ]
    else:
        assert ours(body, 131_072) == expected


def as_delivery(published: bytes) -> bytes:
    """The same content, brought by `basic.deliver` as a broker would."""
    size = int.from_bytes(published[3:7], "big") + 8
    arguments = amqp.serialization.dumps("sLbss", ("a consumer", 7, True, "nameko-rpc", "a-key"))
    payload = wire.DELIVER + arguments
    return wire._FRAME.pack(1, 1, len(payload)) + payload + b"\xce" + published[size:]


def read(data: bytes, cut: int = 1 << 30) -> list[wire.Content]:
    frames = wire.Frames(lambda frame: pytest.fail(f"{frame} is not a message"))
    found = []
    for start in range(0, len(data), cut):
        found += frames.feed(data[start : start + cut])
    return found


@given(st.binary(max_size=3000), st.integers(1, 4000), st.integers(1, 3))
def test_messages_are_found_however_the_stream_is_cut(body: bytes, cut: int, times: int) -> None:
    data = by_py_amqp(body, PROPERTIES, 1024, amqp.spec.Basic.Deliver) * times
    found = read(wire.HEARTBEAT_FRAME + data, cut)
    assert [content.body for content in found] == [body] * times


def test_everything_in_a_delivery_is_read_back() -> None:
    extra = PROPERTIES | {"priority": 3, "message_id": "m", "timestamp": 5, "type": "t", "app_id": "a"}
    (content,) = read(by_py_amqp(b"{}", extra, 131_072, amqp.spec.Basic.Deliver))
    assert content.correlation_id() == "abc.1"
    assert content.delivery() == (7, True, "a-key")
    expected = {("headers" if name == "application_headers" else name): value for name, value in extra.items()}
    assert content.properties() == expected


def test_headers_that_are_not_text_are_read_as_py_amqp_reads_them() -> None:
    headers = {"a": "text", "x-death": [{"count": 3, "queue": "q"}], "n": 12, "t": True}
    (content,) = read(by_py_amqp(b"{}", {"application_headers": headers}, 131_072, amqp.spec.Basic.Deliver))
    assert content.properties() == {"headers": headers}
    assert content.correlation_id() is None


def test_a_stream_that_is_not_amqp_is_refused() -> None:
    with pytest.raises(wire.BrokenStream, match="does not end"):
        read(b"\x01\x00\x01\x00\x00\x00\x02ab\x00")
    with pytest.raises(wire.BrokenStream, match="without its method"):
        read(b"\x03\x00\x01\x00\x00\x00\x02ab\xce")


@given(st.binary(max_size=60))
def test_unreadable_properties_are_named_so(junk: bytes) -> None:
    header = b"\x00\x3c\x00\x00" + bytes(8) + junk
    content = wire.Content(wire.DELIVER, b"", header, b"")
    with contextlib.suppress(wire.BrokenStream):
        content.properties()
    assert isinstance(content.correlation_id(), str | None)


def test_what_carries_no_message_is_left_to_py_amqp() -> None:
    seen: list[Any] = []
    frames = wire.Frames(seen.append)
    close = b"\x00\x0a\x00\x32" + amqp.serialization.dumps("BsBB", (320, "CONNECTION_FORCED", 0, 0))
    frames.feed(wire._FRAME.pack(1, 0, len(close)) + close + b"\xce" + wire.HEARTBEAT_FRAME)
    assert seen == [(1, 0, close)]


def test_a_name_longer_than_the_protocol_allows_is_refused() -> None:
    with pytest.raises(ValueError, match="short string"):
        wire.short("x" * 256)
