"""Deadlines: what is due when, and when people are reminded of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.technical_fund import DeadlineReminderDue, FundReminders, ReminderRule

WAITING, DONE = "waiting", "done"
DAY: Final = timedelta(days=1)
NAMESPACE: Final = uuid.UUID("6a3f5f0e-6a0b-4b8e-8f0a-5d5a1b1c7e21")
"""Of the ids of deadlines."""

THE_REMINDERS: Final = "reminders"

DEFAULTS: Final[Mapping[str, tuple[int, ...]]] = {
    # what is due            days: below zero before, above zero after
    "call_closes": (-14, -3, -1),
    "information_due": (-7, -1, 1),
    "acceptance_due": (-2, 1, 4),
    "review_due": (-7, -2, 1, 7),
    "appeal_window_ends": (-7, -1),
    "signature_due": (-7, 1, 7),
    "milestone_due": (-30, -7, 1),
    "report_due": (-30, -7, 1, 14, 30),
    "tranche_waiting": (3, 10),
}


def deadline_id(what: str, about_id: str) -> str:
    """There is one deadline of a kind for one thing, and its id says so."""
    return str(uuid.uuid5(NAMESPACE, f"{what}:{about_id}"))


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """What a deadline touches. The application tells who must not hear of it."""

    application_id: str | None = None
    call_id: str | None = None
    city_id: str | None = None
    reviewer_id: str | None = None
    award_id: str | None = None


@dataclass(kw_only=True)
class Deadline(Aggregate):
    """One deadline. Reminders of instants up to `reminded_to` have been said, or were past when the deadline was set."""

    kind: ClassVar[str] = "fund-deadlines"
    what: str
    about_id: str
    due_at: datetime
    reminded_to: datetime
    concerned: Concerned = field(default_factory=Concerned)
    state: str = WAITING
    done_at: datetime | None = None

    def seen_by(self) -> tuple[str, ...]:
        """Keys of those who find it in their lists: a reviewer's own is not their city's."""
        whose = f"person:{self.concerned.reviewer_id}" if self.concerned.reviewer_id else f"city:{self.concerned.city_id}"
        return ("network", whose) if self.concerned.reviewer_id or self.concerned.city_id else ("network",)

    @property
    def waits(self) -> bool:
        return self.state == WAITING

    def overdue(self, at: datetime) -> bool:
        return self.waits and self.due_at < at

    def due(self, due_at: datetime, *, at: datetime) -> bool:
        """Move it, or open it again; whether that changes anything. Reminders of the new instant are said anew."""
        if self.waits and self.due_at == due_at:
            return False
        self.state, self.done_at, self.due_at, self.reminded_to = WAITING, None, due_at, at
        return True

    def finish(self, *, at: datetime) -> bool:
        if not self.waits:
            return False
        self.state, self.done_at = DONE, at
        return True

    def next_reminder(self, days: Sequence[int]) -> datetime | None:
        """The first reminder that has not been said; None when all were, or nothing is due any more."""
        if not self.waits:
            return None
        return min((instant for instant in _instants(self.due_at, days) if instant > self.reminded_to), default=None)

    def remind(self, days: Sequence[int], *, at: datetime) -> bool:
        """Say a reminder if one has come due; of several that came due meanwhile, as while the service stood still, only one."""
        following = self.next_reminder(days)
        if following is None or following > at:
            return False
        self.reminded_to = at
        self.say(
            DeadlineReminderDue(
                deadline_id=self.id,
                what=self.what,
                about_id=self.about_id,
                due_at=self.due_at,
                days=round((self.due_at - at) / DAY),
                application_id=self.concerned.application_id,
                call_id=self.concerned.call_id,
                city_id=self.concerned.city_id,
                reviewer_id=self.concerned.reviewer_id,
                award_id=self.concerned.award_id,
            )
        )
        return True


def _instants(due_at: datetime, days: Sequence[int]) -> list[datetime]:
    return [due_at + number * DAY for number in days]


@dataclass(kw_only=True)
class Reminders(Aggregate):
    """When people are reminded: one document, defaults until somebody has changed them."""

    kind: ClassVar[str] = "fund-reminders"
    id: str = THE_REMINDERS
    days: dict[str, tuple[int, ...]] = field(default_factory=lambda: dict(DEFAULTS))
    changed_at: datetime | None = None

    def of(self, what: str) -> tuple[int, ...]:
        """A kind that came with a later version of the program has its defaults."""
        return tuple(self.days.get(what, DEFAULTS[what]))

    def set(self, reminders: FundReminders, *, at: datetime) -> None:
        """Raises `Invalid` for a kind that is there twice; one that is missing keeps what it has."""
        seen = [rule.what for rule in reminders.rules]
        for number, what in enumerate(seen):
            if what in seen[:number]:
                raise Invalid.field(f"/reminders/rules/{number}/what", "technical_fund.named_twice", "must name each kind of deadline once")
        self.days = self.days | {rule.what: tuple(sorted(set(rule.days))) for rule in reminders.rules}
        self.changed_at = at

    @property
    def rules(self) -> tuple[ReminderRule, ...]:
        return tuple(ReminderRule(what=what, days=self.of(what)) for what in DEFAULTS)
