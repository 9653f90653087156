"""Screening: each rule against the fact it asks for, what a person says of it, and what is found in the end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts import membership as m
from contracts.errors import Invalid, NotAllowed
from contracts.technical_fund import (
    ApplicationFoundEligible,
    ApplicationFoundIneligible,
    ApplicationReinstated,
    EligibilityRule,
    FindApplicationEligible,
    FindApplicationIneligible,
    GetScreening,
    GetScreeningOutcome,
    ListScreenings,
    OverrideScreeningRule,
    ReinstateFundApplication,
    RunScreening,
    ScreeningBegun,
    ScreeningView,
)
from services.technical_fund import views
from services.technical_fund.domain.screening import Known, evaluate
from services.technical_fund.usecases import screening
from tests.builders.fund.applications import a_call, a_city, submitted
from tests.builders.fund.refused import refused
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office

AT = datetime(2027, 1, 1, tzinfo=UTC)


def rule(fact: str, op: str, value: Any, code: str | None = None) -> EligibilityRule:
    return EligibilityRule(code=code or fact, fact=fact, op=op, value=value, texts={"en": f"The rule on {fact}."})


POPULATION = rule("population", "between", [50_000, 200_000])
COUNTRY = rule("country", "in", ["CL", "CO"])
MANDATE = rule("mandate", "is", True)


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def applied(fund: MemoryFund, *rules: EligibilityRule, **city: Any) -> str:
    call, city_id = a_call(fund, eligibility=rules), a_city(fund, **city)
    return str(submitted(fund, call, city_id).application.id)


def run(fund: MemoryFund, application_id: str, facts: str = "now") -> ScreeningView:
    view: ScreeningView = fund.ask(screening.run_screening, RunScreening(application_id=application_id, facts=facts), management())
    return view


def override(fund: MemoryFund, application_id: str, code: str, result: str, by: Any = None) -> ScreeningView:
    request = OverrideScreeningRule(application_id=application_id, rule=code, result=result, reason="The hub has looked into it.")
    view: ScreeningView = fund.ask(screening.override_screening_rule, request, by or management())
    return view


def find_eligible(fund: MemoryFund, application_id: str) -> ScreeningView:
    request = FindApplicationEligible(application_id=application_id, note="Good.")
    view: ScreeningView = fund.ask(screening.find_application_eligible, request, management())
    return view


def find_ineligible(fund: MemoryFund, application_id: str, *rules: str) -> ScreeningView:
    request = FindApplicationIneligible(application_id=application_id, rules=rules, reason="The call is for smaller cities.")
    view: ScreeningView = fund.ask(screening.find_application_ineligible, request, management())
    return view


def city_of(fund: MemoryFund, application_id: str) -> str:
    return str(fund.within(lambda unit: unit.applications.get(application_id).city_id))


# ---------------------------------------------------------------- one rule, one fact


@pytest.mark.parametrize(
    ("asked", "value", "result"),
    [
        (rule("country", "in", ["CL"]), "CL", "pass"),
        (rule("country", "in", ["CL"]), "CO", "fail"),
        (rule("country", "not_in", ["CL"]), "CL", "fail"),
        (rule("region", "in", ["americas"]), "south_america", "pass"),
        (rule("region", "in", ["europe"]), "south_america", "fail"),
        (rule("region", "not_in", ["americas"]), "south_america", "fail"),
        (rule("tier", "in", ["town"]), "county", "fail"),
        (rule("population", "between", [50_000, None]), 50_000, "pass"),
        (rule("population", "between", [None, 50_000]), 50_001, "fail"),
        (rule("population", "between", [1, 2]), 0, "fail"),
        (rule("member_since", "before", "2027-01-02"), "2027-01-01", "pass"),
        (rule("member_since", "before", "2027-01-01"), "2027-01-01", "fail"),
        (rule("status", "in", ["active"]), "grace", "fail"),
        (rule("mandate", "is", True), True, "pass"),
        (rule("mandate", "is", True), False, "fail"),
        (rule("need", "among", ["hate_crime", "polarisation"]), ["polarisation"], "pass"),
        (rule("need", "among", ["hate_crime"]), [], "fail"),
        (rule("no_open_award", "is", True), 0, "pass"),
        (rule("no_open_award", "is", True), 1, "fail"),
        (rule("applications_per_city", "at_most", 1), 1, "pass"),
        (rule("applications_per_city", "at_most", 1), 2, "fail"),
        (rule("population", "between", [1, 2]), None, "unknown"),
        (rule("hub", "not_in", ["0192f0c4-7b3a-7cc0-8a55-000000000001"]), None, "unknown"),
    ],
)
def test_a_rule_holds_or_fails_or_is_not_known(asked: EligibilityRule, value: Any, result: str) -> None:
    found = evaluate(asked, Known(value=value, as_of=AT))
    assert (found.result, found.found, found.as_of) == (result, value, AT)


# ---------------------------------------------------------------- running


def test_every_rule_shows_the_fact_it_was_held_against(fund: MemoryFund) -> None:
    view = run(fund, applied(fund, POPULATION, COUNTRY, MANDATE))
    shown = {one.rule: (one.result, one.found) for one in view.findings}
    assert shown == {"population": ("fail", 220_000), "country": ("pass", "CL"), "mandate": ("unknown", None)}
    assert (view.state, view.result, view.runs, view.facts) == ("screening", "failing", 1, "now")
    assert all(one.as_of is not None for one in view.findings if one.result != "unknown")


def test_the_first_run_begins_the_screening_once(fund: MemoryFund) -> None:
    application = applied(fund, COUNTRY)
    run(fund, application)
    assert run(fund, application).runs == 2
    assert sum(isinstance(event, ScreeningBegun) for event in fund.said()) == 1


def test_a_call_without_rules_is_clear(fund: MemoryFund) -> None:
    assert run(fund, applied(fund)).result == "clear"


def test_facts_are_asked_as_they_stood_at_submission_or_as_they_stand_now(fund: MemoryFund) -> None:
    application = applied(fund, COUNTRY, POPULATION)
    fund.now += timedelta(days=2)
    picture = m.CityProfileChanged(
        city_id=city_of(fund, application),
        hub_id=None,
        country="CL",
        subdivision=None,
        region="south_america",
        tier="municipality",
        population=180_000,
        population_year=2026,
        languages=("es",),
        latitude=None,
        longitude=None,
        prevention_network=None,
        mandate=None,
        strategy=None,
        members_only=(),
        changed_at=fund.now,
    )
    fund.hear(picture)
    then, now = run(fund, application, "submission"), run(fund, application, "now")
    assert [one.found for one in then.findings] == ["CL", 220_000]
    assert [one.found for one in now.findings] == ["CL", 180_000]
    assert (then.result, now.result) == ("failing", "clear")
    assert now.findings[1].as_of == fund.now > then.findings[1].as_of  # type: ignore[operator]


def test_a_second_application_of_a_city_counts_under_a_call_that_says_how_many(fund: MemoryFund) -> None:
    application = applied(fund, rule("applications_per_city", "at_most", 1))
    assert run(fund, application).findings[0].found == 1


def test_what_is_hidden_by_the_city_is_not_known(fund: MemoryFund) -> None:
    assert run(fund, applied(fund, POPULATION, population=None)).result == "to_decide"


def test_a_city_that_came_in_by_application_has_accepted_the_principles(fund: MemoryFund) -> None:
    by_hand = applied(fund, rule("principles_accepted", "is", True))
    assert run(fund, by_hand).findings[0].result == "unknown"
    fund.hear(m.PrinciplesAccepted(city_id=city_of(fund, by_hand), version="2027-01", accepted_at=fund.now))
    assert run(fund, by_hand).findings[0].result == "pass"


def test_only_the_management_unit_screens(fund: MemoryFund) -> None:
    application = applied(fund, COUNTRY)
    with pytest.raises(NotAllowed):
        fund.ask(screening.run_screening, RunScreening(application_id=application), mayors_office(city_of(fund, application)))


# ---------------------------------------------------------------- what people say


def test_an_override_counts_and_is_kept_beside_the_fact(fund: MemoryFund) -> None:
    application, by = applied(fund, POPULATION), management()
    run(fund, application)
    view = override(fund, application, "population", "pass", by)
    (found,) = view.findings
    assert (found.result, found.counts, view.result) == ("fail", "pass", "clear")
    assert found.override is not None
    assert (found.override.reason, found.override.by) == ("The hub has looked into it.", by.person_id)


def test_an_override_stays_when_rules_are_run_again(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION)
    run(fund, application)
    override(fund, application, "population", "pass")
    assert run(fund, application).result == "clear"


def test_nothing_is_overridden_before_it_was_run_or_that_is_no_rule(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION)
    with refused("technical_fund.wrong_state"):
        override(fund, application, "population", "pass")
    run(fund, application)
    with pytest.raises(Invalid):
        override(fund, application, "country", "pass")


def test_who_overrode_and_why_stands_in_the_history(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION)
    run(fund, application)
    override(fund, application, "population", "pass")
    find_eligible(fund, application)
    entries = fund.within(lambda unit: list(unit.histories.entries(application)))
    assert [entry["what"] for entry in entries][-4:] == ["begin_screening", "run_screening", "override_rule", "find_eligible"]
    assert entries[-2]["data"] == {"rule": "population", "result": "pass"}
    assert "looked into it" not in str(entries)


# ---------------------------------------------------------------- findings


def test_an_application_is_not_eligible_while_a_rule_fails_or_is_unknown(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION, MANDATE)
    run(fund, application)
    for code in ("population", "mandate"):
        with refused("technical_fund.rules_not_met"):
            find_eligible(fund, application)
        override(fund, application, code, "pass")
    view = find_eligible(fund, application)
    assert view.state == "eligible"
    (said,) = (event for event in fund.said() if isinstance(event, ApplicationFoundEligible))
    assert said.overridden == ("population", "mandate")


def test_an_application_is_found_ineligible_by_rules_it_does_not_meet(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION, COUNTRY)
    run(fund, application)
    with refused("technical_fund.rule_is_met"):
        find_ineligible(fund, application, "country")
    with pytest.raises(Invalid):
        find_ineligible(fund, application, "weather")
    assert find_ineligible(fund, application, "population").state == "ineligible"
    assert [event.rules for event in fund.said() if isinstance(event, ApplicationFoundIneligible)] == [("population",)]


def test_the_city_reads_why(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION)
    run(fund, application)
    find_ineligible(fund, application, "population")
    own = focal_point(city_of(fund, application))
    outcome = fund.see(views.screening.get_screening_outcome, GetScreeningOutcome(application_id=application), own)
    assert (outcome.rules[0].rule, outcome.reason) == ("population", "The call is for smaller cities.")
    with refused("technical_fund.no_application"):
        fund.see(views.screening.get_screening_outcome, GetScreeningOutcome(application_id=application), focal_point(a_city(fund)))


def test_a_finding_is_taken_back_once_no_rule_stands_against_it(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION)
    run(fund, application)
    find_ineligible(fund, application, "population")
    request = ReinstateFundApplication(application_id=application, reason="The census was wrong.")
    with refused("technical_fund.rules_not_met"):
        fund.ask(screening.reinstate_fund_application, request, management())
    override(fund, application, "population", "pass")
    assert fund.ask(screening.reinstate_fund_application, request, management()).state == "eligible"
    assert any(isinstance(event, ApplicationReinstated) for event in fund.said())
    own = focal_point(city_of(fund, application))
    assert fund.see(views.screening.get_screening_outcome, GetScreeningOutcome(application_id=application), own).rules == ()


def test_what_is_past_screening_is_not_screened_again(fund: MemoryFund) -> None:
    application = applied(fund, COUNTRY)
    run(fund, application)
    find_eligible(fund, application)
    with refused("technical_fund.wrong_state"):
        run(fund, application)


def test_two_who_screen_at_once_do_not_pass_each_other(fund: MemoryFund) -> None:
    application = applied(fund, POPULATION)
    seen = run(fund, application).version
    override(fund, application, "population", "fail")
    request = OverrideScreeningRule(application_id=application, rule="population", result="pass", reason="I say so.")
    with refused("stale_version"):
        fund.ask(screening.override_screening_rule, request, management(), version=seen)


# ---------------------------------------------------------------- the list


def test_a_call_is_screened_from_a_list_with_filters(fund: MemoryFund) -> None:
    call = a_call(fund, eligibility=(POPULATION,))
    large = submitted(fund, call, a_city(fund)).application.id
    fund.now += timedelta(minutes=1)
    small = submitted(fund, call, a_city(fund, population=60_000)).application.id
    fund.now += timedelta(minutes=1)
    waiting = submitted(fund, call, a_city(fund)).application.id
    run(fund, large)
    run(fund, small)

    def listed(**wanted: Any) -> list[str]:
        page = fund.see(views.screening.list_screenings, ListScreenings(call_id=call, **wanted), management())
        return [row.application_id for row in page.items]

    assert listed() == [large, small, waiting]
    assert (listed(result="failing"), listed(result="clear"), listed(result="not_run")) == ([large], [small], [waiting])
    assert (listed(state="screening"), listed(state="submitted"), listed(state="eligible")) == ([large, small], [waiting], [])
    first = fund.see(views.screening.list_screenings, ListScreenings(call_id=call, limit=2), management())
    rest = fund.see(views.screening.list_screenings, ListScreenings(call_id=call, limit=2, cursor=first.next), management())
    assert [row.application_id for row in (*first.items, *rest.items)] == [large, small, waiting]
    assert first.items[0].failing == ("population",)


def test_a_screening_is_read_by_the_management_unit_alone(fund: MemoryFund) -> None:
    application = applied(fund, COUNTRY)
    assert fund.see(views.screening.get_screening, GetScreening(application_id=application), management()).result == "not_run"
    with pytest.raises(NotAllowed):
        fund.see(views.screening.get_screening, GetScreening(application_id=application), focal_point(city_of(fund, application)))
