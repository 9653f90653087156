"""Applications, to those who may know of them: who is recused finds none of theirs in any list."""

from contracts.roles import MANAGEMENT_UNIT, REVIEWER
from contracts.technical_fund import (
    CheckFundApplication,
    FundApplicationCheck,
    FundApplicationsPage,
    FundApplicationView,
    FundEligibilityHint,
    FundFault,
    GetFundApplication,
    ListFundApplications,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import CITY_ROLES, NETWORK, Application, readings
from services.technical_fund.domain.calls import Call, CallVersion
from services.technical_fund.domain.checks import soft_faults, submission_faults, task_list
from services.technical_fund.domain.facts import CityFacts
from services.technical_fund.domain.faults import Fault, fault
from services.technical_fund.domain.screening import NOTHING_KNOWN, evaluate, sheet
from services.technical_fund.domain.showing.applications import application_row, hides_city, seen, shown
from services.technical_fund.domain.window import local_text
from services.technical_fund.domain.workflow import Workflow
from services.technical_fund.domain.writing import pen
from services.technical_fund.views.ports import Reading, after


def list_fund_applications(unit: Reading, request: ListFundApplications) -> FundApplicationsPage:
    chaired = request.city_id is None and request.call_id is not None and _leads(unit, request.call_id)
    found = unit.applications.page(
        after(unit, request),
        readers=readings(unit.actor) | ({NETWORK} if chaired else frozenset()),
        without=_left_out(unit),
        call_id=request.call_id,
        city_id=request.city_id,
        state=request.state,
    )
    items, more = unit.cursors.page(request, found, unit.applications.sort_key)
    known = [application for application in items if chaired or application.may_be_listed_for(unit.actor, unit.now)]
    hidden = {one.id: chaired and _hides_city(unit, one) for one in known}
    return FundApplicationsPage(items=tuple(application_row(one, hidden=hidden[one.id]) for one in known), next=more)


def _leads(unit: Reading, call_id: str) -> bool:
    """Whoever led the panel and holds no role at the Fund any more leads nothing."""
    return access.chairs(unit, call_id) and any(unit.actor.has(role) for role in (REVIEWER, MANAGEMENT_UNIT))


def _left_out(unit: Reading) -> frozenset[str]:
    """What the reader is recused from, but for the applications of their own city, or that they were let into: there they are on the
    applicant's side."""
    hidden = access.hidden(unit)
    if not hidden:
        return hidden
    person_id = unit.actor.person_id or ""
    let_in = {one.id for one in unit.applications.delegated_to(person_id) if one.right_of(person_id, unit.now)}
    if not any(unit.actor.has(role) for role in CITY_ROLES):
        return hidden - let_in
    return hidden - let_in - {id for id, one in unit.applications.by_ids(hidden).items() if one.is_of(unit.actor)}


def _hides_city(unit: Reading, application: Application) -> bool:
    """A list by city would tell a panel's chair which city applies where the call hides it, so there is none for them."""
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    return hides_city(version, access.parts_by_role(unit.actor, application, unit.now))


def get_fund_application(unit: Reading, request: GetFundApplication) -> FundApplicationView:
    return shown(unit, access.readable(unit, request.application_id))


def check_fund_application(unit: Reading, request: CheckFundApplication) -> FundApplicationCheck:
    application, parts = access.known(unit, request.application_id)
    call, version = unit.calls.get(application.call_id), unit.call_versions.pinned(application.call_id, application.call_version)
    workflow = unit.workflows.version(application.workflow_id, application.workflow_version)
    application, attachments = seen(unit, application, parts)
    faults = submission_faults(version, application, attachments)
    advice = soft_faults(version, application.answers)
    city = unit.city_facts.find(application.city_id)
    of_city = not parts.isdisjoint(access.CITY_SIDE)
    if of_city:
        advice += _about_city(city)
    closes_at = call.content.closes_at
    return FundApplicationCheck(
        application_id=application.id,
        complete=not faults,
        faults=tuple(FundFault(**one) for one in faults),
        advice=tuple(FundFault(**one) for one in advice),
        eligibility=_eligibility(unit, application, version, workflow, city) if of_city else (),
        sections=task_list(version, application, attachments, pen(application, workflow, parts)),
        content=application.content,
        opens_at=call.content.opens_at,
        closes_at=closes_at,
        closes_at_local=None if closes_at is None else local_text(closes_at, call.content.time_zone),
        time_zone=call.content.time_zone,
        seconds_left=_seconds_left(unit, application, call),
    )


def _about_city(facts: CityFacts | None) -> list[Fault]:
    if facts is not None and facts.in_standing:
        return []
    return [fault("", "technical_fund.city_not_in_standing", "the city is not a member in standing, and cannot hand an application in")]


def _eligibility(
    unit: Reading, application: Application, version: CallVersion, workflow: Workflow, city: CityFacts | None
) -> tuple[FundEligibilityHint, ...]:
    withdrawn = {step.target for step in workflow.transitions if step.event == "withdraw"}
    others = unit.applications.of_city_and_call(application.city_id, application.call_id)
    standing = [one for one in others if not one.is_draft and one.state not in withdrawn and one.id != application.id]
    open_awards = unit.screenings.open_awards_of(application.city_id)
    known = sheet(city, open_awards=open_awards, applications=len(standing) + 1, at=unit.now)
    found = ((rule, evaluate(rule, known.get(rule.fact, NOTHING_KNOWN))) for rule in version.content.eligibility)
    return tuple(
        FundEligibilityHint(rule=rule.code, texts=rule.texts, found=one.found, as_of=one.as_of, result=one.result) for rule, one in found
    )


def _seconds_left(unit: Reading, application: Application, call: Call) -> int | None:
    if not application.is_draft or call.content.closes_at is None:
        return None
    return max(0, int((call.content.closes_at - unit.now).total_seconds()))
