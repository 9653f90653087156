"""Calls: drafted, and published once whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    CallPublished,
    CloneFundCall,
    DiscardFundCall,
    DraftFundCall,
    EligibilityRule,
    FundTerms,
    GetFundCallVersion,
    ListFundCalls,
    Pin,
    PublishFundCall,
    ReviseFundCall,
    SetFundTerms,
)
from contracts.themes import THEME_CODES
from services.membership.domain import themes
from services.technical_fund.usecases import calls, terms
from services.technical_fund.views.calls import get_fund_call_version, list_fund_calls
from tests.builders.fund.calls import CLOSES, OPENS, content, form, library, support
from tests.builders.fund.calls_under_way import CITY, UNIT, codes, drafted, published, revised, seen
from tests.fakes.technical_fund import NOBODY, MemoryFund, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    fund = MemoryFund()
    library(fund)
    return fund


# ---------------------------------------------------------------- drafts


def test_a_draft_begins_with_the_terms_of_the_fund(fund: MemoryFund) -> None:
    fund.ask(terms.set_fund_terms, SetFundTerms(terms=FundTerms(time_zone="Africa/Nairobi", reviews_per_application=5)), UNIT)
    call = fund.ask(calls.draft_fund_call, DraftFundCall(), UNIT)
    assert (call.content.time_zone, call.content.reviews_per_application) == ("Africa/Nairobi", 5)
    assert fund.ask(calls.draft_fund_call, DraftFundCall(call={"reviews_per_application": 2}), UNIT).content.reviews_per_application == 2


def test_how_long_applicants_may_appeal_stays_as_it_was_when_the_call_was_published(fund: MemoryFund) -> None:
    set_appeal_days(fund, 20)
    call = published(fund)
    set_appeal_days(fund, 5)
    fund.ask(
        calls.revise_fund_call,
        ReviseFundCall(call_id=call.id, changes={"titles": {"en": "Other", "es": "Otra"}}),
        UNIT,
        version=call.version,
    )

    def days(number: int) -> int:
        return int(fund.within(lambda unit: unit.call_versions.pinned(call.id, number).appeal_days))

    assert [days(1), days(2)] == [20, 20]
    assert fund.within(lambda unit: unit.call_versions.pinned(published(fund).id, 1).appeal_days) == 5


def set_appeal_days(fund: MemoryFund, days: int) -> None:
    fund.ask(terms.set_fund_terms, SetFundTerms(terms=FundTerms(appeal_days=days)), UNIT)


def test_nobody_but_the_management_unit_knows_of_a_draft(fund: MemoryFund) -> None:
    call = drafted(fund)
    for somebody in (NOBODY, CITY, reviewer()):
        with pytest.raises(NotFound, match="no such call"):
            seen(fund, call.id, somebody)
        assert fund.see(list_fund_calls, ListFundCalls(), somebody).items == ()
        assert fund.see(list_fund_calls, ListFundCalls(stage="draft"), somebody).items == ()
    assert [row.id for row in fund.see(list_fund_calls, ListFundCalls(), UNIT).items] == [call.id]


def test_a_draft_tells_the_unit_what_it_lacks(fund: MemoryFund) -> None:
    call = fund.ask(calls.draft_fund_call, DraftFundCall(), UNIT)
    assert {fault.pointer for fault in call.staff.faults} == {
        f"/call/{name}"
        for name in ("titles", "summaries", "texts", "envelope", "ceiling", "opens_at", "closes_at", "form", "rubric", "source_lang")
    }
    with pytest.raises(Invalid) as refused:
        fund.ask(calls.publish_fund_call, PublishFundCall(call_id=call.id), UNIT)
    assert refused.value.code == "technical_fund.call_incomplete"
    assert {pointer for pointer, _ in codes(refused)} == {fault.pointer for fault in call.staff.faults}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"priorities": ("astrology",)}, "/call/priorities/0", "technical_fund.unknown_theme"),
        ({"priorities": ("hate_crime", "hate_crime")}, "/call/priorities/1", "technical_fund.repeated_code"),
        ({"time_zone": "Mars/Olympus"}, "/call/time_zone", "technical_fund.unknown_time_zone"),
        ({"closes_at": OPENS}, "/call/closes_at", "technical_fund.ends_too_early"),
        ({"decides_by": CLOSES}, "/call/decides_by", "technical_fund.ends_too_early"),
        ({"floor": support(30_000_000)}, "/call/floor", "technical_fund.bounds_crossed"),
        ({"ceiling": support(200_000_001)}, "/call/ceiling", "technical_fund.bounds_crossed"),
        ({"ceiling": support(20_000_000, 401)}, "/call/ceiling", "technical_fund.bounds_crossed"),
        ({"floor": support(1, currency="USD")}, "/call/floor/money/currency", "technical_fund.wrong_currency"),
        (
            {"envelope": support(10**9, 400, "XQX"), "floor": None, "ceiling": None},
            "/call/envelope/money/currency",
            "not_an_option",
        ),
    ],
)
def test_what_contradicts_itself_is_not_even_drafted(fund: MemoryFund, changes: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(fund, **changes)
    assert (pointer, code) in codes(refused)


@pytest.mark.parametrize("minor", [-1, 2**53])
def test_an_amount_nobody_can_hold_is_refused(fund: MemoryFund, minor: int) -> None:
    with pytest.raises(Invalid) as refused:
        fund.ask(calls.draft_fund_call, DraftFundCall(call={"envelope": {"money": {"minor": minor, "currency": "EUR"}}}), UNIT)
    assert {pointer for pointer, _ in codes(refused)} == {"/call/envelope/money/minor"}


@pytest.mark.parametrize(
    ("fact", "op", "value", "suffix", "code"),
    [
        ("weather", "is", True, "/fact", "technical_fund.unknown_fact"),
        ("country", "is", "ES", "/op", "not_an_option"),
        ("country", "in", "ES", "/value", "wrong_type"),
        ("country", "in", [], "/value", "wrong_type"),
        ("country", "in", ["ES", "XX"], "/value/1", "not_an_option"),
        ("country", "not_in", ["ES", "ES"], "/value/1", "technical_fund.repeated_code"),
        ("region", "in", ["atlantis"], "/value/0", "not_an_option"),
        ("tier", "in", ["hamlet"], "/value/0", "not_an_option"),
        ("hub", "in", ["europe"], "/value/0", "not_an_option"),
        ("status", "in", ["famous"], "/value/0", "not_an_option"),
        ("need", "among", ["astrology"], "/value/0", "not_an_option"),
        ("population", "between", [1, None, 3], "/value", "wrong_type"),
        ("population", "between", [None, None], "/value", "range"),
        ("population", "between", [5, 4], "/value", "technical_fund.bounds_crossed"),
        ("population", "between", [True, 4], "/value", "wrong_type"),
        ("member_since", "before", "yesterday", "/value", "wrong_type"),
        ("principles_accepted", "is", False, "/value", "not_an_option"),
        ("applications_per_city", "at_most", 0, "/value", "range"),
        ("applications_per_city", "at_most", "2", "/value", "wrong_type"),
    ],
)
def test_a_rule_nobody_can_check_is_refused(fund: MemoryFund, fact: str, op: str, value: Any, suffix: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(fund, eligibility=(EligibilityRule(code="rule", fact=fact, op=op, value=value),))
    assert codes(refused) == {(f"/call/eligibility/0{suffix}", code)}


def test_rules_over_every_fact_are_taken(fund: MemoryFund) -> None:
    values = {
        ("country", "in"): ["ES", "KE"],
        ("region", "not_in"): ["europe", "caribbean"],
        ("tier", "in"): ["municipality"],
        ("hub", "in"): [new_id()],
        ("status", "in"): ["active"],
        ("need", "among"): ["hate_crime"],
        ("population", "between"): [1000, None],
        ("member_since", "before"): "2026-01-01",
        ("principles_accepted", "is"): True,
        ("prevention_network", "is"): True,
        ("mandate", "is"): True,
        ("strategy", "is"): True,
        ("no_open_award", "is"): True,
        ("applications_per_city", "at_most"): 2,
    }
    rules = tuple(
        EligibilityRule(code=f"rule_{at}", fact=fact, op=op, value=value) for at, ((fact, op), value) in enumerate(values.items())
    )
    assert drafted(fund, eligibility=rules).content.eligibility == rules


def test_both_services_know_the_same_themes() -> None:
    assert {theme.code for theme in themes.THEMES} == THEME_CODES


def test_only_drafts_vanish(fund: MemoryFund) -> None:
    call = drafted(fund)
    fund.ask(calls.discard_fund_call, DiscardFundCall(call_id=call.id), UNIT)
    with pytest.raises(NotFound):
        seen(fund, call.id)
    with pytest.raises(Conflict, match="discard_call"):
        fund.ask(calls.discard_fund_call, DiscardFundCall(call_id=published(fund).id), UNIT)


def test_a_copy_has_no_dates_and_lacks_nothing_else(fund: MemoryFund) -> None:
    call = fund.ask(calls.clone_fund_call, CloneFundCall(call_id=published(fund).id), UNIT)
    assert (call.stage, call.reference, call.number, call.content.opens_at) == ("draft", None, 0, None)
    assert {fault.pointer for fault in call.staff.faults} == {"/call/opens_at", "/call/closes_at"}
    assert call.content == content(opens_at=None, closes_at=None)


def test_the_management_unit_alone_runs_calls(fund: MemoryFund) -> None:
    for somebody in (NOBODY, CITY, reviewer()):
        with pytest.raises(NotAllowed):
            fund.ask(calls.draft_fund_call, DraftFundCall(), somebody)


# ---------------------------------------------------------------- publication


def test_a_published_call_has_a_reference_an_envelope_and_a_version(fund: MemoryFund) -> None:
    call = published(fund)
    assert (call.stage, call.reference, call.number) == ("published", "CALL-2027-0001", 1)
    assert published(fund).reference == "CALL-2027-0002"
    assert fund.within(lambda unit: unit.envelopes.get(call.staff.envelope_id).call_id) == call.id
    version = fund.see(get_fund_call_version, GetFundCallVersion(call_id=call.id, number=1))
    assert (version.content, version.form) == (content(), form())
    assert next(event for event in fund.said() if isinstance(event, CallPublished)) == CallPublished(
        call_id=call.id, number=1, opens_at=OPENS, closes_at=CLOSES, priorities=("youth_engagement", "hate_crime"), published_at=fund.now
    )


def test_a_refused_publication_uses_up_no_reference(fund: MemoryFund) -> None:
    with pytest.raises(Invalid):
        published(fund, titles=None)
    assert published(fund).reference == "CALL-2027-0001"


def test_a_reference_counts_by_the_year_of_the_calls_own_zone(fund: MemoryFund) -> None:
    fund.now = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    later = {"opens_at": OPENS + timedelta(days=365), "closes_at": CLOSES + timedelta(days=365)}
    assert published(fund, **later).reference == "CALL-2028-0001"
    assert published(fund, **later, time_zone="America/Lima").reference == "CALL-2027-0001"


def test_a_call_is_published_once(fund: MemoryFund) -> None:
    call = published(fund)
    with pytest.raises(Conflict) as refused:
        fund.ask(calls.publish_fund_call, PublishFundCall(call_id=call.id), UNIT)
    assert refused.value.details == {"state": "published", "action": "publish_call"}


@pytest.mark.parametrize("name", ["form", "rubric", "workflow"])
def test_a_call_pins_published_versions_only(fund: MemoryFund, name: str) -> None:
    missing = {name: Pin(id="basic" if name != "workflow" else "standard", version=7)}
    with pytest.raises(Invalid) as refused:
        published(fund, **missing)
    assert codes(refused) == {(f"/call/{name}", "technical_fund.no_version")}
    assert [(fault.pointer, fault.code) for fault in drafted(fund, **missing).staff.faults] == [*codes(refused)]
    with pytest.raises(Invalid) as refused:
        revised(fund, published(fund).id, **{name: {"version": 7}})
    assert codes(refused) == {(f"/changes/{name}", "technical_fund.no_version")}


def test_strangers_see_a_published_call_without_what_is_the_units(fund: MemoryFund) -> None:
    call = published(fund)
    stranger = seen(fund, call.id, NOBODY)
    assert stranger.staff is None
    assert replace(seen(fund, call.id), staff=None) == stranger
    assert (stranger.opens_local, stranger.closes_local) == ("2027-04-01T09:00:00+02:00", "2027-06-01T17:00:00+02:00")
