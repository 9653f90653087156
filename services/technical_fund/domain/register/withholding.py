"""What the public is not told of an award, and until when."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.technical_fund import RegisterPublisher

CITY, TITLE, AMOUNT, BAND, LOCATION, DATES, PURPOSE = "city", "title", "amount", "band", "location", "dates", "purpose"
THE_PUBLISHER: Final = "publisher"


@dataclass(kw_only=True)
class Withholding(Aggregate):
    """Its id is the award's. Why, the history says."""

    kind: ClassVar[str] = "fund-withholdings"
    application_id: str
    fields: tuple[str, ...]
    delay_until: date | None
    review_on: date
    set_by: str | None
    set_at: datetime

    def delays(self, today: date) -> bool:
        """Whether the award is not on the register at all yet."""
        return self.delay_until is not None and today < self.delay_until

    def hides(self, name: str) -> bool:
        return name in self.fields


@dataclass(kw_only=True)
class Publisher(Aggregate):
    """Who publishes: one document, defaults until somebody has set them."""

    kind: ClassVar[str] = "fund-publisher"
    id: str = THE_PUBLISHER
    content: RegisterPublisher = field(default_factory=RegisterPublisher)
    changed_at: datetime | None = None

    def set(self, content: RegisterPublisher, *, at: datetime) -> None:
        self.content, self.changed_at = content, at


def checked_fields(fields: tuple[str, ...], delay_until: date | None, review_on: date, today: date) -> tuple[str, ...]:
    """In one order, each once. Raises `Invalid` for nothing at all, and for days that are past."""
    if not fields and delay_until is None:
        raise Invalid.field("/fields", "required", "name what is withheld, or until when the award is")
    if delay_until is not None and delay_until <= today:
        raise Invalid.field("/delay_until", "range", "must be a day to come")
    if review_on <= today:
        raise Invalid.field("/review_on", "range", "must be a day to come")
    hidden = set(fields) | ({AMOUNT} if BAND in fields else set())
    return tuple(name for name in (CITY, TITLE, AMOUNT, BAND, LOCATION, DATES, PURPOSE) if name in hidden)
