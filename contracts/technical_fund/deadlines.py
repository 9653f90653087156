"""Deadlines, and the reminders before and after them."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE, REVIEWER
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Cursor, Doc, Id, Instant, Length, Limit, OneOf, Range

DeadlineKind = Annotated[
    str,
    OneOf(
        [
            "call_closes",
            "information_due",
            "acceptance_due",
            "review_due",
            "appeal_window_ends",
            "signature_due",
            "milestone_due",
            "report_due",
            "tranche_waiting",
        ]
    ),
    Doc("What is due: an application before its call closes, an answer to a question, a word on an assignment, a review, an appeal, …"),
]
Days = Annotated[int, Range(-365, 365)]


@event(PUBLISHER, subject="fund-deadlines/{deadline_id}")
@dataclass(frozen=True, kw_only=True)
class DeadlineReminderDue:
    """A deadline comes near or has passed: said once for each reminder of each due instant."""

    deadline_id: Id
    what: DeadlineKind
    about_id: Annotated[Id, Doc("What it hangs on: the application, the assignment, the milestone, the report, the tranche …")]
    due_at: Instant
    days: Annotated[Days, Doc("Days that are left; below zero, days since.")]
    application_id: Id | None = None
    call_id: Id | None = None
    city_id: Id | None = None
    reviewer_id: Id | None = None
    award_id: Id | None = None


@dataclass(frozen=True, kw_only=True)
class FundDeadlineView:
    """One deadline. `next_reminder_at` is null when nobody is reminded any more."""

    id: Id
    what: DeadlineKind
    about_id: Id
    state: Annotated[str, OneOf(["waiting", "done"])]
    due_at: Instant
    overdue: bool
    next_reminder_at: Instant | None
    application_id: Id | None
    call_id: Id | None
    city_id: Id | None
    reviewer_id: Id | None
    award_id: Id | None


@dataclass(frozen=True, kw_only=True)
class FundDeadlinesPage:
    items: tuple[FundDeadlineView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT, REVIEWER, FOCAL_POINT, MAYORS_OFFICE), answer=FundDeadlinesPage)
@dataclass(frozen=True, kw_only=True)
class ListFundDeadlines:
    """What is due, the next first: of one's cities, of one's own reviews, or, for the management unit, of everybody."""

    what: DeadlineKind | None = None
    call_id: Id | None = None
    application_id: Id | None = None
    due_before: Instant | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class ReminderRule:
    """When people are reminded of one kind of deadline."""

    what: DeadlineKind
    days: Annotated[tuple[Days, ...], Length(0, 12), Doc("Below zero before it is due, above zero after: -7, -1, 1.")]


@dataclass(frozen=True, kw_only=True)
class FundReminders:
    """Kinds of deadlines, each once; what is not named keeps what it has."""

    rules: Annotated[tuple[ReminderRule, ...], Length(1, 20)]


@dataclass(frozen=True, kw_only=True)
class FundRemindersView(FundReminders):
    """The reminders as they stand. `version` is 0 while nobody has changed the defaults."""

    changed_at: Instant | None
    version: Count


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=FundRemindersView)
@dataclass(frozen=True, kw_only=True)
class GetFundReminders:
    """When people are reminded of what."""


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundRemindersView)
@dataclass(frozen=True, kw_only=True)
class SetFundReminders:
    """Change when people are reminded. Holds for deadlines that wait already, too."""

    reminders: FundReminders
