"""What a process of a service has at hand, each part made when first asked for: a service without a store never opens one."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

from pymongo.database import Database

from chassis.card import Card, Wiring
from chassis.observe import Health
from chassis.publisher import SafePublisher
from chassis.service_client import ServiceClient
from chassis.settings import Misconfigured, Settings
from chassis.store import connect
from chassis.topology import Topology, topology
from chassis.unit_of_work import UnitOfWork

CONFIG_KEY: Final = "scn"
SPARE_WORKERS: Final = 8


class Parts:
    """Handed to nameko's extensions through the container's configuration, and to every part of the background process."""

    def __init__(self, settings: Settings, wiring: Wiring) -> None:
        self.settings = settings
        self.wiring = wiring
        self.health = Health()
        self.misconfigured: Misconfigured | None = None

    @property
    def card(self) -> Card:
        return self.wiring.card

    @property
    def name(self) -> str:
        return self.wiring.card.name

    @cached_property
    def topology(self) -> Topology:
        return topology(self.card, self.settings.retry_tiers)

    @cached_property
    def database(self) -> Database[dict[str, Any]]:
        return connect(self.settings.need_store(), self.settings.mongodb_database, timeout=self.settings.store_timeout, app=self.name)

    @cached_property
    def work(self) -> UnitOfWork[Any]:
        return self.work_for(self.wiring.build)

    def work_for(self, build: Callable[[Any], Any] | None) -> UnitOfWork[Any]:
        return UnitOfWork(
            self.database,
            build,
            service=self.name,
            store_timeout=self.settings.store_timeout,
            purposes=self.wiring.file_purposes,
        )

    @cached_property
    def publisher(self) -> SafePublisher:
        return SafePublisher(self.settings.amqp_uri, name=f"{self.name} publisher")

    @cached_property
    def client(self) -> ServiceClient:
        return ServiceClient(self.settings.amqp_uri, name=f"{self.name} client")

    def nameko_config(self) -> dict[str, Any]:
        """What a nameko container wants to be told; `AMQP_URI` is for stock extensions somebody may add."""
        settings = self.settings
        return {
            "AMQP_URI": settings.amqp_uri,
            "max_workers": settings.workers + SPARE_WORKERS,
            "heartbeat": settings.heartbeat,
            CONFIG_KEY: self,
        }

    def share(self, queues: int) -> int:
        """How many messages one of `queues` may hold unfinished, so that all together stay within the workers (one each at least)."""
        return max(1, self.settings.workers // queues)
