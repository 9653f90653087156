"""A partner organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from chassis.context import Actor
from contracts.errors import Invalid
from contracts.membership import OrganisationContent, OrganisationRegistered, OrganisationRevised, PartnerHistoryEntry
from services.membership.domain.clearance import NETWORK
from services.membership.domain.faults import fault
from services.membership.domain.partners import changed_fields, entry, opened_by
from services.membership.domain.regions import known_country
from services.membership.domain.text import name_key, prefixes

HIDDEN_WITH_IT: tuple[str, ...] = ("kind", "country")
"""What events say about an organisation only while members may know of it."""


@dataclass(kw_only=True)
class Organisation(Aggregate):
    """An organisation that works with the network. Its contact is for the network's staff alone."""

    kind: ClassVar[str] = "organisations"
    content: OrganisationContent
    created_at: datetime
    updated_at: datetime
    history: tuple[PartnerHistoryEntry, ...] = ()

    @classmethod
    def register(cls, content: OrganisationContent, *, id: str, by: Actor, at: datetime) -> "Organisation":
        check(content, "/organisation")
        made = cls(id=id, content=content, created_at=at, updated_at=at, history=(entry("registered", by, at),))
        made.say(OrganisationRegistered(organisation_id=id, registered_at=at, visibility=content.visibility, **made._told()))
        return made

    def revise(self, content: OrganisationContent, *, by: Actor, at: datetime) -> bool:
        """Whether it has been hidden: then what was said before must be taken back."""
        check(content, "/changes")
        changed = changed_fields(self.content, content)
        if not changed:
            return False
        hidden = "visibility" in changed and content.visibility == NETWORK
        self.content, self.updated_at = content, at
        self.history = (*self.history, entry("revised", by, at, fields=changed))
        self.say(OrganisationRevised(organisation_id=self.id, revised_at=at, visibility=content.visibility, **self._told()))
        return hidden

    def readers(self) -> tuple[str, ...]:
        """The keys that open it: compare `partners.reader_keys`."""
        own = (f"country:{self.content.country}",) if self.content.country else ()
        return (NETWORK, *own, *opened_by(self.content.visibility))

    @property
    def sort_name(self) -> str:
        return name_key(self.content.names.get("en") or next(iter(self.content.names.values())))

    @property
    def search_words(self) -> tuple[str, ...]:
        return prefixes(self.content.names.values())

    def _told(self) -> dict[str, str | None]:
        if self.content.visibility == NETWORK:
            return dict.fromkeys(HIDDEN_WITH_IT)
        return {"kind": self.content.kind, "country": self.content.country}


def check(content: OrganisationContent, pointer: str) -> None:
    """Raises `Invalid` naming every rule the content breaks."""
    errors = [fault(f"{pointer}/names/{language}", "membership.no_name", "has no letter or digit")
              for language, name in content.names.items() if not name_key(name)]  # fmt: skip
    if content.country is not None and not known_country(content.country):
        errors.append(fault(f"{pointer}/country", "membership.unknown_country", "is not a country of ISO 3166-1"))
    if errors:
        raise Invalid.fields(errors)
