"""Dead letters: look at them, send them again, or let them go. Everything done leaves a line in the log with the reason that was given.

    python -m services dead-letters membership list [--queue rpc|inbox]
    python -m services dead-letters membership show ID
    python -m services dead-letters membership replay ID… | --all
    python -m services dead-letters membership discard ID… --reason TEXT

Works with the service's own broker user. A look takes every letter and puts it back when it is done, so two looks at once see different
parts.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import amqp
import structlog

from chassis.card import wiring_of
from chassis.envelope import Envelope, Undecodable
from chassis.hearing import Hearing
from chassis.observe import configure_logging
from chassis.parts import Parts
from chassis.publisher import SafePublisher
from chassis.settings import Misconfigured, read
from chassis.topology import RPC_EXCHANGE, administration, inbox_dead_letters, inbox_queue, own_exchange, rpc_dead_letters
from chassis.undertaker import ATTEMPT, FAILED_AT, KEPT_PROPERTIES, REASON, ROUTING_KEY
from contracts.errors import Unavailable

_log = structlog.get_logger(__name__)

REPLAYED: Final = "scn-replayed"
LISTED: Final = 100


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One dead letter. `id` is the message's own, or its place in the queue when it has none."""

    id: str
    reason: str
    attempts: int
    failed_at: str
    came_as: str
    body: bytes
    properties: dict[str, Any]
    headers: dict[str, Any]

    @property
    def event(self) -> Envelope | None:
        try:
            return Envelope.from_amqp(self.body, self.headers, self.properties.get("content_type"))
        except Undecodable:
            return None

    def has_any(self, traces: Sequence[str]) -> bool:
        """Whether one of them stands in body or headers, in capitals or not: an address lies here as somebody has typed it."""
        text = f"{self.body.decode('utf-8', 'replace')} {json.dumps(self.headers, default=str, ensure_ascii=False)}".casefold()
        return any(trace.casefold() in text for trace in traces)

    def summary(self) -> dict[str, Any]:
        event = self.event
        about = {"type": event.type, "subject": event.subject, "sequence": event.sequence} if event else {}
        return {
            "id": self.id,
            "reason": self.reason,
            "attempts": self.attempts,
            "failed_at": self.failed_at,
            "came_as": self.came_as,
            **about,
        }

    def whole(self) -> dict[str, Any]:
        return {**self.summary(), "headers": self.headers, "properties": self.properties, "body": self.body.decode("utf-8", "replace")}


class DeadLetters:
    """The dead letters of one queue of one service."""

    def __init__(self, uri: str, service: str, *, inbox: bool = True, publisher: SafePublisher | None = None) -> None:
        self._uri = uri
        self._service = service
        self._inbox = inbox
        self._queue = inbox_dead_letters(service) if inbox else rpc_dead_letters(service)
        self._publisher = publisher or SafePublisher(uri, name=f"{service} dead letters")

    def letters(self, most: int = LISTED) -> list[Letter]:
        with self._open() as channel:
            return [letter for _, letter in self._take(channel, most)]

    def show(self, letter_id: str) -> Letter:
        """Raises `Misconfigured` when there is none of that id."""
        with self._open() as channel:
            for _, letter in self._take(channel, None):
                if letter.id == letter_id:
                    return letter
        raise Misconfigured(f"there is no dead letter {letter_id} in {self._queue}")

    def replay(self, ids: set[str] | None = None) -> list[Letter]:
        """Send these (or all) where they came from, attempts counted anew. Each is taken off only when the broker has confirmed the new
        one."""
        return self._each(ids, self._send_again)

    def discard(self, ids: set[str] | None, let_go: Callable[[Letter], None]) -> list[Letter]:
        """Take these (or all) off for good. `let_go` is called before, so that what waits behind an event is released."""
        return self._each(ids, let_go)

    def forget(self, traces: Sequence[str]) -> int:
        """Take off every letter in which any of these words stands, in body or headers: somebody is to be forgotten. How many went.

        Raises a retryable `Unavailable` while the broker is away.
        """
        try:
            gone = self._each(None, lambda letter: None, lambda letter: letter.has_any(traces))
        except (OSError, amqp.exceptions.AMQPError) as why:
            raise Unavailable("service_unavailable", f"the broker did not give its dead letters: {why}", retryable=True) from why
        for letter in gone:
            _log.warning("dead letter", action="forgotten", id=letter.id, reason=letter.reason)
        return len(gone)

    def _each(
        self, ids: set[str] | None, do: Callable[[Letter], None], wanted: Callable[[Letter], bool] = lambda letter: True
    ) -> list[Letter]:
        done = []
        with self._open() as channel:
            for tag, letter in list(self._take(channel, None)):
                if (ids is None or letter.id in ids) and wanted(letter):
                    do(letter)
                    channel.basic_ack(tag)
                    done.append(letter)
        return done

    def _send_again(self, letter: Letter) -> None:
        headers = {name: value for name, value in letter.headers.items() if name not in (ATTEMPT, REASON, FAILED_AT)}
        headers[REPLAYED] = int(headers.get(REPLAYED) or 0) + 1
        properties: dict[str, Any] = {name: letter.properties[name] for name in KEPT_PROPERTIES if name in letter.properties}
        exchange, routing_key = (own_exchange(self._service), inbox_queue(self._service)) if self._inbox else (RPC_EXCHANGE, letter.came_as)
        self._publisher.publish(exchange, routing_key, letter.body, {**properties, "headers": headers}, mandatory=True)

    def _take(self, channel: amqp.Channel, most: int | None) -> Iterator[tuple[int, Letter]]:
        taken = 0
        while most is None or taken < most:
            message = channel.basic_get(self._queue)
            if message is None:
                return
            taken += 1
            yield message.delivery_tag, _letter(message, taken)

    @contextmanager
    def _open(self) -> Iterator[amqp.Channel]:
        """What is not acknowledged when this ends goes back to its place."""
        try:
            with administration(self._uri) as channel:
                yield channel
        except amqp.exceptions.NotFound:
            raise Misconfigured(f"{self._service} has no queue {self._queue}") from None


