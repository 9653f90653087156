"""When people work in a country: weekends and public holidays differ inside one hub, so calendars are the countries'."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import holidays

from contracts.membership import Holiday
from services.membership.domain.regions import known_country

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_REST: Final = 60
"""No country rests longer than this many days on end; where the dates are not known, the search ends."""


class Calendar:
    """One country's calendar, its holidays named in `language` where they can be."""

    def __init__(self, country: str, language: str) -> None:
        self._holidays = holidays.country_holidays(country)
        spoken = _spoken(language, self._holidays.supported_languages) or self._holidays.default_language
        if spoken is not None:
            self._holidays = holidays.country_holidays(country, language=spoken)
        self._language = (spoken or "en").replace("_", "-").partition("-")[0]

    def weekend(self, year: int) -> tuple[str, ...]:
        """As it is in the middle of that year: countries have moved theirs."""
        week = (date(year, 7, 1) + timedelta(days=number) for number in range(7))
        return tuple(WEEKDAYS[number] for number in sorted(day.weekday() for day in week if self._holidays.is_weekend(day)))

    def in_year(self, year: int) -> Iterator[Holiday]:
        start, end = date(year, 1, 1), date(year, 12, 31)
        self._holidays.get(start)  # the year is worked out when it is first asked about
        for day in sorted(day for day in self._holidays if start <= day <= end):
            yield Holiday(on=day, name=str(self._holidays.get(day))[:500], language=self._language)

    def next_working_day(self, after: date) -> date:
        days = (after + timedelta(days=number) for number in range(1, LONGEST_REST))
        return next((day for day in days if self._holidays.is_working_day(day)), after + timedelta(days=1))


def known(country: str) -> bool:
    return known_country(country) and country in holidays.list_supported_countries(include_aliases=False)


def _spoken(language: str, supported: tuple[str, ...] | None) -> str | None:
    """The supported language that is the reader's, a plain tag before one of a region."""
    base = language.replace("-", "_").partition("_")[0]
    fitting = sorted((one for one in supported or () if one.partition("_")[0] == base), key=lambda one: (one != base, one != "en_US", one))
    return fitting[0] if fitting else None
