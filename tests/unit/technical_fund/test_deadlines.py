"""Deadlines: people are reminded once for each reminder of each due instant, wherever the service was meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Invalid
from contracts.technical_fund import DeadlineReminderDue, FundReminders, ListFundDeadlines, ReminderRule, SetFundReminders
from services.technical_fund import views
from services.technical_fund.usecases import deadlines
from tests.fakes.memory import NOON
from tests.fakes.technical_fund import MemoryFund, focal_point, management

DAY = timedelta(days=1)
REPORT = "report_due"


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def due(fund: MemoryFund, about: str, days: float, what: str = REPORT) -> None:
    fund.within(lambda unit: deadlines.set(unit, what, about, fund.now + days * DAY))


def reminded(fund: MemoryFund) -> list[int]:
    """Days left, of every reminder said."""
    return [event.days for event in fund.said() if isinstance(event, DeadlineReminderDue)]


def days_pass(fund: MemoryFund, days: int) -> None:
    for _ in range(days):
        fund.wait(days=1)


def test_people_are_reminded_before_and_after() -> None:
    fund = MemoryFund()
    due(fund, new_id(), 31)
    days_pass(fund, 80)
    assert reminded(fund) == [30, 7, -1, -14, -30]


def test_a_service_that_stood_still_reminds_once_and_says_how_many_days_are_left(fund: MemoryFund) -> None:
    due(fund, new_id(), 31)
    fund.wait(days=28)
    assert reminded(fund) == [3]
    fund.wait(days=1)
    assert reminded(fund) == [3]


def test_reminders_that_were_past_when_the_deadline_was_set_are_not_said(fund: MemoryFund) -> None:
    due(fund, new_id(), 5)
    fund.wait(days=5)
    assert reminded(fund) == []
    fund.wait(days=1)
    assert reminded(fund) == [-1]


def test_what_is_done_is_not_reminded_of(fund: MemoryFund) -> None:
    report = new_id()
    due(fund, report, 31)
    fund.wait(days=2)
    fund.within(lambda unit: deadlines.done(unit, REPORT, report))
    days_pass(fund, 60)
    assert reminded(fund) == [29]


def test_done_before_anything_was_due_says_nothing(fund: MemoryFund) -> None:
    fund.within(lambda unit: deadlines.done(unit, REPORT, new_id()))
    assert fund.said() == []


def test_a_deadline_that_moves_reminds_of_its_new_instant(fund: MemoryFund) -> None:
    report = new_id()
    due(fund, report, 8)
    fund.wait(days=1)
    due(fund, report, 20)
    days_pass(fund, 21)
    assert reminded(fund) == [7, 7, -1]


def test_the_same_instant_again_changes_nothing(fund: MemoryFund) -> None:
    report = new_id()
    due(fund, report, 7)
    due(fund, report, 7)
    row = fund.work.store["fund_deadlines"].rows
    assert [one["version"] for one in row.values()] == [1]


def test_every_deadline_of_a_call_moves_with_it_in_pieces(fund: MemoryFund) -> None:
    call_id, about = new_id(), [new_id() for _ in range(deadlines.PIECE + 20)]

    def begin(unit: Any) -> None:
        for one in about:
            deadlines.set(unit, REPORT, one, NOON + 5 * DAY)
            found = unit.deadlines.get(deadlines.deadline_id(REPORT, one))
            found.concerned = deadlines.Concerned(call_id=call_id)
            unit.deadlines.save(found)

    fund.within(begin)
    fund.within(lambda unit: deadlines.move_all(unit, REPORT, call_id, NOON + 50 * DAY))
    fund.wait(seconds=1)
    fund.wait(seconds=1)
    assert {row["due_at"] for row in fund.work.store["fund_deadlines"].rows.values()} == {NOON + 50 * DAY}


def test_other_rules_hold_for_what_waits_already(fund: MemoryFund) -> None:
    due(fund, new_id(), 31)
    rules = SetFundReminders(reminders=FundReminders(rules=(ReminderRule(what=REPORT, days=(-20, 2)),)))
    fund.ask(deadlines.set_fund_reminders, rules, management())
    days_pass(fund, 60)
    assert reminded(fund) == [20, -2]


def test_a_kind_named_twice_is_refused(fund: MemoryFund) -> None:
    twice = (ReminderRule(what=REPORT, days=(1,)), ReminderRule(what=REPORT, days=(2,)))
    with pytest.raises(Invalid):
        fund.ask(deadlines.set_fund_reminders, SetFundReminders(reminders=FundReminders(rules=twice)), management())


def test_the_management_unit_sees_what_is_due_in_order(fund: MemoryFund) -> None:
    first, second = new_id(), new_id()
    due(fund, second, 9)
    due(fund, first, 2)
    page = fund.see(views.deadlines.list_fund_deadlines, ListFundDeadlines(limit=1), management())
    assert [one.about_id for one in page.items] == [first]
    more = fund.see(views.deadlines.list_fund_deadlines, ListFundDeadlines(limit=1, cursor=page.next), management())
    assert [one.about_id for one in more.items] == [second]


def test_a_city_sees_nothing_that_is_not_its_own(fund: MemoryFund) -> None:
    due(fund, new_id(), 2)
    assert fund.see(views.deadlines.list_fund_deadlines, ListFundDeadlines(), focal_point(new_id())).items == ()