def _letter(message: Any, place: int) -> Letter:
    properties = {name: value for name, value in message.properties.items() if name != "application_headers"}
    headers = message.headers or {}
    return Letter(
        id=str(properties.get("message_id") or properties.get("correlation_id") or f"#{place}"),
        reason=str(headers.get(REASON) or _death(headers)),
        attempts=int(headers.get(ATTEMPT) or 0),
        failed_at=str(headers.get(FAILED_AT) or ""),
        came_as=str(headers.get(ROUTING_KEY) or message.delivery_info["routing_key"]),
        body=bytes(message.body) if not isinstance(message.body, str) else message.body.encode(),
        properties=properties,
        headers={str(name): value for name, value in headers.items() if name != "x-death"},
    )


def _death(headers: dict[str, Any]) -> str:
    """The broker's own reason: it gave up after the takers of this message vanished too often."""
    deaths = headers.get("x-death")
    reason = deaths[0].get("reason") if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict) else None
    return f"broker: {reason or headers.get('x-first-death-reason') or 'unknown'}"


def command(arguments: list[str]) -> int:
    """The command line's end; prints one JSON line per letter."""
    parser = argparse.ArgumentParser(prog="python -m services dead-letters", description="Look at dead letters, replay or discard them.")
    parser.add_argument("name", help="the service")
    parser.add_argument("action", choices=("list", "show", "replay", "discard"))
    parser.add_argument("ids", nargs="*", help="message ids")
    parser.add_argument("--all", action="store_true", help="replay or discard every letter")
    parser.add_argument("--queue", choices=("inbox", "rpc"), default="inbox")
    parser.add_argument("--reason", default="", help="discard: why, for the log")
    asked = parser.parse_args(arguments)
    wiring = wiring_of(asked.name)
    settings = read(wiring.card.name)
    configure_logging(settings.log_format, settings.log_level, service=wiring.card.name, role="dead-letters")
    parts = Parts(settings, wiring)
    letters = DeadLetters(settings.amqp_uri, parts.name, inbox=asked.queue == "inbox", publisher=parts.publisher)
    for line in _carry_out(asked, letters, parts):
        print(json.dumps(line, default=str, ensure_ascii=False))  # noqa: T201 - the answer to the command
    return 0


def _carry_out(asked: argparse.Namespace, letters: DeadLetters, parts: Parts) -> list[dict[str, Any]]:
    if asked.action == "list":
        return [letter.summary() for letter in letters.letters()]
    if asked.action == "show":
        return [letters.show(one).whole() for one in asked.ids]
    if not asked.ids and not asked.all:
        raise Misconfigured(f"{asked.action} which letters? Give their ids, or --all")
    chosen = None if asked.all else set(asked.ids)
    if asked.action == "replay":
        done = letters.replay(chosen)
    elif not asked.reason:
        raise Misconfigured("discard for good, and why? Give --reason")
    else:
        done = letters.discard(chosen, lambda letter: _let_go(letter, parts))
    for letter in done:
        _log.warning("dead letter", action=asked.action, why=asked.reason or None, **letter.summary())
    if chosen and (missing := chosen - {letter.id for letter in done}):
        print(f"not found: {', '.join(sorted(missing))}", file=sys.stderr)  # noqa: T201
    return [letter.summary() for letter in done]


def _let_go(letter: Letter, parts: Parts) -> None:
    event = letter.event
    if event is not None and event.type in parts.card.event_types:
        Hearing(parts).discard(event)
