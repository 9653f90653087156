"""Letting somebody into one application for a while: they find it until the instant named, and nothing of it afterwards."""

from datetime import timedelta
from typing import Final

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid, NotFound
from contracts.technical_fund import DelegateFundApplication, FundApplicationView, RevokeFundDelegation
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application, Delegation
from services.technical_fund.domain.showing.applications import shown
from services.technical_fund.usecases import deriving, history
from services.technical_fund.usecases.ports import Fund

LONGEST: Final = timedelta(days=180)
MOST: Final = 20
EXPIRY_TIMER: Final = "fund-delegations.expire"


def delegate_fund_application(unit: Fund, request: DelegateFundApplication) -> FundApplicationView:
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    unit.expect(application)
    if not unit.now < request.until <= unit.now + LONGEST:
        raise Invalid.field("/until", "range", f"must be still to come, and at most {LONGEST.days} days ahead")
    if len(application.delegations) >= MOST:
        raise Conflict("technical_fund.too_many_delegates", "no more people can be let in", {"most": MOST})
    _check_judges_nothing(unit, request.person_id)
    for former in (one for one in application.delegations if one.person_id == request.person_id):
        _end(unit, application, former)
    given = Delegation(
        id=new_id(),
        person_id=request.person_id,
        right=request.right,
        until=request.until,
        given_by=str(unit.actor.person_id),
        given_at=unit.now,
    )
    application.delegate(given)
    unit.timers.set(_key(given), given.until, EXPIRY_TIMER, {"application_id": application.id, "delegation_id": given.id})
    data = {"delegation_id": given.id, "delegate_id": given.person_id, "right": given.right, "until": given.until}
    history.note(unit, application.id, "delegated", data=data)
    unit.applications.save(application)
    return shown(unit, application)


def revoke_fund_delegation(unit: Fund, request: RevokeFundDelegation) -> FundApplicationView:
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    unit.expect(application)
    found = next((one for one in application.delegations if one.id == request.delegation_id), None)
    if found is None:
        raise NotFound("technical_fund.no_delegation", "nobody is let in under this id")
    _end(unit, application, found)
    history.note(unit, application.id, "delegation_revoked", data={"delegation_id": found.id})
    unit.applications.save(application)
    return shown(unit, application)


def expire_delegation(unit: Fund, timer: Timer) -> None:
    """From its instant on the delegation holds nothing anyway; here it leaves the lists and the record."""
    application = unit.applications.find(timer.data["application_id"])
    if application is None or application.end_delegation(timer.data["delegation_id"]) is None:
        return
    history.note(unit, application.id, "delegation_ended", data={"delegation_id": timer.data["delegation_id"]}, person_id=None)
    unit.applications.save(application)


def _check_judges_nothing(unit: Fund, person_id: str) -> None:
    """Who may come to judge applications writes none: one's own colleagues would have to look at it."""
    if deriving.may_judge(unit, person_id):
        raise Conflict("technical_fund.delegate_judges", "reviews applications or works for the management unit")


def _end(unit: Fund, application: Application, delegation: Delegation) -> None:
    application.end_delegation(delegation.id)
    unit.timers.cancel(_key(delegation))


def _key(delegation: Delegation) -> str:
    return f"{EXPIRY_TIMER}:{delegation.id}"


TIMERS: Final = {EXPIRY_TIMER: expire_delegation}
