"""Handing an application in, once and in time, and taking it back."""

from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.errors import Conflict, Invalid
from contracts.technical_fund import (
    FundApplicationView,
    FundNextStep,
    FundReceipt,
    SubmitFundApplication,
    WithdrawFundApplication,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.attachments import check_all_readable
from services.technical_fund.domain.calls import Call
from services.technical_fund.domain.checks import submission_faults
from services.technical_fund.domain.showing.applications import shown
from services.technical_fund.domain.versions import SUBMISSION
from services.technical_fund.domain.window import check_open, local_text
from services.technical_fund.usecases import deadlines, effects, steps
from services.technical_fund.usecases.applications import CLOSES
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.versioning import attached, keep_version


def submit_fund_application(unit: Fund, request: SubmitFundApplication) -> FundReceipt:
    """The deadline is compared with the instant at which this unit of work began, by the service's clock: no client's clock, network or
    retry moves it. A second person who submits finds it submitted."""
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    unit.expect(application)
    steps.check(unit, application, "submit")
    call, version = unit.calls.get(application.call_id), unit.call_versions.pinned(application.call_id, application.call_version)
    check_open(call, unit.now, application.country)
    _check_city(unit, application.city_id)
    files = attached(unit, application)
    check_all_readable(files)
    if faults := submission_faults(version, application, files):
        raise Invalid.fields(faults, "technical_fund.incomplete")
    application.hand_in(_next_reference(unit, call), by=str(unit.actor.person_id), at=unit.now)
    kept = keep_version(unit, application, SUBMISSION)
    data = {"call_version": application.call_version, "submitted_at": unit.now, "reference": application.reference}
    steps.take(unit, application, "submit", data=data | {"version_number": kept.number, "digest": kept.digest})
    deadlines.done(unit, CLOSES, application.id)
    for effect in effects.WHEN_SUBMITTED:
        effect(unit, application)
    return _receipt(unit, application, call, kept.number, kept.digest)


def withdraw_fund_application(unit: Fund, request: WithdrawFundApplication) -> FundApplicationView:
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    unit.expect(application)
    steps.take(unit, application, "withdraw", texts={"reason": request.reason})
    for effect in effects.WHEN_WITHDRAWN:
        effect(unit, application)
    return shown(unit, application)


def _check_city(unit: Fund, city_id: str) -> None:
    facts = unit.city_facts.find(city_id)
    if facts is None or not facts.in_standing:
        status = None if facts is None else facts.status
        details = {"city_id": city_id, "status": status}
        raise Conflict("technical_fund.city_not_in_standing", "only cities in standing hand applications in", details)


def _next_reference(unit: Fund, call: Call) -> str:
    """TSF-<year>-<number>: the year by the clocks of the call's zone, the number counted without gaps within it."""
    year = unit.now.astimezone(ZoneInfo(call.content.time_zone)).year
    return f"TSF-{year}-{unit.count_up(f'fund applications {year}'):04d}"


def _receipt(unit: Fund, application: Application, call: Call, number: int, digest: str) -> FundReceipt:
    return FundReceipt(
        application=shown(unit, application),
        reference=str(application.reference),
        submitted_at=unit.now,
        submitted_at_local=local_text(unit.now, call.content.time_zone),
        version_number=number,
        digest=digest,
        next_steps=_what_follows(call, unit.now),
    )


def _what_follows(call: Call, now: datetime) -> tuple[FundNextStep, ...]:
    """Screening may begin at once; the decision and its letter come by the day that the call names."""
    return (
        FundNextStep(step="received", at=now),
        FundNextStep(step="screening"),
        FundNextStep(step="review", at=call.content.closes_at),
        FundNextStep(step="decision", at=call.content.decides_by),
        FundNextStep(step="letter"),
    )
