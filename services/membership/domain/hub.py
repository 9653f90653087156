"""A regional hub and the countries it looks after."""

import functools
import zoneinfo
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.membership import HubClosed, HubContent, HubOpened, HubReopened, HubRevised
from services.membership.domain.regions import known_country, require_region
from services.membership.domain.text import name_key


@dataclass(kw_only=True)
class Hub(Aggregate):
    """A hub. That no country belongs to two hubs is kept by the use cases, which see them all."""

    kind: ClassVar[str] = "hubs"
    content: HubContent
    state: str = "open"

    @classmethod
    def open(cls, content: HubContent, *, id: str) -> "Hub":
        check(content, "/hub")
        hub = cls(id=id, content=content)
        hub.say(HubOpened(hub_id=id, countries=content.countries, languages=content.languages))
        return hub

    def revise(self, content: HubContent) -> None:
        check(content, "/changes")
        if self.state == "closed" and content.countries:
            raise Conflict("membership.hub_closed", "a closed hub looks after no country", {"hub_id": self.id})
        told = (self.content.countries, self.content.languages)
        self.content = content
        if told != (content.countries, content.languages):
            self.say(HubRevised(hub_id=self.id, countries=content.countries, languages=content.languages))

    def let_go(self, country: str) -> None:
        self.revise(replace(self.content, countries=tuple(one for one in self.content.countries if one != country)))

    def take_over(self, country: str) -> None:
        self.revise(replace(self.content, countries=(*self.content.countries, country)))

    def close(self, *, at: datetime) -> None:
        """Raises `Conflict` while it looks after a country, or when it is closed already."""
        if self.state == "closed":
            raise Conflict("membership.hub_closed", "the hub is closed already", {"hub_id": self.id})
        if self.content.countries:
            raise Conflict("membership.hub_has_countries", "transfer its countries first", {"countries": list(self.content.countries)})
        self.state = "closed"
        self.say(HubClosed(hub_id=self.id, closed_at=at))

    def reopen(self) -> None:
        if self.state == "open":
            raise Conflict("membership.hub_open", "the hub is open")
        self.state = "open"
        self.say(HubReopened(hub_id=self.id, languages=self.content.languages))

    @property
    def sort_name(self) -> str:
        return name_key(self.content.names.get("en") or next(iter(self.content.names.values())))


def check(content: HubContent, pointer: str) -> None:
    """Raises `Invalid` naming every rule the content breaks."""
    errors: list[dict[str, str]] = []
    if not content.names or not all(name_key(name) for name in content.names.values()):
        errors.append({"pointer": f"{pointer}/names", "code": "membership.no_name", "message": "a hub needs a name"})
    for position, country in enumerate(content.countries):
        if not known_country(country):
            where = f"{pointer}/countries/{position}"
            errors.append({"pointer": where, "code": "membership.unknown_country", "message": "is not a country of ISO 3166-1"})
        elif country in content.countries[:position]:
            where = f"{pointer}/countries/{position}"
            errors.append({"pointer": where, "code": "membership.repeated_country", "message": "is named twice"})
    if content.time_zone not in _time_zones():
        errors.append({"pointer": f"{pointer}/time_zone", "code": "membership.unknown_time_zone", "message": "is not an IANA time zone"})
    if errors:
        raise Invalid.fields(errors)
    require_region(content.region, f"{pointer}/region")


@functools.cache
def _time_zones() -> frozenset[str]:
    """Read once: asking means opening some six hundred files."""
    return frozenset(zoneinfo.available_timezones())
