"""Screening applications: facts kept at submission, rules run, overridden by people, and what is found in the end."""

from typing import Any, Final

from chassis.context import new_id
from contracts.technical_fund import (
    FindApplicationEligible,
    FindApplicationIneligible,
    OverrideScreeningRule,
    ReinstateFundApplication,
    RunScreening,
    ScreeningView,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.screening import NOW, Known, Outcome, Override, Screening, sheet
from services.technical_fund.domain.showing.screening import screening_view
from services.technical_fund.usecases import history, letters, steps
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.sealing import closed_text

FINDINGS: Final = ("find_eligible", "find_ineligible", "reinstate")
"""Steps that a screening leads to; rules are run and overridden where one of them is possible."""


def remember_facts(unit: Fund, application: Application) -> None:
    """What is known of the city when it hands in. One that hands in again, after an appeal, is screened by what was known at first."""
    if unit.screenings.find(application.id) is None:
        kept = facts_of(unit, application)
        at = application.submitted_at or unit.now
        unit.screenings.add(Screening(id=application.id, call_id=application.call_id, submitted_at=at, at_submission=kept))


def run_screening(unit: Fund, request: RunScreening) -> ScreeningView:
    application, screening = _screened(unit, request.application_id)
    if "begin_screening" in steps.workflow_of(unit, application).possible(application.state, access.parts_of(unit, application)):
        steps.take(unit, application, "begin_screening")
    _require_screening_stage(unit, application)
    rules = unit.call_versions.pinned(application.call_id, application.call_version).content.eligibility
    facts = facts_of(unit, application) if request.facts == NOW else screening.at_submission
    screening.run(rules, request.facts, facts, at=unit.now)
    unit.screenings.save(screening)
    data: dict[str, Any] = {"facts": request.facts, "result": screening.result, "run": screening.runs}
    data |= {"findings": [f"{finding.rule}:{finding.result}" for finding in screening.findings]}
    history.note(unit, application.id, "run_screening", data=data)
    return _shown(unit, application, screening)


def override_screening_rule(unit: Fund, request: OverrideScreeningRule) -> ScreeningView:
    application, screening = _screened(unit, request.application_id)
    _require_screening_stage(unit, application)
    text_id, text = closed_text(unit, request.reason)
    override = Override(result=request.result, text_id=text_id, text=text, by=unit.actor.person_id, at=unit.now)
    screening.override(request.rule, override)
    unit.screenings.save(screening)
    data = {"rule": request.rule, "result": request.result}
    history.note(unit, application.id, "override_rule", data=data, texts={"reason": request.reason})
    return _shown(unit, application, screening)


def find_application_eligible(unit: Fund, request: FindApplicationEligible) -> ScreeningView:
    application, screening = _screened(unit, request.application_id)
    steps.check(unit, application, "find_eligible")
    screening.require_clear()
    screening.outcome = None
    unit.screenings.save(screening)
    steps.take(unit, application, "find_eligible", data={"overridden": screening.overridden}, texts={"note": request.note})
    return _shown(unit, application, screening)


def find_application_ineligible(unit: Fund, request: FindApplicationIneligible) -> ScreeningView:
    application, screening = _screened(unit, request.application_id)
    steps.check(unit, application, "find_ineligible")
    screening.require_unmet(request.rules)
    text_id, text = closed_text(unit, request.reason)
    outcome = Outcome(id=new_id(), rules=request.rules, text_id=text_id, text=text, at=unit.now, found_by=unit.actor.person_id)
    screening.outcome = outcome
    unit.screenings.save(screening)
    steps.take(unit, application, "find_ineligible", data={"rules": request.rules}, texts={"reason": request.reason})
    letters.prepare_finding(unit, outcome, application)
    return _shown(unit, application, screening)


def reinstate_fund_application(unit: Fund, request: ReinstateFundApplication) -> ScreeningView:
    """Only once no rule stands against it any more: run anew, or overridden."""
    application, screening = _screened(unit, request.application_id)
    steps.check(unit, application, "reinstate")
    screening.require_clear()
    letters.drop_finding(unit, screening.outcome)
    screening.outcome = None
    unit.screenings.save(screening)
    steps.take(unit, application, "reinstate", texts={"reason": request.reason})
    return _shown(unit, application, screening)


def facts_of(unit: Fund, application: Application) -> dict[str, Known]:
    """Everything that rules may ask about, as it is known now. Applications taken back do not count."""
    workflow = steps.workflow_of(unit, application)
    withdrawn = {step.target for step in workflow.transitions if step.event == "withdraw"}
    others = unit.applications.of_city_and_call(application.city_id, application.call_id)
    live = [one for one in others if not one.is_draft and one.state not in withdrawn and one.id != application.id]
    return sheet(
        unit.city_facts.find(application.city_id),
        open_awards=unit.screenings.open_awards_of(application.city_id),
        applications=len(live) + 1,
        at=unit.now,
    )


def _screened(unit: Fund, application_id: str) -> tuple[Application, Screening]:
    application = access.acting(unit, application_id, access.MANAGEMENT)
    screening = unit.screenings.get(application_id)
    unit.expect(screening)
    return application, screening


def _require_screening_stage(unit: Fund, application: Application) -> None:
    """Raises what the first of the findings would, when none of them is possible."""
    possible = steps.workflow_of(unit, application).possible(application.state, access.parts_of(unit, application))
    if not any(step in possible for step in FINDINGS):
        steps.check(unit, application, FINDINGS[0])


def _shown(unit: Fund, application: Application, screening: Screening) -> ScreeningView:
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    workflow = steps.workflow_of(unit, application)
    return screening_view(screening, application, version, workflow, unit.person_keys, access.parts_of(unit, application))
