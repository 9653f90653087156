"""When people work in a country: weekends and holidays as they are there, in the reader's language where it is known."""

import time
from datetime import date
from typing import Any

import pycountry
import pytest

from chassis.context import Context, new_id
from contracts.declare import load
from contracts.errors import Invalid
from contracts.membership import CountryCalendar, GetCalendar
from services.membership import views
from services.membership.domain import calendar
from tests.fakes.membership import NOBODY, MemoryMembership


def seen(membership: MemoryMembership, country: str, language: str = "en", **asked: Any) -> CountryCalendar:
    context = Context(actor=NOBODY, correlation_id=new_id(), deadline=time.time() + 60, language=language)
    found: CountryCalendar = membership.work.read(views.hubs.get_calendar, GetCalendar(country=country, **asked), context)
    return found


@pytest.mark.parametrize("country", ["JO", "EG", "IQ", "BD", "MV"])
def test_people_rest_on_friday_and_saturday_here(membership: MemoryMembership, country: str) -> None:
    assert seen(membership, country).weekend == ("friday", "saturday")


@pytest.mark.parametrize("country", ["LB", "MA", "TN", "KE", "ES"])
def test_people_rest_on_saturday_and_sunday_there(membership: MemoryMembership, country: str) -> None:
    assert seen(membership, country).weekend == ("saturday", "sunday")


def test_a_weekend_is_that_of_its_year(membership: MemoryMembership) -> None:
    assert seen(membership, "AE", year=2020).weekend == ("friday", "saturday")
    assert seen(membership, "AE", year=2023).weekend == ("saturday", "sunday")


@pytest.mark.parametrize(
    ("language", "name", "said_in"), [("es", "Natividad del Señor", "es"), ("en", "Christmas Day", "en"), ("en-GB", "Christmas Day", "en")]
)
def test_holidays_are_named_in_the_readers_language(membership: MemoryMembership, language: str, name: str, said_in: str) -> None:
    found = {holiday.on: holiday for holiday in seen(membership, "ES", language, year=2026).holidays}
    assert found[date(2026, 12, 25)].name == name
    assert found[date(2026, 12, 25)].language == said_in


def test_a_language_nobody_knows_gives_way_to_the_countrys_own(membership: MemoryMembership) -> None:
    assert {holiday.language for holiday in seen(membership, "JO", "fr", year=2027).holidays} == {"ar"}


def test_the_next_working_day_lies_after_weekend_and_holidays(membership: MemoryMembership) -> None:
    assert seen(membership, "JO", after=date(2027, 6, 10)).next_working_day == date(2027, 6, 13), "Thursday to Sunday"
    assert seen(membership, "KE", after=date(2027, 6, 3)).next_working_day == date(2027, 6, 4)
    assert seen(membership, "KE", after=date(2026, 12, 24)).next_working_day == date(2026, 12, 28), (
        "Christmas and Boxing Day, a Saturday, a Sunday"
    )
    assert seen(membership, "KE").next_working_day > membership.now.date()


def test_holidays_are_those_of_the_year_in_order(membership: MemoryMembership) -> None:
    days = [holiday.on for holiday in seen(membership, "KE", year=1990).holidays]
    assert days == sorted(days)
    assert {day.year for day in days} == {1990}


def test_every_country_has_a_calendar_and_nothing_else_has() -> None:
    assert [country.alpha_2 for country in pycountry.countries if not calendar.known(country.alpha_2)] == []
    assert not calendar.known("XX")


def test_an_unknown_country_and_a_year_out_of_reach_are_refused(membership: MemoryMembership) -> None:
    with pytest.raises(Invalid) as refused:
        seen(membership, "XX")
    assert refused.value.details["errors"][0]["code"] == "membership.unknown_country"
    for year in (1989, 2101):
        with pytest.raises(Invalid) as far:
            load(GetCalendar, {"country": "KE", "year": year})
        assert far.value.details["errors"][0] | {"message": ""} == {"pointer": "/year", "code": "range", "message": ""}
