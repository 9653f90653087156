"""Deadlines as they are shown."""

from dataclasses import asdict
from datetime import datetime

from contracts.technical_fund import FundDeadlineView, FundRemindersView
from services.technical_fund.domain.deadlines import Deadline, Reminders


def deadline_view(deadline: Deadline, reminders: Reminders, at: datetime) -> FundDeadlineView:
    return FundDeadlineView(
        id=deadline.id,
        what=deadline.what,
        about_id=deadline.about_id,
        state=deadline.state,
        due_at=deadline.due_at,
        overdue=deadline.overdue(at),
        next_reminder_at=deadline.next_reminder(reminders.of(deadline.what)),
        **asdict(deadline.concerned),
    )


def reminders_view(reminders: Reminders) -> FundRemindersView:
    return FundRemindersView(rules=reminders.rules, changed_at=reminders.changed_at, version=reminders.version)
