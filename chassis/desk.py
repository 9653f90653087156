"""What both desks of a service have in common: a consumer in a greenlet, a share of the workers, and a way to close without losing work."""

from collections import deque
from collections.abc import Callable
from typing import Any

import eventlet
import structlog
from eventlet import hubs
from nameko.extensions import SharedExtension

from chassis.consumer import Consumer, Delivery
from chassis.parts import CONFIG_KEY, Parts
from chassis.settings import Misconfigured

_log = structlog.get_logger(__name__)


class Slots(SharedExtension):
    """As many workers as the settings say, whatever the broker sends: after a reconnect it gives again what is still being worked on.

    Starts work at once while a slot is free, in the order of arrival otherwise. `begin` never blocks: the reader of a connection calls it.
    """

    def __init__(self) -> None:
        self._free = 0
        self._line: deque[Callable[[], None]] = deque()

    def setup(self) -> None:
        self._free = self.container.config[CONFIG_KEY].settings.workers

    def begin(self, start: Callable[[], None]) -> None:
        if self._free > 0:
            self._free -= 1
            start()
        else:
            self._line.append(start)

    def end(self) -> None:
        if self._line:
            self._line.popleft()()
        else:
            self._free += 1


class Desk(SharedExtension):
    """Takes messages from one queue. Nameko calls `setup`, `start`, then `drain` through the entrypoints' `stop`, waits for its workers,
    and `stop`."""

    slots = Slots()
    label = "desk"

    def __init__(self) -> None:
        self._consumer: Consumer | None = None
        self._thread: Any = None

    @property
    def parts(self) -> Parts:
        parts: Parts = self.container.config[CONFIG_KEY]
        return parts

    def open(self, queue: str) -> None:
        parts = self.parts
        self._consumer = Consumer(
            parts.settings.amqp_uri,
            queue,
            self.take,
            prefetch=parts.share(2 if parts.card.hears else 1),
            heartbeat=parts.settings.heartbeat,
            name=f"{parts.name} {self.label}",
            check=parts.topology.check_on,
            later=lambda flush: hubs.get_hub().schedule_call_global(0, flush),
        )
        parts.health.watch(self.label, lambda: self._consumer is not None and self._consumer.ready)

    def take(self, delivery: Delivery) -> None:
        """What this desk does with a message; every desk has its own. Runs in the consumer's greenlet and must not wait."""
        raise NotImplementedError

    def aside(self, do: Callable[[], object]) -> None:
        """Do something slow in a greenlet of its own. What it raises is logged: nameko would end the process."""

        def guarded() -> None:
            try:
                do()
            except Exception:
                _log.exception("something could not be done", desk=self.label)

        self.container.spawn_managed_thread(guarded, identifier=f"{self.label} aside")

    def start(self) -> None:
        if self._consumer is not None:
            self._thread = self.container.spawn_managed_thread(self._run, identifier=self.label)

    def _run(self) -> None:
        assert self._consumer is not None
        try:
            self._consumer.run()
        except Misconfigured as wrong:
            self.parts.misconfigured = wrong
            eventlet.spawn(self.container.kill)  # not in a thread the container manages: it would end itself half-way

    def drain(self) -> None:
        """Take no more; what was taken is finished."""
        if self._consumer is not None:
            self._consumer.cancel()

    def stop(self) -> None:
        if self._consumer is not None and self._thread is not None:
            self._consumer.close()
            self._thread.wait()

    def kill(self) -> None:
        if self._consumer is not None:
            self._consumer.close()
