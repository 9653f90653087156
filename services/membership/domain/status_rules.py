"""The thresholds that make a status, as dated versions: a new one holds from a coming day on, and the past stays as it was."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.membership import AnnounceStatusRules
from services.membership.domain.days import months_later

BOOK_ID: Final = "status-rules"
MONTHS_AHEAD: Final = 60
"""How far ahead a version may lie: each comes after the last, so one for a distant day would be the last of all."""


@dataclass(frozen=True, kw_only=True)
class StatusRules:
    """One version. The first is what the network began with; everything is counted in whole months of the calendar."""

    number: int = 1
    effective_from: date = date(2015, 1, 1)
    silence_months: int = 12
    dormant_months: int = 6
    grace_months: int = 3
    suspended_months: int = 12
    mandate_months: int = 48
    readmission_months: int = 12
    undo_days: int = 7
    announced_at: datetime | None = None


@dataclass(kw_only=True)
class RuleBook(Aggregate):
    """Every version, in order of the day from which it holds."""

    kind: ClassVar[str] = "status-rules"
    versions: tuple[StatusRules, ...] = (StatusRules(),)

    def announce(self, asked: AnnounceStatusRules, *, at: datetime) -> StatusRules:
        """Raises `Invalid` when the day is not to come, too far ahead, or not after every version announced so far."""
        if asked.effective_from <= at.date():
            raise Invalid.field("/effective_from", "membership.not_to_come", "must lie after today")
        if asked.effective_from > months_later(at.date(), MONTHS_AHEAD):
            raise Invalid.field("/effective_from", "membership.too_far_ahead", f"must lie at most {MONTHS_AHEAD} months ahead")
        if asked.effective_from <= self.versions[-1].effective_from:
            raise Invalid.field("/effective_from", "membership.before_the_last", "must lie after the last version")
        rules = StatusRules(
            number=self.versions[-1].number + 1,
            effective_from=asked.effective_from,
            silence_months=asked.silence_months,
            dormant_months=asked.dormant_months,
            grace_months=asked.grace_months,
            suspended_months=asked.suspended_months,
            mandate_months=asked.mandate_months,
            readmission_months=asked.readmission_months,
            undo_days=asked.undo_days,
            announced_at=at,
        )
        self.versions = (*self.versions, rules)
        return rules

    def on(self, day: date) -> StatusRules:
        """The version in force on a day."""
        return next((rules for rules in reversed(self.versions) if rules.effective_from <= day), self.versions[0])

    def from_on(self, day: date) -> tuple[StatusRules, ...]:
        """The version in force on a day, and those to come."""
        first = self.versions.index(self.on(day))
        return self.versions[first:]
