from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.membership.domain.days import end_of, months_later, start_of


def test_months_end_where_the_calendar_ends() -> None:
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_later(date(2027, 12, 31), 12) == date(2028, 12, 31)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 120))
def test_a_day_months_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, _last_of(later))


def test_a_day_ends_where_the_next_begins() -> None:
    assert start_of(date(2027, 12, 31)) == datetime(2027, 12, 31, tzinfo=UTC)
    assert end_of(date(2027, 12, 31)) == start_of(date(2028, 1, 1))


def _last_of(day: date) -> int:
    return ((day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)).day
