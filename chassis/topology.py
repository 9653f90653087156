"""Every exchange, queue and binding, from the services' cards. A deploy step declares them; services only look whether they are there.

<service>.events            topic     what the service says; type and durability only, so that stock nameko may declare it too
nameko-rpc                  topic     requests and replies, nameko's convention
rpc-<service>               classic   requests to the service
<service>.queues            direct    the way into the service's own queues (nobody may use the nameless exchange)
<service>.rpc.dlq           classic   requests that nobody could be told about, with the reason
<service>.inbox             quorum    events the service hears, from every publisher
<service>.inbox.retry.<t>   quorum    events waiting to be tried again; the queue's own time to live sends them back
<service>.inbox.dlq         quorum    events given up, with the reason
<service>.topology.<digest> fanout    a mark: what stands here is what this program expects
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import amqp
import kombu

from chassis.card import Card
from chassis.settings import Misconfigured
from contracts.declare import event_declaration

RPC_EXCHANGE: Final = "nameko-rpc"
UNROUTED: Final = "unrouted"
DELIVERY_LIMIT: Final = 20
"""Times the broker gives a message again after its taker vanished, before it becomes a dead letter."""
LOOKS_AT_DEAD_LETTERS: Final = 1_000_000
"""A look puts the message back, which the broker counts; its own limit (20 since RabbitMQ 4) would lose what is looked at often."""
RPC_DEAD_LETTERS: Final = 10_000
CONNECT_SECONDS: Final = 5.0
_KOMBU: Final[Any] = kombu.Connection


@dataclass(frozen=True)
class Exchange:
    name: str
    kind: str = "topic"


@dataclass(frozen=True)
class Queue:
    name: str
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Binding:
    queue: str
    exchange: str
    routing_key: str


@dataclass(frozen=True, kw_only=True)
class Topology:
    """What must stand before messages flow."""

    exchanges: tuple[Exchange, ...] = ()
    queues: tuple[Queue, ...] = ()
    bindings: tuple[Binding, ...] = ()
    mark: str | None = None

    def declare(self, uri: str) -> None:
        """Make it so. Raises `Misconfigured` when something of that name stands there in another form."""
        with administration(uri) as channel:
            for exchange in self.exchanges:
                _named(f"exchange {exchange.name}", channel.exchange_declare, exchange.name, exchange.kind, durable=True, auto_delete=False)
            for queue in self.queues:
                options = {"durable": True, "auto_delete": False, "arguments": dict(queue.arguments)}
                _named(f"queue {queue.name}", channel.queue_declare, queue.name, **options)
            for binding in self.bindings:
                _named(f"binding of {binding.queue}", channel.queue_bind, binding.queue, binding.exchange, binding.routing_key)
            if self.mark:
                _named(f"exchange {self.mark}", channel.exchange_declare, self.mark, "fanout", durable=True, auto_delete=False)

    def check(self, uri: str) -> None:
        """Look without touching. Raises `Misconfigured` naming what is missing, and a broken connection's own errors."""
        with administration(uri) as channel:
            self.check_on(channel)

    def check_on(self, channel: amqp.Channel) -> None:
        """As `check`, on a channel that is spent afterwards if something is missing."""
        for exchange in self.exchanges:
            _expect(f"exchange {exchange.name}", channel.exchange_declare, exchange.name, exchange.kind)
        for queue in self.queues:
            _expect(f"queue {queue.name}", channel.queue_declare, queue.name)
        if self.mark:
            _expect("the mark of this version's exchanges and queues", channel.exchange_declare, self.mark, "fanout")


@dataclass(frozen=True, kw_only=True)
class Permissions:
    """A broker user's rights, as regular expressions over names, and over routing keys per topic exchange."""

    configure: str
    write: str
    read: str
    topics: dict[str, tuple[str, str]] = field(default_factory=dict)


def topology(card: Card, retry_tiers: Sequence[float]) -> Topology:
    """Everything one service needs, its publishers' exchanges included (so the order of declaring does not matter)."""
    name = card.name
    mine = f"{name}.queues"
    exchanges = [Exchange(RPC_EXCHANGE), Exchange(f"{name}.events"), Exchange(mine, "direct")]
    queues = [Queue(rpc_queue(name)), Queue(rpc_dead_letters(name), (("x-max-length", RPC_DEAD_LETTERS),))]
    bindings = [Binding(rpc_queue(name), RPC_EXCHANGE, f"{name}.*"), Binding(rpc_dead_letters(name), mine, rpc_dead_letters(name))]
    if card.hears:
        exchanges += [Exchange(f"{publisher}.events") for publisher in sorted(card.publishers - {name})]
        queues += _inbox_queues(name, retry_tiers)
        bindings += [Binding(queue.name, mine, queue.name) for queue in _inbox_queues(name, retry_tiers)]
        bindings += [
            Binding(inbox_queue(name), f"{said.publisher}.events", said.name)
            for said in sorted((event_declaration(event) for event in card.hears), key=lambda said: said.type)
        ]
    plain = Topology(exchanges=tuple(exchanges), queues=tuple(queues), bindings=tuple(bindings))
    return Topology(exchanges=plain.exchanges, queues=plain.queues, bindings=plain.bindings, mark=f"{name}.topology.{_digest(plain)}")


