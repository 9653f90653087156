"""The public register: it tells of awards what may be told, and together with what is withheld it is what the ledger says."""

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from chassis.context import Actor, new_id
from contracts.errors import Invalid, NotFound
from contracts.standard import PART_BYTES
from contracts.technical_fund import (
    GetRegisterTotals,
    ListFundHistory,
    ListRegister,
    ListRegisterWithholdings,
    PublishWithheld,
    ReadRegisterFile,
    RegisterEntry,
    RegisterTotals,
    WithholdFromRegister,
)
from services.technical_fund import views
from services.technical_fund.domain.register.entries import band_of
from services.technical_fund.usecases import register
from tests.builders.fund import applications, money
from tests.builders.fund.money import Granted, granted, in_force, recuse, support
from tests.fakes.technical_fund import NOBODY, MemoryFund, management

STANDARDS = Path(os.environ.get("SCN_STANDARDS_DIR", Path(__file__).parents[4] / "shared" / "standards"))
with_standards = pytest.mark.skipif(not STANDARDS.is_dir(), reason=f"no published schemas in {STANDARDS} (SCN_STANDARDS_DIR)")
ALL = ("city", "title", "amount", "band", "location", "dates", "purpose")
URL = "https://network.example"


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def award(fund: MemoryFund) -> Granted:
    return in_force(fund)


def names(city_ids: Sequence[str]) -> Mapping[str, dict[str, str]]:
    return {city_id: {"en": "Kisumu", "sw": "Kisumu"} for city_id in city_ids}


def listed(fund: MemoryFund, by: Actor = NOBODY, **asked: Any) -> tuple[RegisterEntry, ...]:
    page = fund.see(partial(views.register.list_register, names=names), ListRegister(**asked), by)
    return tuple(page.items)


def withhold(of: Granted, *fields: str, by: Actor | None = None, **more: Any) -> None:
    days = {"review_on": (of.fund.now + timedelta(days=90)).date()}
    asked = WithholdFromRegister(award_id=of.award_id, fields=fields, reason="They were threatened", **days | more)
    of.fund.ask(register.withhold_from_register, asked, by or of.manager)


def totals(fund: MemoryFund, by: Actor = NOBODY) -> RegisterTotals:
    found: RegisterTotals = fund.see(views.register.get_register_totals, GetRegisterTotals(), by)
    return found


def file(fund: MemoryFund, format: str, by: Actor = NOBODY) -> bytes:
    view = partial(views.register.read_register_file, names=names, public_url=URL)
    data, part = b"", None
    while part is None or part.part:
        part = fund.see(view, ReadRegisterFile(format=format, offset=len(data)), by)
        data += part.part
    assert part.size == len(data)
    return data


# ---------------------------------------------------------------- what is on it


def test_an_award_is_on_the_register_once_both_sides_have_signed(fund: MemoryFund) -> None:
    granted(fund)
    assert listed(fund) == ()
    of = in_force(fund)
    [entry] = listed(fund)
    assert (entry.id, entry.city_id, entry.city_names) == (of.award_id, of.city_id, {"en": "Kisumu", "sw": "Kisumu"})
    assert (entry.title, entry.status, entry.awarded) == ("Safe squares", "active", support(600_000, 20))
    assert (entry.disbursed, entry.awarded_on, entry.withheld) == (support(0), fund.now.date(), ())


def test_what_was_paid_shows(award: Granted) -> None:
    award.pay("first")
    [entry] = listed(award.fund)
    assert entry.disbursed == support(200_000)


def test_pages_of_the_register_join_without_a_gap(fund: MemoryFund) -> None:
    made = [in_force(fund).award_id for _ in range(3)]
    view = partial(views.register.list_register, names=names)
    first = fund.see(view, ListRegister(limit=2))
    second = fund.see(view, ListRegister(limit=2, cursor=first.next))
    assert [one.id for one in (*first.items, *second.items)] == made


