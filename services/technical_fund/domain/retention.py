"""How long what is kept: rules a management unit edits, holds, and what one night took away.

| what                                   | kept, after                  | what stays                                       |
|----------------------------------------|------------------------------|--------------------------------------------------|
| drafts never handed in                 | 12 months, the call's close  | nothing                                          |
| applications without an award          | 24 months, their end         | city, call, state, amount asked for, instants    |
| reviews, their discussion              | 36 months, the end           | scores, points, who was asked and when           |
| applications with an award             | 120 months, their end        | the same, and the award with its amounts         |
| histories                              | 120 months, the last entry   | hashes: the chain still verifies                 |
| decisions, letters, awards, ledger     | without end                  | the Fund answers for its money and its decisions |
"""

import calendar
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.technical_fund import FundRetention, RetentionCarriedOut

THE_RULES: Final = "retention"
NAMESPACE: Final = uuid.UUID("f0c8a1de-1d0b-4a34-9b57-0a7be2f9c3d4")
"""Of the ids of runs: one a day, whoever begins it."""


@dataclass(kw_only=True)
class Rules(Aggregate):
    """One document; defaults until somebody has set them."""

    kind: ClassVar[str] = "fund-retention"
    id: str = THE_RULES
    content: FundRetention = field(default_factory=FundRetention)
    changed_at: datetime | None = None

    def set(self, content: FundRetention, *, at: datetime) -> None:
        self.content, self.changed_at = content, at


@dataclass(kw_only=True)
class Hold(Aggregate):
    """Everything of one application stays. Its id is the application's; the reason is in the history."""

    kind: ClassVar[str] = "fund-legal-holds"
    since: datetime
    set_by: str | None


@dataclass(kw_only=True)
class Kept(Aggregate):
    """How much of an application is gone already. Its id is the application's."""

    kind: ClassVar[str] = "fund-kept"
    content_gone_at: datetime | None = None
    reviews_gone_at: datetime | None = None
    history_gone_at: datetime | None = None


@dataclass(kw_only=True)
class Run(Aggregate):
    """One night."""

    kind: ClassVar[str] = "fund-retention-runs"
    day: date
    started_at: datetime
    finished_at: datetime | None = None
    drafts: int = 0
    applications: int = 0
    reviews: int = 0
    histories: int = 0

    def count(self, what: str, number: int) -> None:
        setattr(self, what, getattr(self, what) + number)

    def finish(self, *, at: datetime) -> None:
        self.finished_at = at
        self.say(
            RetentionCarriedOut(
                run_id=self.id, drafts=self.drafts, applications=self.applications, reviews=self.reviews, histories=self.histories
            )
        )


def run_id(day: date) -> str:
    return str(uuid.uuid5(NAMESPACE, day.isoformat()))


def months_before(at: datetime, months: int) -> datetime:
    """The same day and time of day so many months before, or the last day of that month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))
