"""Days of the calendar, the instants they begin and end, and days months ahead."""

import calendar
from datetime import UTC, date, datetime, time, timedelta


def start_of(day: date) -> datetime:
    """The first instant of `day`, in UTC."""
    return datetime.combine(day, time(), UTC)


def end_of(day: date) -> datetime:
    """The first instant after `day`, in UTC."""
    return start_of(day) + timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))
