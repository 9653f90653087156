"""Calls once they are published: open by the clock, never changed under whoever applies, ended, listed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid
from contracts.membership import PersonErased
from contracts.technical_fund import (
    AppointFundChair,
    ArchiveFundCall,
    CallArchived,
    CallCancelled,
    CallClosed,
    CallExtended,
    CallOpened,
    CallRevised,
    CancelFundCall,
    EligibilityRule,
    ExtendFundCall,
    GetFundCallVersion,
    ListFundCalls,
    ReviseFundCall,
    WithdrawFundApplication,
)
from services.technical_fund.usecases import calls, ledger, submissions
from services.technical_fund.views.calls import get_fund_call_version, list_fund_calls
from tests.builders.fund.applications import a_city, a_draft, submitted
from tests.builders.fund.calls import CLOSES, OPENS, form, library, support
from tests.builders.fund.calls_under_way import UNIT, at, codes, drafted, of_the_unit, opened, published, revised, seen
from tests.builders.fund.reviewers import a_reviewer
from tests.fakes.technical_fund import NOBODY, MemoryFund, mayors_office


@pytest.fixture
def fund() -> MemoryFund:
    fund = MemoryFund()
    library(fund)
    return fund


# ---------------------------------------------------------------- the clock


def test_a_call_opens_and_closes_by_the_clock_and_says_each_once(fund: MemoryFund) -> None:
    call = published(fund)
    for instant, stage in [
        (OPENS - timedelta(milliseconds=1), "published"),
        (OPENS, "open"),
        (CLOSES - timedelta(milliseconds=1), "open"),
        (CLOSES, "closed"),
        (CLOSES + timedelta(days=9), "closed"),
    ]:
        at(fund, instant)
        assert seen(fund, call.id).stage == stage
    assert [event for event in fund.said() if isinstance(event, CallOpened | CallClosed)] == [
        CallOpened(call_id=call.id, opened_at=OPENS, closes_at=CLOSES),
        CallClosed(call_id=call.id, closed_at=CLOSES),
    ]


def test_after_a_long_sleep_the_opening_is_still_said_before_the_closing(fund: MemoryFund) -> None:
    published(fund)
    at(fund, CLOSES + timedelta(days=3))
    assert [type(event) for event in fund.said() if isinstance(event, CallOpened | CallClosed)] == [CallOpened, CallClosed]


def test_a_deadline_is_an_instant_whatever_the_clocks_do_that_night(fund: MemoryFund) -> None:
    """Madrid puts its clocks back on 31 October 2027 at 01:00 UTC: 02:30 is there twice."""
    closes = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    call = published(fund, closes_at=closes)
    assert call.closes_local == "2027-10-31T02:30:00+01:00"
    at(fund, closes - timedelta(hours=1))
    assert seen(fund, call.id).stage == "open"
    at(fund, closes)
    assert seen(fund, call.id).stage == "closed"


def test_a_deadline_is_put_off_and_never_comes_nearer(fund: MemoryFund) -> None:
    call = opened(fund)
    for nearer in (CLOSES, CLOSES - timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            fund.ask(calls.extend_fund_call, ExtendFundCall(call_id=call.id, closes_at=nearer, reason="No"), UNIT)
        assert codes(refused) == {("/closes_at", "technical_fund.not_later")}
    later = CLOSES + timedelta(days=14)
    extended = fund.ask(calls.extend_fund_call, ExtendFundCall(call_id=call.id, closes_at=later, reason="A strike"), UNIT)
    assert extended.content.closes_at == later
    assert [(each.closed_at, each.closes_at, each.reason) for each in extended.extensions] == [(CLOSES, later, "A strike")]
    at(fund, CLOSES)
    assert seen(fund, call.id).stage == "open"
    at(fund, later)
    said = [event for event in fund.said() if isinstance(event, CallExtended | CallClosed)]
    assert said == [
        CallExtended(call_id=call.id, closed_at=CLOSES, closes_at=later, extended_at=OPENS),
        CallClosed(call_id=call.id, closed_at=later),
    ]


def test_a_call_that_has_closed_is_not_opened_again(fund: MemoryFund) -> None:
    call = published(fund)
    at(fund, CLOSES)
    with pytest.raises(Conflict, match="extend_call is not possible when the call is closed"):
        fund.ask(calls.extend_fund_call, ExtendFundCall(call_id=call.id, closes_at=CLOSES + timedelta(days=1), reason="No"), UNIT)


def test_a_decision_is_promised_after_the_new_deadline(fund: MemoryFund) -> None:
    promised, later = CLOSES + timedelta(days=30), CLOSES + timedelta(days=40)
    call = opened(fund, decides_by=promised)
    with pytest.raises(Invalid) as refused:
        fund.ask(calls.extend_fund_call, ExtendFundCall(call_id=call.id, closes_at=later, reason="x"), UNIT)
    assert codes(refused) == {("/decides_by", "technical_fund.ends_too_early")}
    again = ExtendFundCall(call_id=call.id, closes_at=later, reason="x", decides_by=later + timedelta(days=1))
    assert fund.ask(calls.extend_fund_call, again, UNIT).content.decides_by == later + timedelta(days=1)


# ---------------------------------------------------------------- a call in use


def test_before_it_opens_a_change_makes_a_new_version_and_leaves_the_old_one(fund: MemoryFund) -> None:
    call = published(fund)
    changed = revised(fund, call.id, reviews_per_application=2)
    assert changed.number == 2
    versions = [fund.see(get_fund_call_version, GetFundCallVersion(call_id=call.id, number=number)) for number in (1, 2)]
    assert [version.content.reviews_per_application for version in versions] == [3, 2]
    assert fund.said()[-1] == CallRevised(call_id=call.id, number=2, opens_at=OPENS, closes_at=CLOSES, revised_at=fund.now)


def test_before_it_opens_its_dates_may_be_others(fund: MemoryFund) -> None:
    call = published(fund)
    revised(fund, call.id, opens_at="2027-03-10T07:00:00Z")
    at(fund, datetime(2027, 3, 10, 7, 0, tzinfo=UTC))
    assert seen(fund, call.id).stage == "open"
    assert isinstance(fund.said()[-1], CallOpened)


@pytest.mark.parametrize(
    "changes",
    [
        {"reviews_per_application": 2},
        {"closes_at": "2027-05-01T00:00:00Z"},
        {"closes_at": "2027-08-01T00:00:00Z"},
        {"eligibility": [{"code": "x", "fact": "country", "op": "in", "value": ["ES"]}]},
        {"anonymity": "open"},
        {"ceiling": {"money": {"minor": 5_000_000, "currency": "EUR"}}},
        {"titles": {"en": "Something else"}},
        {"titles": {"es": None}},
        {"priorities": []},
        {"rubric": {"version": 2}},
        {"time_zone": "UTC"},
        {"source_lang": "es"},
    ],
)
def test_once_open_nothing_changes_under_an_applicant(fund: MemoryFund, changes: dict[str, Any]) -> None:
    call = opened(fund)
    with pytest.raises(Conflict) as refused:
        revised(fund, call.id, **changes)
    assert refused.value.code == "technical_fund.call_in_use"
    assert refused.value.details["fields"] == [*changes]
    assert seen(fund, call.id) == call


def test_once_open_it_may_gain_languages_and_another_contact(fund: MemoryFund) -> None:
    call = opened(fund)
    changed = revised(fund, call.id, titles={"fr": "Aide"}, texts={"ar": "نص"}, contact="new@example.org")
    assert (changed.number, changed.content.titles["fr"], changed.content.contact) == (2, "Aide", "new@example.org")


def test_the_envelope_of_a_published_call_is_the_ledgers(fund: MemoryFund) -> None:
    call = published(fund)
    with pytest.raises(Conflict, match="rely on this call"):
        revised(fund, call.id, envelope={"half_days": 500})


def test_a_change_that_changes_nothing_makes_no_version(fund: MemoryFund) -> None:
    call = opened(fund)
    assert revised(fund, call.id, contact="fund@example.org").number == call.number


def test_who_has_seen_another_version_changes_nothing(fund: MemoryFund) -> None:
    call = drafted(fund)
    revised(fund, call.id, contact="new@example.org")
    with pytest.raises(Conflict, match="changed since"):
        fund.ask(calls.revise_fund_call, ReviseFundCall(call_id=call.id, changes={"contact": None}), UNIT, version=call.version)


# ---------------------------------------------------------------- the end


@pytest.mark.parametrize("instant", [OPENS - timedelta(days=1), OPENS, CLOSES])
def test_a_call_is_taken_back_with_a_reason_and_says_nothing_of_the_clock_after(fund: MemoryFund, instant: datetime) -> None:
    call = published(fund)
    at(fund, instant)
    cancelled = fund.ask(calls.cancel_fund_call, CancelFundCall(call_id=call.id, reason="No money"), UNIT)
    assert (cancelled.stage, cancelled.cancel_reason) == ("cancelled", "No money")
    before = len(fund.said())
    assert fund.said()[-1] == CallCancelled(call_id=call.id, cancelled_at=fund.now)
    at(fund, CLOSES + timedelta(days=1))
    assert len(fund.said()) == before


def test_a_call_is_archived_when_it_is_over(fund: MemoryFund) -> None:
    call = opened(fund)
    with pytest.raises(Conflict, match="archive_call is not possible when the call is open"):
        fund.ask(calls.archive_fund_call, ArchiveFundCall(call_id=call.id), UNIT)
    at(fund, CLOSES)
    assert fund.ask(calls.archive_fund_call, ArchiveFundCall(call_id=call.id), UNIT).stage == "archived"
    assert fund.said()[-1] == CallArchived(call_id=call.id, archived_at=CLOSES)
    assert seen(fund, call.id, NOBODY).stage == "archived"


def test_a_chair_is_a_reviewer_or_of_the_management_unit(fund: MemoryFund) -> None:
    call = published(fund)
    with pytest.raises(Invalid) as refused:
        fund.ask(calls.appoint_fund_chair, AppointFundChair(call_id=call.id, person_id=new_id()), UNIT)
    assert codes(refused) == {("/person_id", "technical_fund.no_chair")}
    for somebody in (a_reviewer(fund), of_the_unit(fund)):
        appointed = fund.ask(calls.appoint_fund_chair, AppointFundChair(call_id=call.id, person_id=somebody.person_id), UNIT)
        assert appointed.staff.chair_id == somebody.person_id
    assert fund.ask(calls.appoint_fund_chair, AppointFundChair(call_id=call.id, person_id=None), UNIT).staff.chair_id is None
    with pytest.raises(Invalid):
        fund.ask(calls.appoint_fund_chair, AppointFundChair(call_id=call.id, person_id=of_the_unit(fund, ends_at=fund.now).person_id), UNIT)


# ---------------------------------------------------------------- lists


def test_calls_are_found_by_stage_theme_country_and_words(fund: MemoryFund) -> None:
    early = published(fund)
    spain = (EligibilityRule(code="x", fact="country", op="in", value=["ES"]),)
    late = published(
        fund,
        opens_at=OPENS + timedelta(days=30),
        priorities=("disinformation",),
        eligibility=spain,
        titles={"en": "Facts", "ar": "الحقائق"},
    )
    at(fund, OPENS)

    def found(**sought: Any) -> list[str]:
        return [row.id for row in fund.see(list_fund_calls, ListFundCalls(**sought), NOBODY).items]

    assert found() == [late.id, early.id]
    assert found(stage="open") == [early.id]
    assert found(stage="published") == [late.id]
    assert found(stage="closed") == []
    assert found(theme="disinformation") == [late.id]
    assert found(country="KE") == [early.id]
    assert found(country="ES") == [late.id, early.id]
    assert found(search="PREV help") == [early.id]
    assert found(search="حقائق") == [late.id]
    assert found(search="…") == []
    at(fund, CLOSES)
    assert found(stage="closed") == [late.id, early.id]


def test_a_list_comes_in_pages(fund: MemoryFund) -> None:
    made = []
    for _ in range(5):
        made.append(published(fund).id)
        fund.now += timedelta(minutes=1)
    page = fund.see(list_fund_calls, ListFundCalls(limit=3), NOBODY)
    rest = fund.see(list_fund_calls, ListFundCalls(limit=3, cursor=page.next), NOBODY)
    assert [row.id for row in (*page.items, *rest.items)] == made[::-1]
    assert rest.next is None


# ---------------------------------------------------------------- defects of the systems we studied


def test_the_ceiling_of_an_envelope_is_kept_where_money_moves_not_where_pages_are_drawn(fund: MemoryFund) -> None:
    """BC Unity checks it in the web layer's helper alone."""
    call = published(fund)

    def take(unit: Any, minor: int) -> None:
        about = ledger.About(application_id=new_id())
        ledger.reserve(unit, call.staff.envelope_id, support(minor), about=about, key=f"decision/{new_id()}")

    fund.within(lambda unit: take(unit, 200_000_000))
    with pytest.raises(Conflict) as refused:
        fund.within(lambda unit: take(unit, 1))
    assert refused.value.code == "technical_fund.envelope_exceeded"


