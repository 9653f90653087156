"""Calls: drafted, published with an envelope, put off, cancelled, archived by the management unit; opened and closed by the clock."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid, NotFound
from contracts.roles import MANAGEMENT_UNIT
from contracts.standard import Done
from contracts.technical_fund import (
    AppointFundChair,
    ArchiveFundCall,
    CallContent,
    CancelFundCall,
    CloneFundCall,
    DiscardFundCall,
    DraftFundCall,
    ExtendFundCall,
    FundCallView,
    PublishFundCall,
    ReviseFundCall,
)
from services.technical_fund.domain.call_checks import draft_faults
from services.technical_fund.domain.calls import DRAFT, PUBLISHED, Call
from services.technical_fund.domain.faults import refuse
from services.technical_fund.domain.pins import faults_of, make_version
from services.technical_fund.domain.showing.calls import call_view, staff_part
from services.technical_fund.domain.workflow import LIVE
from services.technical_fund.usecases import deadlines, draws, ledger
from services.technical_fund.usecases.changes import apply_changes
from services.technical_fund.usecases.ports import Fund

OPENING: Final = "fund_call_opening"
CLOSING: Final = "fund_call_closing"
CALL_CLOSES: Final = "call_closes"


def draft_fund_call(unit: Fund, request: DraftFundCall) -> FundCallView:
    terms = unit.terms.current().content
    begun = CallContent(time_zone=terms.time_zone, reviews_per_application=terms.reviews_per_application)
    return _drafted(unit, apply_changes(begun, request.call, "/call"), "/call")


def clone_fund_call(unit: Fund, request: CloneFundCall) -> FundCallView:
    content = known_call(unit, request.call_id).content
    return _drafted(unit, replace(content, opens_at=None, closes_at=None, decides_by=None), "")


def revise_fund_call(unit: Fund, request: ReviseFundCall) -> FundCallView:
    call = _expected(unit, request.call_id)
    call.check("revise_call", unit.now)
    before = call.content
    faults = partial(faults_of, unit, now=unit.now, pointer="/changes", before=before)
    if call.revise(apply_changes(before, request.changes), faults, at=unit.now):
        unit.call_versions.add(make_version(unit, call, by=unit.actor.person_id, at=unit.now))
        call.say_revised(unit.now)
        _set_clock(unit, call)
        _tell_drafts(unit, call, before)
    return _saved(unit, call)


def discard_fund_call(unit: Fund, request: DiscardFundCall) -> Done:
    call = _expected(unit, request.call_id)
    call.check("discard_call", unit.now)
    unit.calls.remove(call)
    return Done()


def publish_fund_call(unit: Fund, request: PublishFundCall) -> FundCallView:
    call = _expected(unit, request.call_id)
    call.check("publish_call", unit.now)
    call.appeal_days = unit.terms.current().content.appeal_days
    call.publish(_reference(unit, call), partial(faults_of, unit, now=unit.now), by=unit.actor.person_id, at=unit.now)
    unit.call_versions.add(make_version(unit, call, by=unit.actor.person_id, at=unit.now))
    call.envelope_id = ledger.open_envelope(unit, call).id
    draws.commit(unit, call.id)
    _set_clock(unit, call)
    return _saved(unit, call)


def extend_fund_call(unit: Fund, request: ExtendFundCall) -> FundCallView:
    """Everybody's deadline moves, whatever version of the call they began with."""
    call = _expected(unit, request.call_id)
    before = call.content
    call.extend(request.closes_at, request.decides_by, request.reason, by=unit.actor.person_id, at=unit.now)
    _set_clock(unit, call)
    _tell_drafts(unit, call, before)
    return _saved(unit, call)


def appoint_fund_chair(unit: Fund, request: AppointFundChair) -> FundCallView:
    call = _expected(unit, request.call_id)
    call.check("appoint_chair", unit.now)
    if request.person_id is not None and not _may_lead(unit, request.person_id):
        raise Invalid.field("/person_id", "technical_fund.no_chair", "is neither an active reviewer nor of the management unit")
    call.chair_id = request.person_id
    return _saved(unit, call)


