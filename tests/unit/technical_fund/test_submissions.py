"""Handing applications in: once, whole, and in time by one clock for everybody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contracts import membership as m
from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.technical_fund import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    FundReceipt,
    SubmitFundApplication,
    Support,
    WithdrawFundApplication,
)
from services.technical_fund.usecases import deadlines, submissions
from tests.builders.fund.applications import ANSWERS, a_call, a_city, a_draft, submitted
from tests.builders.fund.calls import support
from tests.fakes.technical_fund import Fund, MemoryFund, focal_point, management, mayors_office, person

ZONES = {
    # the call's zone, a deadline by its clocks: hours before or after they change, and in the hour that comes twice
    "Europe/Madrid": [(2027, 3, 28, 1, 59, 59), (2027, 3, 28, 3, 0, 0), (2027, 10, 31, 2, 30, 0)],
    "America/Santiago": [(2027, 4, 3, 23, 30, 0), (2027, 9, 4, 23, 59, 59), (2027, 9, 5, 1, 0, 0)],
    "Asia/Kabul": [(2027, 3, 21, 23, 59, 59), (2027, 7, 1, 0, 0, 0)],
}
DEADLINES = [(zone, 0, *clock) for zone, clocks in ZONES.items() for clock in clocks] + [("Europe/Madrid", 1, 2027, 10, 31, 2, 30, 0)]


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def submit(fund: Fund, application_id: str, by: object, key: str | None = None) -> FundReceipt:
    request = SubmitFundApplication(application_id=application_id)
    receipt: FundReceipt = fund.ask(submissions.submit_fund_application, request, by, key=key)  # type: ignore[arg-type]
    return receipt


def number_submitted(fund: Fund) -> int:
    return sum(isinstance(said, ApplicationSubmitted) for said in fund.said())


def test_a_submission_has_a_reference_a_digest_and_what_follows(fund: MemoryFund) -> None:
    decides_by = fund.now + timedelta(days=90)
    call = a_call(fund, decides_by=decides_by)
    receipt = submitted(fund, call, a_city(fund))
    assert (receipt.reference, receipt.application.state, receipt.version_number) == ("TSF-2027-0001", "submitted", 1)
    assert receipt.submitted_at_local == "2027-03-01T13:00:00+01:00"
    assert [(one.step, one.at) for one in receipt.next_steps] == [
        ("received", fund.now),
        ("screening", None),
        ("review", fund.now + timedelta(days=30)),
        ("decision", decides_by),
        ("letter", None),
    ]
    assert submitted(fund, call, a_city(fund)).reference == "TSF-2027-0002"


def test_everybody_hears_of_a_submission_and_of_nobodys_words(fund: MemoryFund) -> None:
    receipt = submitted(fund, call := a_call(fund), city := a_city(fund))
    assert fund.said() == [
        ApplicationSubmitted(
            application_id=receipt.application.id, call_id=call, city_id=city, call_version=1, submitted_at=receipt.submitted_at
        )
    ]


def test_the_year_of_a_reference_is_the_calls_year(fund: MemoryFund) -> None:
    fund.now = datetime(2027, 12, 31, 19, 45, tzinfo=UTC)
    assert submitted(fund, a_call(fund, time_zone="Asia/Kabul"), a_city(fund)).reference == "TSF-2028-0001"
    assert submitted(fund, a_call(fund, time_zone="America/Santiago"), a_city(fund)).reference == "TSF-2027-0001"


@pytest.mark.parametrize(("zone", "fold", "year", "month", "day", "hour", "minute", "second"), DEADLINES)
@pytest.mark.parametrize("milliseconds", [-1000, -1, 0, 1, 1000])
def test_at_the_deadline_it_is_taken_once_or_refused_once(
    fund: MemoryFund, zone: str, fold: int, year: int, month: int, day: int, hour: int, minute: int, second: int, milliseconds: int
) -> None:
    """Before the instant it counts, from the instant on it does not, whatever clocks on walls show; retries hear the first answer."""
    closes_at = datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
    fund.now = closes_at - timedelta(days=2)
    city = a_city(fund)
    by = mayors_office(city)
    draft = a_draft(fund, a_call(fund, time_zone=zone, closes_at=closes_at), city, by)
    fund.now = closes_at + timedelta(milliseconds=milliseconds)
    if milliseconds < 0:
        first = submit(fund, draft.id, by, key="sent at the last moment")
        fund.now = closes_at + timedelta(hours=3)
        assert submit(fund, draft.id, by, key="sent at the last moment") == first
        assert first.submitted_at < closes_at
        assert number_submitted(fund) == 1
        return
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            submit(fund, draft.id, by, key="sent at the last moment")
        assert refused.value.code == "technical_fund.call_closed"
        local = datetime.fromisoformat(refused.value.details["closes_at_local"])
        assert (local.hour, local.minute, local.second) == (hour, minute, second)
        assert local.astimezone(UTC) == closes_at
    assert number_submitted(fund) == 0


def test_a_refusal_names_the_deadline_in_the_citys_zone_too(fund: MemoryFund) -> None:
    city = a_city(fund, country="AF", subdivision=None)
    draft = a_draft(fund, a_call(fund), city)
    fund.wait(days=30)
    with pytest.raises(Conflict) as refused:
        submit(fund, draft.id, mayors_office(city))
    details = refused.value.details
    assert (details["time_zone"], details["closes_at_local"]) == ("Europe/Madrid", "2027-03-31T14:00:00+02:00")
    assert (details["city_time_zone"], details["closes_at_in_city"]) == ("Asia/Kabul", "2027-03-31T16:30:00+04:30")


def test_nothing_is_handed_in_before_the_call_opens(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund, opens_at=fund.now + timedelta(seconds=1)), city)
    with pytest.raises(Conflict) as refused:
        submit(fund, draft.id, mayors_office(city))
    assert refused.value.code == "technical_fund.call_not_open"
    fund.wait(seconds=1)
    assert submit(fund, draft.id, mayors_office(city)).application.state == "submitted"


def test_two_people_of_a_city_submit_once(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    submit(fund, draft.id, focal_point(city), key="one")
    with pytest.raises(Conflict) as refused:
        submit(fund, draft.id, mayors_office(city), key="other")
    assert refused.value.code == "technical_fund.wrong_state"
    assert number_submitted(fund) == 1


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"title": None}, "/title", "required"),
        ({"answers": {}}, "/answers/plan", "required"),
        ({"answers": ANSWERS | {"plan": "word " * 21}}, "/answers/plan", "technical_fund.over_limit"),
        ({"answers": ANSWERS | {"people": 1.5}}, "/answers/people", "technical_fund.not_whole"),
        ({"requested": Support()}, "/requested", "technical_fund.nothing_asked"),
        ({"requested": support(999_999)}, "/requested/money/minor", "technical_fund.below_floor"),
        ({"requested": support(20_000_001)}, "/requested/money/minor", "technical_fund.above_ceiling"),
        ({"requested": support(2_000_000, 41)}, "/requested/half_days", "technical_fund.above_ceiling"),
        (
            {"answers": ANSWERS | {"budget": [{"category": "staff", "text": "One", "minor": 5}]}},
            "/answers/budget",
            "technical_fund.budget_total",
        ),
    ],
)
def test_what_is_not_whole_is_not_taken(fund: MemoryFund, changes: dict[str, object], pointer: str, code: str) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city, **changes)
    with pytest.raises(Invalid) as refused:
        submit(fund, draft.id, mayors_office(city))
    assert refused.value.code == "technical_fund.incomplete"
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in refused.value.details["errors"]]
    assert number_submitted(fund) == 0
    assert fund.within(lambda unit: unit.count_up("fund applications 2027")) == 1


def test_expert_days_alone_may_be_asked_for(fund: MemoryFund) -> None:
    assert submitted(fund, a_call(fund), a_city(fund), requested=support(None, 10)).reference == "TSF-2027-0001"


def test_a_suspended_city_hands_nothing_in(fund: MemoryFund) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    fund.hear(m.CitySuspended(city_id=city, previous="active", reason=None, at=fund.now))
    with pytest.raises(Conflict) as refused:
        submit(fund, draft.id, mayors_office(city))
    assert (refused.value.code, refused.value.details["status"]) == ("technical_fund.city_not_in_standing", "suspended")


@pytest.mark.parametrize("who", ["management", "delegate"])
def test_only_the_city_hands_in(fund: MemoryFund, who: str) -> None:
    city = a_city(fund)
    draft = a_draft(fund, a_call(fund), city)
    by = management() if who == "management" else person()
    with pytest.raises(NotAllowed) as refused:
        submit(fund, draft.id, by)
    assert refused.value.code == "not_allowed"


# ---------------------------------------------------------------- taking back


def test_a_city_takes_its_application_back(fund: MemoryFund) -> None:
    receipt = submitted(fund, call := a_call(fund), city := a_city(fund))
    request = WithdrawFundApplication(application_id=receipt.application.id, reason="Other plans")
    view = fund.ask(submissions.withdraw_fund_application, request, focal_point(city))
    assert (view.state, view.possible, view.editable) == ("withdrawn", (), "none")
    assert fund.said()[-1] == ApplicationWithdrawn(application_id=view.id, call_id=call, city_id=city)
    assert "Other plans" not in str(fund.said())


def test_a_draft_or_a_withdrawn_one_is_not_withdrawn(fund: MemoryFund) -> None:
    call, city = a_call(fund), a_city(fund)
    draft = a_draft(fund, call, city)
    for _ in range(2):
        with pytest.raises(Conflict) as refused:
            fund.ask(submissions.withdraw_fund_application, WithdrawFundApplication(application_id=draft.id), mayors_office(city))
        assert refused.value.code == "technical_fund.wrong_state"
        if draft.submitted_at is None:
            draft = submit(fund, draft.id, mayors_office(city)).application
            fund.ask(submissions.withdraw_fund_application, WithdrawFundApplication(application_id=draft.id), mayors_office(city))


def test_withdrawing_ends_the_deadlines(fund: MemoryFund) -> None:
    receipt = submitted(fund, a_call(fund), city := a_city(fund))
    fund.within(lambda unit: _set_a_deadline(unit, receipt.application.id))
    request = WithdrawFundApplication(application_id=receipt.application.id)
    fund.ask(submissions.withdraw_fund_application, request, mayors_office(city))
    assert not [one for one in fund.within(lambda unit: unit.deadlines.of_application(receipt.application.id)) if one.waits]


def _set_a_deadline(unit: object, application_id: str) -> None:
    deadlines.set(unit, "information_due", application_id, datetime(2027, 6, 1, tzinfo=UTC))  # type: ignore[arg-type]