def test_a_call_outlives_everybody_who_made_it(fund: MemoryFund) -> None:
    """Hypha's models delete what somebody wrote together with their account."""
    call = published(fund)
    fund.hear(PersonErased(person_id=UNIT.person_id, erasure_id=new_id()))
    after = seen(fund, call.id)
    assert (after.reference, after.content, after.stage) == (call.reference, call.content, "published")
    assert fund.see(get_fund_call_version, GetFundCallVersion(call_id=call.id, number=1)).form == form()


# ---------------------------------------------------------------- what hangs on a call


def due(fund: MemoryFund, draft: Any) -> list[datetime]:
    found: list[datetime] = fund.within(lambda unit: [each.due_at for each in unit.deadlines.of_application(draft.id)])
    return found


def test_a_draft_is_due_when_the_call_now_closes_and_never_once_it_is_cancelled(fund: MemoryFund) -> None:
    call, later = opened(fund), CLOSES + timedelta(days=14)
    draft = a_draft(fund, call.id, a_city(fund))
    assert due(fund, draft) == [CLOSES]
    fund.ask(calls.extend_fund_call, ExtendFundCall(call_id=call.id, closes_at=later, reason="A strike"), UNIT)
    fund.wait(seconds=1)
    assert due(fund, draft) == [later]
    fund.ask(calls.cancel_fund_call, CancelFundCall(call_id=call.id, reason="No money"), UNIT)
    fund.wait(seconds=1)
    assert due(fund, draft) == []


