"""Hearing events: one queue for everything a service hears, each effect once, nothing lost in silence.

What comes is decoded and given to a worker, whose reaction runs inside the inbox. An outcome is acknowledged only when it stands in the store. A passing
failure waits in a retry tier and comes back; anything else becomes a dead letter with its reason, and its aggregate is parked.
"""

from functools import partial
from typing import Any, Final

import structlog
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, SharedExtension

from chassis.consumer import Consumer, Delivery
from chassis.context import Context, now
from chassis.envelope import Envelope, Undecodable
from chassis.observe import EVENT_LAG, EVENTS_HEARD, IN_FLIGHT
from chassis.parts import CONFIG_KEY, Parts
from chassis.rpc_server import Carried
from chassis.slots import Slots
from chassis.topology import inbox_dead_letters, inbox_queue, retry_queue
from chassis.undertaker import ATTEMPT, Undertaker
from chassis.wire import BrokenStream
from contracts.declare import event_declaration, load
from contracts.errors import Refusal

_log = structlog.get_logger(__name__)

REACTION_SECONDS: Final = 30.0


class Hears(Entrypoint):
    """`@hears(CityAdmitted)`: called with the event; its body is `self.work.react(reaction, event)`."""

    def __init__(self, *events: type, **options: Any) -> None:
        self.events = events
        super().__init__(expected_exceptions=(Refusal,), **options)


hears = Hears.decorator
