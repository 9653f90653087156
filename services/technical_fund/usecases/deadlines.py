"""Setting deadlines, and reminding of them: the due rows are timers, written in the unit of work that sets the deadline."""

from datetime import datetime
from typing import Any, Final

from chassis.timers import Timer
from contracts.technical_fund import FundRemindersView, SetFundReminders
from services.technical_fund.domain.deadlines import Concerned, Deadline, deadline_id
from services.technical_fund.domain.showing.deadlines import reminders_view
from services.technical_fund.usecases.ports import Fund

REMIND_TIMER: Final = "fund-deadlines.remind"
MOVE_TIMER: Final = "fund-deadlines.move"
DONE_TIMER: Final = "fund-deadlines.done"
SETTLE_TIMER: Final = "fund-deadlines.settle"
PIECE: Final = 100

OF_APPLICATION: Final = frozenset({"call_closes", "information_due", "appeal_window_ends"})
OF_ASSIGNMENT: Final = frozenset({"acceptance_due", "review_due"})


# ---------------------------------------------------------------- for the areas that have something due


def set(unit: Fund, what: str, about: str, due_at: datetime, *, application_id: str | None = None, award_id: str | None = None) -> None:
    """Have `what` (a kind of `domain.deadlines.DEFAULTS`) due for `about`, at that instant. Again with another instant, it moves; with the
    same, nothing changes.

    `about` is the application or the assignment for the kinds that hang on one; for any other thing, say which application or award it
    belongs to, so that it is shown, and hidden, as that is.
    """
    found = unit.deadlines.find(deadline_id(what, about))
    if found is None:
        found = Deadline(
            id=deadline_id(what, about),
            what=what,
            about_id=about,
            due_at=due_at,
            reminded_to=unit.now,
            concerned=_concerned(unit, what, about, application_id, award_id),
        )
        unit.deadlines.add(found)
    elif found.due(due_at, at=unit.now):
        unit.deadlines.save(found)
    else:
        return
    _arm(unit, found)


def done(unit: Fund, what: str, about: str) -> None:
    """It is not due any more: done, or past caring. Says nothing where nothing was due."""
    found = unit.deadlines.find(deadline_id(what, about))
    if found is not None and found.finish(at=unit.now):
        unit.deadlines.save(found)
        unit.timers.cancel(_key(found))


def done_with(unit: Fund, application_id: str) -> None:
    """Nothing is due for this application any more, as when it was withdrawn."""
    for found in unit.deadlines.of_application(application_id):
        done(unit, found.what, found.about_id)


def move_all(unit: Fund, what: str, call_id: str, due_at: datetime) -> None:
    """Every deadline of this kind under the call is due then: in the background, a hundred at a time."""
    unit.timers.set(
        f"{MOVE_TIMER}:{what}:{call_id}", unit.now, MOVE_TIMER, {"what": what, "call_id": call_id, "due_at": due_at, "after": None}
    )


def done_all(unit: Fund, what: str, call_id: str) -> None:
    """No deadline of this kind is due under the call any more, as when it was cancelled: in the background too."""
    unit.timers.cancel(f"{MOVE_TIMER}:{what}:{call_id}")
    unit.timers.set(f"{DONE_TIMER}:{what}:{call_id}", unit.now, DONE_TIMER, {"what": what, "call_id": call_id, "after": None})


def _concerned(unit: Fund, what: str, about: str, application_id: str | None, award_id: str | None) -> Concerned:
    reviewer_id = None
    if what in OF_ASSIGNMENT:
        assignment = unit.assignments.get(about)
        application_id, reviewer_id = assignment.application_id, assignment.reviewer_id
    elif what in OF_APPLICATION:
        application_id = application_id or about
    elif application_id is None and award_id is not None:
        application_id = unit.awards.get(award_id).application_id
    application = None if application_id is None else unit.applications.get(application_id)
    return Concerned(
        application_id=application_id,
        call_id=None if application is None else application.call_id,
        city_id=None if application is None else application.city_id,
        reviewer_id=reviewer_id,
        award_id=award_id,
    )


# ---------------------------------------------------------------- when time has passed


def remind(unit: Fund, timer: Timer) -> None:
    """Say what has come due, and wait for what comes next. A timer of an instant that has been moved since says nothing."""
    found = unit.deadlines.find(timer.data["deadline_id"])
    if found is None:
        return
    if found.remind(unit.reminders.current().of(found.what), at=unit.now):
        unit.deadlines.save(found)
    _arm(unit, found)


def move_some(unit: Fund, timer: Timer) -> None:
    what, call_id, due_at = timer.data["what"], timer.data["call_id"], timer.data["due_at"]
    some = unit.deadlines.waiting(timer.data["after"], PIECE, what=what, call_id=call_id)
    for found in some:
        set(unit, what, found.about_id, due_at)
    _go_on(unit, timer, some)


def done_some(unit: Fund, timer: Timer) -> None:
    some = unit.deadlines.waiting(timer.data["after"], PIECE, what=timer.data["what"], call_id=timer.data["call_id"])
    for found in some:
        done(unit, found.what, found.about_id)
    _go_on(unit, timer, some)


def settle_some(unit: Fund, timer: Timer) -> None:
    """The rules of reminding are others now: wait for what they say."""
    some = unit.deadlines.waiting(timer.data["after"], PIECE)
    for found in some:
        _arm(unit, found)
    _go_on(unit, timer, some)


def _go_on(unit: Fund, timer: Timer, some: Any) -> None:
    if len(some) == PIECE:
        unit.timers.set(timer.key, unit.now, timer.name, dict(timer.data) | {"after": some[-1].id})


def _arm(unit: Fund, deadline: Deadline) -> None:
    following = deadline.next_reminder(unit.reminders.current().of(deadline.what))
    if following is None:
        unit.timers.cancel(_key(deadline))
    else:
        unit.timers.set(_key(deadline), following, REMIND_TIMER, {"deadline_id": deadline.id})


def _key(deadline: Deadline) -> str:
    return f"{REMIND_TIMER}:{deadline.id}"


TIMERS: Final = {REMIND_TIMER: remind, MOVE_TIMER: move_some, DONE_TIMER: done_some, SETTLE_TIMER: settle_some}


# ---------------------------------------------------------------- the rules


def set_fund_reminders(unit: Fund, request: SetFundReminders) -> FundRemindersView:
    rules = unit.reminders.current()
    unit.expect(rules)
    rules.set(request.reminders, at=unit.now)
    unit.reminders.save(rules) if rules.version else unit.reminders.add(rules)
    unit.timers.set(SETTLE_TIMER, unit.now, SETTLE_TIMER, {"after": None})
    return reminders_view(rules)
