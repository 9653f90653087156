"""Days of the calendar and the instants they end."""

from datetime import UTC, date, datetime, time, timedelta


def end_of(day: date) -> datetime:
    """The first instant after `day`, in UTC."""
    return datetime.combine(day, time(0, 0), UTC) + timedelta(days=1)
