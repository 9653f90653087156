"""From an event to its effect: the inbox, the reactions, and the way to what was missed. Knows no nameko, so the background process uses
it too."""

from collections.abc import Callable
from typing import Any, Final

from chassis.context import Context
from chassis.envelope import Envelope
from chassis.inbox import Inbox
from chassis.parts import Parts
from chassis.publisher import PublishFailed
from chassis.read_models import ReadModel
from chassis.topology import inbox_dead_letters, own_exchange
from chassis.undertaker import with_reason
from contracts.declare import load
from contracts.errors import Refusal, Unavailable
from contracts.standard import EventsPage, ReadSequences

FETCH_SECONDS: Final = 10.0
INBOX_SECONDS: Final = 5.0
RELEASE_SECONDS: Final = 60.0

Reaction = Callable[[Any, Any], Any]


class Hearing:
    """One service's ears."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._inboxes = [*self._own_inbox(), *(self._model_inbox(model) for model in parts.wiring.read_models)]

    def receive(self, envelope: Envelope, context: Context, reaction: Reaction | None = None) -> str:
        """Take the event in: with `reaction`, the door's own, and into every read model that hears it. What had to wait for it goes through
        the wiring's. Done half-way it may come again: each inbox knows what it has."""
        outcomes = [inbox.receive(envelope, reaction if own else None, context, self.fetch_missing) for own, inbox in self._inboxes]
        return next((outcome for outcome in outcomes if outcome in ("held", "parked")), outcomes[0])

    def park(self, envelope: Envelope, reason: str) -> None:
        """Hold back what follows in the event's aggregate until the event is replayed or discarded."""
        for _, inbox in self._inboxes:
            inbox.park(envelope, reason, self._context(INBOX_SECONDS))

    def discard(self, envelope: Envelope) -> None:
        for _, inbox in self._inboxes:
            inbox.discard(envelope, self._context(INBOX_SECONDS))

    def release_waiting(self) -> int:
        """Let through what waits for no reason any more, such as after a crash between two steps."""
        return sum(inbox.release_waiting(self._context(RELEASE_SECONDS), self.fetch_missing) for _, inbox in self._inboxes)

    def _own_inbox(self) -> list[tuple[bool, Inbox[Any]]]:
        """The service's own reactions; none for a service that only keeps read models."""
        wiring = self._parts.wiring
        if wiring.read_models and not wiring.reactions:
            return []
        return [(True, Inbox(self._parts.work, self._parts.name, reactions=wiring.reactions, bury=self.bury))]

    def _model_inbox(self, model: ReadModel) -> tuple[bool, Inbox[Any]]:
        inbox: Inbox[Any] = Inbox(self._parts.work, self._parts.name, model.live_namespace, reactions=model.reactions, bury=self.bury)
        return False, inbox

    def bury(self, envelope: Envelope, reason: str) -> None:
        """Lay aside an event that did not come from our queue: one that was held, or read from a feed."""
        body, properties = envelope.to_amqp(self._parts.settings.public_url)
        queue = inbox_dead_letters(self._parts.name)
        headers = with_reason(properties["headers"], reason, f"{envelope.publisher}.events/{envelope.name}")
        try:
            marked = {**properties, "headers": headers}
            self._parts.publisher.publish(own_exchange(self._parts.name), queue, body, marked, mandatory=True)
        except PublishFailed as why:
            raise Unavailable("service_unavailable", f"the broker did not take a dead letter: {why}", retryable=True) from why

    def fetch_missing(self, source: str, subject: str, first: int, last: int) -> list[Envelope]:
        """From the publisher's own log. What goes wrong there is no fault of the event waiting here: raises a retryable `Unavailable`."""
        asked = ReadSequences(subject=subject, first=first, last=last)
        try:
            told = self._parts.client.call(asked, self._context(FETCH_SECONDS), service=source.removeprefix("/"))
            return [envelope_of(record) for record in load(EventsPage, told, unknown="exclude").items]
        except Refusal as refused:
            raise Unavailable("gap_not_closed", f"{source} could not tell what is missing: {refused.code}", retryable=True) from refused

    def _context(self, seconds: float) -> Context:
        return Context.for_service(self._parts.name, seconds=seconds)


def envelope_of(record: Any) -> Envelope:
    copied = ("id", "type", "source", "subject", "time", "sequence", "position", "data", "correlation_id", "causation_id", "traceparent")
    return Envelope(**{name: getattr(record, name) for name in copied})
