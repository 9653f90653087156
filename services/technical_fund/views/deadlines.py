"""What is due, and when people are reminded."""

from contracts.technical_fund import FundDeadlinesPage, FundRemindersView, GetFundReminders, ListFundDeadlines
from services.technical_fund.domain.applications import readings
from services.technical_fund.domain.showing.deadlines import deadline_view, reminders_view
from services.technical_fund.views.ports import Reading, after


def get_fund_reminders(unit: Reading, request: GetFundReminders) -> FundRemindersView:
    return reminders_view(unit.reminders.current())


def list_fund_deadlines(unit: Reading, request: ListFundDeadlines) -> FundDeadlinesPage:
    without = unit.recusals.from_person(str(unit.actor.person_id))
    if request.application_id in without:
        return FundDeadlinesPage(items=())
    found = unit.deadlines.page(
        after(unit, request),
        keys=readings(unit.actor),
        without=without,
        what=request.what,
        call_id=request.call_id,
        application_id=request.application_id,
        due_before=request.due_before,
    )
    items, following = unit.cursors.page(request, found, unit.deadlines.sort_key)
    reminders = unit.reminders.current()
    return FundDeadlinesPage(items=tuple(deadline_view(one, reminders, unit.now) for one in items), next=following)