@pytest.mark.parametrize("field", ALL)
def test_each_field_can_be_withheld_for_itself(award: Granted, field: str) -> None:
    """No byte of what is withheld is left, whatever else is told."""
    before = listed(award.fund)[0]
    withhold(award, field)
    [entry] = listed(award.fund)
    gone = {
        "city": {"city_id", "city_names"},
        "title": {"title"},
        "amount": {"awarded", "disbursed"},
        "band": {"awarded", "disbursed"},
        "location": {"country"},
        "dates": {"awarded_on", "in_force_on", "ended_on"},
        "purpose": {"purpose"},
    }[field]
    assert {name for name in gone if getattr(entry, name) is not None} == set()
    same = {"id", "reference", "status", "city_id", "title", "awarded", "country", "awarded_on"} - gone
    assert all(getattr(entry, name) == getattr(before, name) for name in same)
    assert field in entry.withheld
    assert (entry.band is not None) == (field == "amount")


def test_a_withheld_amount_is_told_as_a_band() -> None:
    band = band_of(600_000, "EUR")
    assert band is not None
    assert (band.from_minor, band.below_minor) == (0, 1_000_000)
    assert band_of(1_000_000, "EUR").from_minor == 1_000_000  # type: ignore[union-attr]
    assert band_of(10**12, "EUR").below_minor is None  # type: ignore[union-attr]
    assert band_of(20_000, "JPY").from_minor == 10_000  # type: ignore[union-attr]
    assert band_of(0, None) is None


def test_a_country_is_not_found_by_what_is_withheld_of_it(award: Granted) -> None:
    [entry] = listed(award.fund)
    assert [one.id for one in listed(award.fund, country=entry.country)] == [award.award_id]
    withhold(award, "location")
    assert listed(award.fund, country=entry.country) == ()


def test_a_delayed_award_is_nowhere_until_its_day(fund: MemoryFund) -> None:
    delayed, shown = in_force(fund), in_force(fund)
    until = (fund.now + timedelta(days=30)).date()
    withhold(delayed, delay_until=until)
    view = partial(views.register.list_register, names=names)
    page = fund.see(view, ListRegister(limit=1))
    assert ([one.id for one in page.items], page.next) == ([shown.award_id], None)
    for format in ("360giving.json", "360giving.csv", "common-grants-awards.json"):
        assert delayed.award_id.encode() not in file(fund, format)
        assert delayed.award.reference.encode() not in file(fund, format)
    fund.now += timedelta(days=30)
    assert {one.id for one in listed(fund)} == {delayed.award_id, shown.award_id}


def test_a_terminated_award_stays_with_its_status(award: Granted) -> None:
    def terminate(unit: Any) -> None:
        found = unit.awards.get(award.award_id)
        found.state = "terminated"
        unit.awards.save(found)

    award.fund.within(terminate)
    assert [one.status for one in listed(award.fund)] == ["terminated"]


def test_what_is_withheld_can_be_published_and_why_is_in_the_history(award: Granted) -> None:
    withhold(award, "city")
    asked = PublishWithheld(award_id=award.award_id, reason="The threat is over")
    award.fund.ask(register.publish_withheld, asked, award.manager)
    assert listed(award.fund)[0].withheld == ()
    with pytest.raises(NotFound):
        award.fund.ask(register.publish_withheld, asked, award.manager)
    items = award.fund.see(views.history.list_fund_history, ListFundHistory(application_id=award.application_id), award.manager).items
    assert [one.texts for one in items if one.what in ("withhold_from_register", "publish_withheld")] == [
        {"reason": "They were threatened"},
        {"reason": "The threat is over"},
    ]


