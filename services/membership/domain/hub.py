"""A regional hub and the countries it looks after."""

import zoneinfo
from dataclasses import dataclass
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.membership import HubContent, HubOpened, HubRevised
from services.membership.domain.regions import known_country, require_region
from services.membership.domain.text import name_key


@dataclass(kw_only=True)
class Hub(Aggregate):
    """A hub. That no country belongs to two hubs is kept by the use cases, which see them all."""

    kind: ClassVar[str] = "hubs"
    content: HubContent

    @classmethod
    def open(cls, content: HubContent, *, id: str) -> "Hub":
        check(content, "/hub")
        hub = cls(id=id, content=content)
        hub.say(HubOpened(hub_id=id, countries=content.countries, languages=content.languages))
        return hub

    def revise(self, content: HubContent) -> None:
        check(content, "/changes")
        told = (self.content.countries, self.content.languages)
        self.content = content
        if told != (content.countries, content.languages):
            self.say(HubRevised(hub_id=self.id, countries=content.countries, languages=content.languages))

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
    if content.time_zone not in zoneinfo.available_timezones():
        errors.append({"pointer": f"{pointer}/time_zone", "code": "membership.unknown_time_zone", "message": "is not an IANA time zone"})
    if errors:
        raise Invalid.fields(errors)
    require_region(content.region, f"{pointer}/region")
