"""Dead letters: what cannot be dealt with is laid aside with the reason, confirmed by the broker, and only then acknowledged."""

import time
from collections.abc import Mapping
from typing import Any, Final

import structlog

from chassis.consumer import Delivery
from chassis.context import now
from chassis.observe import REQUESTS_REJECTED
from chassis.publisher import PublishFailed, SafePublisher
from chassis.topology import own_exchange
from chassis.wire import BrokenStream, fits

_log = structlog.get_logger(__name__)

REASON: Final = "scn-reason"
ATTEMPT: Final = "scn-attempt"
FAILED_AT: Final = "scn-failed-at"
ROUTING_KEY: Final = "scn-routing-key"
KEPT_PROPERTIES: Final = ("content_type", "content_encoding", "message_id", "correlation_id", "reply_to", "timestamp", "type", "app_id")
KEPT_HEADERS: Final = ("ce-", "scn-", "traceparent")
PAUSE_SECONDS: Final = 1.0
REASON_LENGTH: Final = 500


class Undertaker:
    """Moves a message to another of the service's own queues. Keeps trying while the broker has not taken the message back."""

    def __init__(self, publisher: SafePublisher, service: str, queue: str) -> None:
        self._publisher = publisher
        self._exchange = own_exchange(service)
        self._queue = queue

    def bury_request(self, delivery: Delivery, reason: str) -> None:
        REQUESTS_REJECTED.labels(reason.partition(":")[0]).inc()
        self.bury(delivery, reason)

    def bury(self, delivery: Delivery, reason: str, **headers: Any) -> bool:
        """Lay it in the dead letter queue."""
        _log.error("dead letter", queue=self._queue, reason=reason, routing_key=delivery.routing_key)
        return self.move(delivery, self._queue, reason, **headers)

    def move(self, delivery: Delivery, queue: str, reason: str, **headers: Any) -> bool:
        """False when the broker took the message back meanwhile; it comes again by itself."""
        properties = copied(delivery, reason, headers)
        while not delivery.gone:
            try:
                self._publisher.publish(self._exchange, queue, delivery.body, properties, mandatory=True)
            except PublishFailed as why:
                _log.warning("a message could not be laid aside yet", queue=queue, error=str(why))
                time.sleep(PAUSE_SECONDS)
            else:
                return delivery.finish()
        return False


def copied(delivery: Delivery, reason: str, headers: Mapping[str, Any]) -> dict[str, Any]:
    """The message's properties with the reason added. Foreign headers stay behind, `x-death` too: brokers read it differently."""
    try:
        came: Mapping[str, Any] = delivery.properties
        old = delivery.headers
    except BrokenStream:
        came, old = {}, {}
    kept = {name: came[name] for name in KEPT_PROPERTIES if name in came and fits(str(came[name]))}
    table = {name: value for name, value in old.items() if isinstance(name, str) and name.startswith(KEPT_HEADERS)}
    return {**kept, "delivery_mode": 2, "headers": {**with_reason(table, reason, delivery.routing_key), **headers}}


def with_reason(headers: Mapping[str, Any], reason: str, came_as: str) -> dict[str, Any]:
    """The headers with why and when; `came_as` is the first routing key, kept through later moves."""
    return {ROUTING_KEY: came_as, **headers, REASON: reason[:REASON_LENGTH], FAILED_AT: now().isoformat(timespec="milliseconds")}
