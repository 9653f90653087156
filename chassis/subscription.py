"""Hearing events: one queue for everything a service hears, each effect once, nothing lost in silence.

What comes is decoded and given to a worker, whose reaction runs inside the inbox. It is acknowledged only when its outcome stands in the
store. A passing
failure waits in a retry tier and comes back; anything else becomes a dead letter with its reason, and its aggregate is parked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, TypeVar

import structlog
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint
from pymongo.errors import PyMongoError

from chassis.consumer import Delivery
from chassis.context import Context, now
from chassis.desk import Desk
from chassis.envelope import Envelope, Undecodable
from chassis.hearing import Hearing
from chassis.observe import EVENT_LAG, EVENTS_HEARD, IN_FLIGHT
from chassis.rpc_server import Carried
from chassis.topology import inbox_dead_letters, inbox_queue, retry_queue
from chassis.undertaker import ATTEMPT, Undertaker
from chassis.wire import BrokenStream
from contracts.declare import event_declaration, load
from contracts.errors import Refusal

F = TypeVar("F", bound=Callable[..., Any])

_log = structlog.get_logger(__name__)

REACTION_SECONDS: Final = 30.0


@dataclass(slots=True)
class Heard:
    """One event on its way through the desk. `outcome` is what the inbox said; None until the door has passed it on."""

    delivery: Delivery
    envelope: Envelope
    hearing: Hearing
    outcome: str | None = None

    def receive(self, reaction: Callable[[Any, Any], Any], context: Context) -> str:
        self.outcome = self.hearing.receive(self.envelope, context, reaction)
        return self.outcome

    @property
    def attempt(self) -> int:
        """How often it was tried before; a count of our own, since brokers count differently."""
        written = self.delivery.headers.get(ATTEMPT)
        return written if isinstance(written, int) and not isinstance(written, bool) and written > 0 else 0


class NotPassedOn(Exception):
    """The door heard an event and did not give it to `self.work.react`."""


class EventDesk(Desk):
    """Consumes the service's inbox queue."""

    label = "events"

    def __init__(self) -> None:
        super().__init__()
        self._entrypoints: dict[str, Hears] = {}

    def add(self, entrypoint: "Hears") -> None:
        for event in entrypoint.events:
            self._entrypoints[event_declaration(event).type] = entrypoint

    def setup(self) -> None:
        parts = self.parts
        self._hearing = Hearing(parts)
        self._undertaker = Undertaker(parts.publisher, parts.name, inbox_dead_letters(parts.name))
        self._tiers = parts.settings.retry_tiers
        self._most = parts.settings.max_attempts
        self.open(inbox_queue(parts.name))

    # ---------------------------------------------------------------- in

    def take(self, delivery: Delivery) -> None:
        """Whatever comes, this neither raises nor waits."""
        IN_FLIGHT.labels(self.label).inc()
        try:
            envelope = Envelope.from_amqp(delivery.body, delivery.headers, delivery.properties.get("content_type"))
        except Undecodable as wrong:
            self._lay_aside(delivery, f"undecodable: {wrong.reason}")
        except BrokenStream:
            self._lay_aside(delivery, "undecodable: unreadable properties")
        except Exception as surprise:
            _log.exception("an event could not be looked at", routing_key=delivery.routing_key)
            self._lay_aside(delivery, f"undecodable: {type(surprise).__name__}")
        else:
            self._admit(delivery, envelope)

    def _admit(self, delivery: Delivery, envelope: Envelope) -> None:
        entrypoint = self._entrypoints.get(envelope.type)
        if entrypoint is None:  # a binding from earlier; should one we want come next, the gate reads what it misses
            self._count(envelope.type, "unwanted")
            delivery.finish()
            return
        self.slots.begin(partial(self._spawn, Heard(delivery, envelope, self._hearing), entrypoint))

    def _spawn(self, heard: Heard, entrypoint: "Hears") -> None:
        """The event is read in the worker's place, so that one that cannot be read is parked like any other that fails."""
        envelope = heard.envelope
        context = Context.for_service(self.parts.name, seconds=REACTION_SECONDS, correlation_id=envelope.correlation_id)
        carried = Carried(replace(context, causation_id=envelope.id, traceparent=envelope.traceparent), heard)
        try:
            event: Any = load(entrypoint.message_of(envelope.type), envelope.data, unknown="exclude")
        except Refusal as unreadable:
            self.aside(partial(self._done, heard, None, None, (type(unreadable), unreadable, None)))
            return
        try:
            self.container.spawn_worker(entrypoint, (event,), {}, context_data=carried, handle_result=partial(self._done, heard))
        except ContainerBeingKilled:
            heard.delivery.give_back()

    # ---------------------------------------------------------------- out

    def _done(self, heard: Heard, _worker: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Called by nameko in the worker. Whatever it raised would end the process, so it raises nothing."""
        try:
            error = exc_info[1] if exc_info else None
            if error is None and heard.outcome is None:
                error = NotPassedOn(f"the door for {heard.envelope.type} must call self.work.react")
            self._conclude(heard, error)
        except Exception:
            _log.exception("an event could not be concluded", event_id=heard.envelope.id)
        finally:
            self.slots.end()
        return result, exc_info

    def _conclude(self, heard: Heard, error: BaseException | None) -> None:
        if error is None:
            EVENT_LAG.observe(max((now() - heard.envelope.time).total_seconds(), 0.0))
            self._count(heard.envelope.type, str(heard.outcome))
            heard.delivery.finish()
        elif passes(error) and heard.attempt + 1 < self._most:
            self._try_later(heard, error)
        else:
            self._give_up(heard, error)

    def _try_later(self, heard: Heard, error: BaseException) -> None:
        attempt = heard.attempt + 1
        tier = self._tiers[min(attempt, len(self._tiers)) - 1]
        _log.warning("an event is tried again later", event_id=heard.envelope.id, attempt=attempt, seconds=tier, reason=reason_of(error))
        self._count(heard.envelope.type, "retried")
        self._undertaker.move(heard.delivery, retry_queue(self.parts.name, tier), reason_of(error), **{ATTEMPT: attempt})

    def _give_up(self, heard: Heard, error: BaseException) -> None:
        reason = reason_of(error) if not passes(error) else f"attempts_exhausted: {reason_of(error)}"
        if not isinstance(error, Refusal):
            _log.error("a reaction failed", event_id=heard.envelope.id, correlation_id=heard.envelope.correlation_id, exc_info=error)
        try:
            heard.hearing.park(heard.envelope, reason)
        except (Refusal, PyMongoError) as away:  # the store: then neither is known, and the event must come again
            _log.warning("an aggregate could not be parked yet", event_id=heard.envelope.id, error=str(away))
            self._count(heard.envelope.type, "retried")
            self._undertaker.move(heard.delivery, retry_queue(self.parts.name, self._tiers[0]), reason, **{ATTEMPT: heard.attempt})
            return
        self._count(heard.envelope.type, "dead")
        self._undertaker.bury(heard.delivery, reason, **{ATTEMPT: heard.attempt + 1})

    def _lay_aside(self, delivery: Delivery, reason: str) -> None:
        self._count("unknown", "undecodable")
        self.aside(partial(self._undertaker.bury, delivery, reason))

    def _count(self, event_type: str, outcome: str) -> None:
        IN_FLIGHT.labels(self.label).dec()
        EVENTS_HEARD.labels(event_type, outcome).inc()


class Hears(Entrypoint):
    """`@hears(CityAdmitted)`: called with the event; its body is `return self.work.react(reaction, event)`."""

    desk = EventDesk()

    def __init__(self, *events: type, **options: Any) -> None:
        self.events = events
        super().__init__(expected_exceptions=(Refusal,), **options)

    def message_of(self, event_type: str) -> type:
        return next(event for event in self.events if event_declaration(event).type == event_type)

    def setup(self) -> None:
        self.desk.add(self)

    def stop(self) -> None:
        self.desk.drain()


def hears(*events: type) -> Callable[[F], F]:
    """The method is called with each of `events`, one at a time and as often as they come; `self.work.react` makes it once."""
    mark: Callable[[F], F] = Hears.decorator(*events)
    return mark


def passes(error: BaseException) -> bool:
    """Whether waiting may help: a refusal that says so, or a store that is away."""
    return error.retryable if isinstance(error, Refusal) else isinstance(error, PyMongoError)


def reason_of(error: BaseException) -> str:
    return f"{error.code}: {error.message}" if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
