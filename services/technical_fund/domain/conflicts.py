"""Conflicts of interest: what keeps a person from an application, since when, and whether the management unit has lifted it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

DERIVED: Final = "derived"
DECLARED: Final = "declared"

SAME_CITY: Final = "same_city"
SAME_COUNTRY: Final = "same_country"
PAST_AWARD: Final = "past_award"
MENTOR: Final = "mentor"
PARTNER_AGREEMENT: Final = "partner_agreement"
HUB_OFFICE: Final = "hub_office"
SAID: Final = "declared"


@dataclass(kw_only=True)
class Conflict:
    """One ground for one person and one application. While it stands unlifted the person is recused."""

    application_id: str
    person_id: str
    call_id: str
    kind: str
    ground: str
    since: datetime
    declared_by: str | None = None
    reason: str | None = None
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lifted_because: str | None = None

    @property
    def id(self) -> str:
        return f"{self.application_id}:{self.person_id}:{self.ground}"

    @property
    def stands(self) -> bool:
        return self.lifted_at is None