def cancel_fund_call(unit: Fund, request: CancelFundCall) -> FundCallView:
    call = _expected(unit, request.call_id)
    call.cancel(request.reason, by=unit.actor.person_id, at=unit.now)
    for timer in (OPENING, CLOSING):
        unit.timers.cancel(f"{timer}:{call.id}")
    deadlines.done_all(unit, CALL_CLOSES, call.id)
    return _saved(unit, call)


def archive_fund_call(unit: Fund, request: ArchiveFundCall) -> FundCallView:
    call = _expected(unit, request.call_id)
    call.check("archive_call", unit.now)
    if _something_under_way(unit, call):
        raise Conflict("technical_fund.call_under_way", "something is under way in this call")
    call.archive(by=unit.actor.person_id, at=unit.now)
    return _saved(unit, call)


def time_has_come(unit: Fund, timer: Timer) -> None:
    """Say that a call has opened or closed. A deadline that was put off meanwhile has a later timer of the same key."""
    call = unit.calls.find(timer.data["call_id"])
    if call is not None and call.state == PUBLISHED:
        call.tell_the_time(unit.now)
        if call.news:
            unit.calls.save(call)


TIMERS: Final[dict[str, Callable[[Any, Any], None]]] = {OPENING: time_has_come, CLOSING: time_has_come}


# ---------------------------------------------------------------- inside


def known_call(unit: Fund, call_id: str) -> Call:
    """Raises `technical_fund.no_call`, for a draft too where the actor is not of the management unit."""
    call = unit.calls.find(call_id)
    if call is None or (call.state == DRAFT and not unit.actor.has(MANAGEMENT_UNIT)):
        raise NotFound("technical_fund.no_call", "there is no such call")
    return call


def _expected(unit: Fund, call_id: str) -> Call:
    call = known_call(unit, call_id)
    unit.expect(call)
    return call


def _drafted(unit: Fund, content: CallContent, pointer: str) -> FundCallView:
    refuse(draft_faults(content, pointer))
    call = Call(id=new_id(), content=content, drafted_at=unit.now, drafted_by=unit.actor.person_id)
    unit.calls.add(call)
    return _shown(unit, call)


def _saved(unit: Fund, call: Call) -> FundCallView:
    unit.calls.save(call)
    return _shown(unit, call)


def _shown(unit: Fund, call: Call) -> FundCallView:
    return call_view(call, unit.now, staff=staff_part(call, faults_of(unit, call.content, unit.now)))


def _reference(unit: Fund, call: Call) -> str:
    """Counted by the year in which the call's own zone is. Counted up again when the publication is refused after all."""
    zone = call.content.time_zone
    year = unit.now.astimezone(ZoneInfo(zone)).year
    return f"CALL-{year}-{unit.count_up(f'calls:{year}'):04}"


def _set_clock(unit: Fund, call: Call) -> None:
    for timer, due_at in zip((OPENING, CLOSING), call.window, strict=True):
        unit.timers.set(f"{timer}:{call.id}", due_at, timer, {"call_id": call.id})


def _tell_drafts(unit: Fund, call: Call, before: CallContent) -> None:
    """Reminders to hand in go by the deadline there is now."""
    if call.content.closes_at != before.closes_at:
        deadlines.move_all(unit, CALL_CLOSES, call.id, call.window[1])


def _may_lead(unit: Fund, person_id: str) -> bool:
    reviewer = unit.reviewers.find(person_id)
    if reviewer is not None and reviewer.active:
        return True
    ties = unit.role_ties.of_person(person_id)
    return any(tie.role == MANAGEMENT_UNIT and tie.starts_at <= unit.now and tie.holds(unit.now) for tie in ties)


def _something_under_way(unit: Fund, call: Call) -> bool:
    """Drafts were never handed in; everything else comes to rest by its own process."""
    return any(
        unit.workflows.version(application.workflow_id, application.workflow_version).kind_of(application.state) == LIVE
        for application in unit.applications.of_call(call.id)
    )