@pytest.mark.parametrize(
    "more", [{}, {"delay_until": date(2027, 3, 1)}, {"review_on": date(2027, 3, 1), "delay_until": date(2028, 1, 1)}], ids=str
)
def test_withholding_nothing_or_until_a_day_that_is_past_is_refused(award: Granted, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        withhold(award, **more)


# ---------------------------------------------------------------- recusal


def test_whoever_is_recused_finds_the_award_nowhere(award: Granted) -> None:
    recused = management()
    withhold(award, "city")
    recuse(award, recused)
    assert listed(award.fund, by=recused) == ()
    found = award.fund.see(views.register.list_register_withholdings, ListRegisterWithholdings(), recused)
    assert found.items == ()
    told = totals(award.fund, recused)
    assert (told.published_awards, told.withheld_awards, told.partial) == (0, 0, True)
    assert {(one.published, one.ledger) for one in told.sums} == {(0, 0)}


def test_to_the_recused_an_award_is_as_one_that_nobody_ever_made(award: Granted) -> None:
    recused = management()
    recuse(award, recused)
    with pytest.raises(NotFound) as one:
        withhold(award, "city", by=recused)
    asked = WithholdFromRegister(award_id=new_id(), fields=("city",), review_on=date(2028, 1, 1), reason="Why")
    with pytest.raises(NotFound) as other:
        award.fund.ask(register.withhold_from_register, asked, recused)
    assert (one.value.code, str(one.value)) == (other.value.code, str(other.value))


# ---------------------------------------------------------------- the equation


def test_published_and_withheld_are_what_the_ledger_says(fund: MemoryFund) -> None:
    awards = [in_force(fund) for _ in range(5)]
    awards[0].pay("first")
    for one in awards[:2]:
        withhold(one, "amount")
    withhold(awards[2], delay_until=(fund.now + timedelta(days=5)).date())
    granted(fund)
    told = totals(fund, management())
    assert (told.published_awards, told.withheld_awards) == (2, 3)
    by_unit = {one.unit: one for one in told.sums}
    assert (by_unit["minor"].published, by_unit["minor"].withheld, by_unit["minor"].ledger) == (1_200_000, 1_800_000, 3_000_000)
    assert (by_unit["half_days"].published, by_unit["half_days"].withheld, by_unit["half_days"].ledger) == (40, 60, 100)
    assert all(one.holds for one in told.sums)
    assert totals(fund) == told, "with three withheld, everybody may know the sum"


def test_an_award_that_the_ledger_does_not_know_of_breaks_the_equation(award: Granted) -> None:
    def tamper(unit: Any) -> None:
        holding = unit.holdings.held_by(award.envelope_id, award.application_id)
        holding.held["committed"] = money.Amount(minor=1, half_days=20)
        unit.holdings.save(holding)

    award.fund.within(tamper)
    assert [one.holds for one in totals(award.fund, management()).sums] == [True, False]


def test_a_sum_over_few_withheld_awards_is_for_the_management_unit_alone(fund: MemoryFund) -> None:
    awards = [in_force(fund) for _ in range(3)]
    for one in awards[:2]:
        withhold(one, "amount")
    told = totals(fund)
    assert told.withheld_awards is None
    assert {(one.withheld, one.ledger, one.holds) for one in told.sums} == {(None, None, None)}
    assert all(one.holds for one in totals(fund, management()).sums)


# ---------------------------------------------------------------- files


def test_a_grant_says_what_the_standard_asks_for(award: Granted) -> None:
    award.pay("first")
    [grant] = json.loads(file(award.fund, "360giving.json"))["grants"]
    assert (grant["currency"], grant["amountAwarded"], grant["amountDisbursed"]) == ("EUR", 6000, 2000)
    assert grant["id"] == f"360G-strongcities-{award.award.reference}"
    assert grant["recipientOrganization"][0]["name"] == "Kisumu"


def test_amounts_are_exact_to_the_cent(fund: MemoryFund) -> None:
    of = granted(fund, support(600_001))
    parts = money.schedule(money.Tranche(code="all", support=support(600_001), due_on=date(2027, 5, 1)))
    fund.ask(money.award_agreements.set_award_schedule, money.SetAwardSchedule(award_id=of.award_id, schedule=parts), of.manager)
    money.drawn_up(of)
    money.signed(of)
    assert b'"amountAwarded": 6000.01' in file(fund, "360giving.json")


def test_a_file_leaves_out_what_its_standard_cannot_say(fund: MemoryFund) -> None:
    amount, dates, city = in_force(fund), in_force(fund), in_force(fund)
    withhold(amount, "amount")
    withhold(dates, "dates")
    withhold(city, "city", "title", "location", "purpose")
    [grant] = json.loads(file(fund, "360giving.json"))["grants"]
    assert grant["id"].endswith(city.award.reference)
    assert city.city_id not in json.dumps(grant)
    assert grant["recipientOrganization"][0]["name"] == "Withheld to protect those concerned"


def test_the_table_tells_the_same_and_no_spreadsheet_runs_it(fund: MemoryFund) -> None:
    of = in_force(fund)

    def rename(unit: Any) -> None:
        found = unit.applications.get(of.application_id)
        found.title = '=HYPERLINK("https://evil.example")'
        unit.applications.save(found)

    fund.within(rename)
    [row] = csv.DictReader(io.StringIO(file(fund, "360giving.csv").decode()))
    assert row["Title"] == '\'=HYPERLINK("https://evil.example")'
    assert (row["Amount Awarded"], row["Recipient Org:Name"], row["Funding Org:Name"]) == ("6000", "Kisumu", "Strong Cities Network")


def test_a_file_longer_than_a_part_comes_whole(fund: MemoryFund, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.register, "PART_BYTES", 100)
    in_force(fund)
    assert PART_BYTES > 100
    assert len(json.loads(file(fund, "360giving.json"))["grants"]) == 1


@with_standards
def test_the_package_fits_the_published_schema(fund: MemoryFund) -> None:
    awards = [in_force(fund) for _ in range(4)]
    withhold(awards[0], "city", "title", "location", "purpose")
    awards[1].pay("first")
    package = json.loads(file(fund, "360giving.json"))
    checker = _schema("360-giving-package-schema.json")
    checker.validate(package)
    assert len(package["grants"]) == 4
    del package["grants"][0]["recipientOrganization"]
    assert not checker.is_valid(package), "the schema does judge grants"


def _schema(name: str) -> jsonschema.Draft202012Validator:
    """The package's schema names the grant's by an address of an earlier patch version."""
    whole = json.loads((STANDARDS / name).read_text())
    grant = json.loads((STANDARDS / "360-giving-schema.json").read_text())
    address = whole["properties"]["grants"]["items"]["$ref"]
    draft = "https://json-schema.org/draft/2020-12/schema"
    known: Registry[Any] = Registry().with_resource(address, Resource.from_contents({**grant, "$schema": draft, "$id": address}))
    return jsonschema.Draft202012Validator({**whole, "$schema": draft}, registry=known, format_checker=jsonschema.FormatChecker())


def test_open_calls_and_awards_are_told_in_the_words_of_the_protocol(fund: MemoryFund) -> None:
    of = in_force(fund)
    withheld = in_force(fund)
    withhold(withheld, *ALL)
    calls = json.loads(file(fund, "common-grants-opportunities.json"))
    assert {one["status"]["value"] for one in calls["items"]} == {"open"}
    assert calls["items"][0]["funding"]["totalAmountAvailable"]["currency"] == "EUR"
    told = {one["id"]: one for one in json.loads(file(fund, "common-grants-awards.json"))["items"]}
    assert told[of.award_id]["funding"]["awardedAmount"] == {"amount": "6000.00", "currency": "EUR"}
    assert told[of.award_id]["status"] == {"value": "awarded"}
    assert {"funding", "keyDates", "recipientOrganizations"} & told[withheld.award_id].keys() == set()
    assert withheld.city_id not in json.dumps(told[withheld.award_id])


def test_a_draft_of_a_call_is_in_no_file(fund: MemoryFund) -> None:
    call_id = applications.a_call(fund)
    fund.within(lambda unit: _draft_again(unit, call_id))
    assert json.loads(file(fund, "common-grants-opportunities.json"))["items"] == []


def _draft_again(unit: Any, call_id: str) -> None:
    call = unit.calls.get(call_id)
    call.state = "draft"
    unit.calls.save(call)