def together(parts: Iterable[Topology]) -> Topology:
    """Several services' topologies as one; what they share stands once. It has no mark: each service keeps its own."""
    parts = list(parts)
    return Topology(
        exchanges=tuple(dict.fromkeys(exchange for part in parts for exchange in part.exchanges)),
        queues=tuple(dict.fromkeys(queue for part in parts for queue in part.queues)),
        bindings=tuple(dict.fromkeys(binding for part in parts for binding in part.bindings)),
    )


def permissions(card: Card) -> Permissions:
    """What the service's broker user may do: declare nothing but its own reply queues, publish to its own exchanges and `nameko-rpc`,
    read its own queues."""
    me = re.escape(card.name)
    temporary = rf"rpc\.reply-{me}-.*|{me}\.tmp\..*"
    own = rf"rpc-{me}|{me}\..*|{temporary}|{re.escape(RPC_EXCHANGE)}"
    replies = rf"^([0-9a-fA-F-]{{32,36}}|{temporary})$"
    return Permissions(configure=f"^({temporary})$", write=f"^({own})$", read=f"^({own})$", topics={RPC_EXCHANGE: (".*", replies)})


def rpc_queue(service: str) -> str:
    return f"rpc-{service}"


def rpc_dead_letters(service: str) -> str:
    return f"{service}.rpc.dlq"


def own_exchange(service: str) -> str:
    return f"{service}.queues"


def inbox_queue(service: str) -> str:
    return f"{service}.inbox"


def inbox_dead_letters(service: str) -> str:
    return f"{service}.inbox.dlq"


def retry_queue(service: str, seconds: float) -> str:
    """The tier's name holds its time: other times are other queues, and nobody meets a queue with the wrong arguments."""
    written = f"{int(seconds)}s" if seconds == int(seconds) else f"{int(seconds * 1000)}ms"
    return f"{service}.inbox.retry.{written}"


def _inbox_queues(service: str, retry_tiers: Sequence[float]) -> list[Queue]:
    quorum = (("x-queue-type", "quorum"),)
    return [
        Queue(
            inbox_queue(service), (*quorum, *_dead_letters_to(service, inbox_dead_letters(service)), ("x-delivery-limit", DELIVERY_LIMIT))
        ),
        Queue(inbox_dead_letters(service), (*quorum, ("x-delivery-limit", LOOKS_AT_DEAD_LETTERS))),
        *(
            Queue(
                retry_queue(service, seconds),
                (*quorum, *_dead_letters_to(service, inbox_queue(service)), ("x-message-ttl", int(seconds * 1000))),
            )
            for seconds in dict.fromkeys(retry_tiers)
        ),
    ]


def _dead_letters_to(service: str, queue: str) -> tuple[tuple[str, Any], ...]:
    """At least once, which needs `reject-publish`: without a length limit nothing is ever rejected."""
    return (
        ("x-dead-letter-exchange", own_exchange(service)),
        ("x-dead-letter-routing-key", queue),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
    )


def _digest(plain: Topology) -> str:
    said = json.dumps([[repr(part) for part in parts] for parts in (plain.exchanges, plain.queues, plain.bindings)])
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@contextmanager
def administration(uri: str) -> Iterator[amqp.Channel]:
    """A channel for looking and declaring; no step of it waits longer than some seconds."""
    connection: Any = _KOMBU(uri, connect_timeout=CONNECT_SECONDS)
    try:
        connection.connect()
        connection.connection.transport.sock.settimeout(CONNECT_SECONDS)
        yield connection.connection.channel()
        connection.connection.close()
    finally:
        connection.collect()


def _named(what: str, declare: Any, *arguments: Any, **options: Any) -> None:
    try:
        declare(*arguments, **options)
    except amqp.exceptions.PreconditionFailed as differs:
        raise Misconfigured(f"{what} stands in another form: {differs.reply_text}. Remove it when it is empty") from None
    except amqp.exceptions.NotFound as missing:
        raise Misconfigured(f"{what} needs what is not there: {missing.reply_text}") from None
    except amqp.exceptions.AccessRefused as refused:
        raise Misconfigured(f"{what} may not be declared by this broker user: {refused.reply_text}") from None


def _expect(what: str, declare: Any, *arguments: Any) -> None:
    try:
        declare(*arguments, passive=True)
    except amqp.exceptions.NotFound:
        raise Misconfigured(f"{what} is not on the broker; `python -m services declare` makes it") from None
    except amqp.exceptions.AccessRefused as refused:
        raise Misconfigured(f"{what} is closed to this broker user: {refused.reply_text}") from None
