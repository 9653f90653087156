"""What a request and its answer look like on the wire (nameko's protocol), for every client of ours."""

import itertools
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import amqp
import orjson

from chassis import wire
from chassis.context import DEADLINE, Context
from contracts.declare import RequestDeclaration, dump, request_declaration
from contracts.errors import Refusal, Unavailable

EXCHANGE: Final = "nameko-rpc"
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
"""Seconds between two attempts to connect; doubled from the first to the longest."""
REFUSAL_KINDS: Final = frozenset({"invalid", "not_allowed", "not_found", "conflict", "unavailable"})

_FLAGS: Final = (
    wire.CONTENT_TYPE
    | wire.CONTENT_ENCODING
    | wire.HEADERS
    | wire.DELIVERY_MODE
    | wire.CORRELATION_ID
    | wire.REPLY_TO
    | wire.EXPIRATION
    | wire.USER_ID
)


@dataclass(frozen=True, slots=True)
class Question:
    """A request on its way: where it goes, what it says, and until when (Unix seconds) anybody waits."""

    declaration: RequestDeclaration
    service: str
    body: bytes
    context: Context
    deadline: float

    def seconds_left(self) -> float:
        return self.deadline - time.time()

    @property
    def repeatable(self) -> bool:
        """Whether the same question may be asked again when nobody knows what became of it."""
        return self.declaration.kind == "query" or self.context.idempotency_key is not None


def question(request: Any, context: Context, service: str | None, timeout: float | None, now: float) -> Question:
    """Prepare `request`; the earliest of the context's deadline, the declaration's seconds and `timeout` ends the wait."""
    declaration = request_declaration(request)
    seconds = declaration.seconds if timeout is None else min(timeout, declaration.seconds)
    body = b'{"args":[],"kwargs":' + orjson.dumps(dump(request)) + b"}"
    return Question(declaration, service or declaration.service, body, context, min(context.deadline, now + seconds))


class ReplyAddress:
    """Where answers to one connection come: a queue of its own that dies with it, bound by a fresh id (nameko's convention)."""

    def __init__(self, uri: str) -> None:
        self.user = unquote(urlsplit(uri.partition(";")[0]).username or "guest")
        self.routing_key = str(uuid.uuid4())
        self.queue = f"rpc.reply-{self.user}-{self.routing_key}"
        self._tail = wire.short(self.user)
        self._reply_to = wire.short(self.routing_key)

    def prepare(self, channel: amqp.Channel) -> None:
        """Exclusive and unacknowledged: answers are worth nothing to anybody else, or later."""
        channel.queue_declare(self.queue, exclusive=True, auto_delete=True, durable=False)
        channel.queue_bind(self.queue, EXCHANGE, self.routing_key)
        channel.basic_consume(self.queue, no_ack=True)

    def message(self, asked: Question, correlation_id: str, milliseconds: int, channel: int, frame_max: int) -> bytes:
        """The request as frames: transient, mandatory, expiring, and signed with our user, which the broker checks."""
        headers = asked.context.to_headers()
        headers[DEADLINE] = str(int(asked.deadline * 1000))
        properties = b"".join(
            (
                wire.JSON_TYPE,
                wire.text_headers(headers),
                wire.TRANSIENT,
                wire.short(correlation_id),
                self._reply_to,
                wire.short(str(milliseconds)),
                self._tail,
            )
        )
        method = wire.publish_method(channel, EXCHANGE, f"{asked.service}.{asked.declaration.method}", True)
        return wire.message(method, channel, _FLAGS, properties, asked.body, frame_max)


class CorrelationIds:
    """Ids that no other client and no earlier connection of this one used."""

    def __init__(self) -> None:
        self._prefix = uuid.uuid4().hex
        self._count = itertools.count()

    def next(self) -> str:
        return f"{self._prefix}.{next(self._count)}"


def answer(body: bytes) -> dict[str, Any]:
    """The result in a reply. Raises the refusal it carries, or `Unavailable` when it is not a reply of ours."""
    try:
        reply = orjson.loads(body)
        error, result = reply.get("error"), reply.get("result")
    except (ValueError, AttributeError):
        raise Unavailable("internal_error", "the service's answer cannot be read") from None
    if error is not None:
        raise refusal(error)
    if not isinstance(result, dict):
        raise Unavailable("internal_error", "the service's answer is not an object")
    return result


def refusal(error: Any) -> Refusal:
    """The refusal on the wire. What is not one of ours (another nameko service failed) says nothing of its text: it may hold anything."""
    if not isinstance(error, Mapping):
        return Unavailable("internal_error", "the service failed")
    kind = error.get("kind") or error.get("exc_type")
    if kind not in REFUSAL_KINDS or not isinstance(error.get("code"), str):
        return Unavailable("internal_error", "the service failed")
    return Refusal.from_wire({**error, "kind": kind})


def away(service: str, retry_after: float | None = None) -> Unavailable:
    """Nothing was asked: the service or the broker is not there."""
    details: dict[str, Any] = {"service": service}
    if retry_after is not None:
        details["retry_after"] = retry_after
    return Unavailable("service_unavailable", f"{service} is not available", details, retryable=True)


def busy(service: str, retry_after: float) -> Unavailable:
    """Too many others are asking the same service."""
    return Unavailable("service_busy", f"{service} has too much to do", {"service": service, "retry_after": retry_after}, retryable=True)


def too_late(asked: Question) -> Unavailable:
    """No answer in time. Only of a query can one say that nothing happened."""
    if asked.declaration.kind == "query":
        return Unavailable("deadline_exceeded", f"{asked.service} did not answer in time", {"service": asked.service}, retryable=True)
    return lost(asked)


def lost(asked: Question) -> Unavailable:
    """The request went out and what became of it is not known."""
    return Unavailable(
        "outcome_unknown",
        f"it is not known what became of {asked.service}.{asked.declaration.method}",
        {"service": asked.service},
        retryable=asked.repeatable,
    )


def never_sent(service: str) -> Unavailable:
    """The deadline had passed before anything was sent."""
    return Unavailable("deadline_exceeded", f"no time was left to ask {service}", {"service": service}, retryable=True)
