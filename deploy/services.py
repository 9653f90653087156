"""Which services there are, and in which processes each runs. A new service is one line here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    name: str
    roles: tuple[str, ...] = ("serve", "background")


SERVICES = (Service("membership"), Service("notifications"), Service("explore"), Service("technical_fund"))
SERVICE_NAMES = tuple(service.name for service in SERVICES)