def test_a_draft_begun_before_the_call_opens_is_due_by_its_new_dates(fund: MemoryFund) -> None:
    call = published(fund)
    draft = a_draft(fund, call.id, a_city(fund))
    revised(fund, call.id, closes_at="2027-05-01T15:00:00Z")
    fund.wait(seconds=1)
    assert due(fund, draft) == [datetime(2027, 5, 1, 15, 0, tzinfo=UTC)]


def test_a_call_in_which_something_is_under_way_is_not_archived(fund: MemoryFund) -> None:
    call, city_id = opened(fund), a_city(fund)
    office = mayors_office(city_id)
    receipt = submitted(fund, call.id, city_id, office)
    a_draft(fund, call.id, a_city(fund))
    at(fund, CLOSES)
    with pytest.raises(Conflict) as refused:
        fund.ask(calls.archive_fund_call, ArchiveFundCall(call_id=call.id), UNIT)
    assert (refused.value.code, refused.value.details) == ("technical_fund.call_under_way", {})
    fund.within(lambda unit: unit.applications.get(receipt.application.id))
    withdraw = WithdrawFundApplication(application_id=receipt.application.id, reason="Enough")
    fund.ask(submissions.withdraw_fund_application, withdraw, office)
    assert fund.ask(calls.archive_fund_call, ArchiveFundCall(call_id=call.id), UNIT).stage == "archived"
