"""Deciding: one person proposes, another approves or sends back. Nothing is told to anybody before the second has spoken."""

from datetime import UTC, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import (
    ApproveFundDecision,
    DecisionContent,
    DecisionView,
    DraftFundDecision,
    ProposeFundDecision,
    ResumeFundApplication,
    ReturnFundDecision,
    Support,
)
from services.technical_fund.domain.access import CHAIR, MANAGEMENT, parts_of
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.deciding import check_untouched, frame_of, known_decision, no_decision
from services.technical_fund.domain.decisions import DEFER, DRAFT, PROPOSED, Decision, check, granted, unknown_criteria
from services.technical_fund.domain.showing.decisions import decision_view
from services.technical_fund.usecases import ledger, letters, steps
from services.technical_fund.usecases.access import acting
from services.technical_fund.usecases.awards import make_award
from services.technical_fund.usecases.ports import Fund

RESUME_TIMER: Final = "fund-decisions.resume"

# ---------------------------------------------------------------- what people ask


def draft_fund_decision(unit: Fund, request: DraftFundDecision) -> DecisionView:
    application = acting(unit, request.application_id, MANAGEMENT, CHAIR)
    decision = write(unit, application, request.decision)
    unit.expect(decision)
    keep(unit, decision)
    return _shown(unit, decision, application)


def propose_fund_decision(unit: Fund, request: ProposeFundDecision) -> DecisionView:
    application = acting(unit, request.application_id, MANAGEMENT, CHAIR)
    return _shown(unit, propose(unit, application, request.decision), application)


def approve_fund_decision(unit: Fund, request: ApproveFundDecision) -> DecisionView:
    decision, application = _of_management(unit, request.decision_id)
    unit.expect(decision)
    approve(unit, decision, application)
    return _shown(unit, decision, application)


def return_fund_decision(unit: Fund, request: ReturnFundDecision) -> DecisionView:
    decision, application = _of_management(unit, request.decision_id)
    unit.expect(decision)
    send_back(unit, decision, application, request.reason)
    return _shown(unit, decision, application)


def resume_fund_application(unit: Fund, request: ResumeFundApplication) -> DecisionView:
    application = acting(unit, request.application_id, MANAGEMENT)
    steps.take(unit, application, "resume")
    unit.timers.cancel(_resume_key(application.id))
    decision = unit.decisions.approved_of(application.id)
    if decision is None:
        raise no_decision()
    return _shown(unit, decision, application)


# ---------------------------------------------------------------- for one decision, alone or in a batch


def write(unit: Fund, application: Application, content: DecisionContent, batch_id: str | None = None) -> Decision:
    """The application's draft, with this in it; not yet kept."""
    steps.check(unit, application, "propose_decision")
    check_untouched(unit, application)
    if found := unknown_criteria(content, frame_of(unit, application), "/decision"):
        raise Invalid.fields(found)
    decision = _open_draft(unit, application)
    decision.write(content, by=unit.actor.person_id, at=unit.now)
    decision.batch_id = batch_id or decision.batch_id
    return decision


def propose(unit: Fund, application: Application, content: DecisionContent | None = None) -> Decision:
    """Propose what is drafted, or `content`; what it grants is set aside."""
    steps.check(unit, application, "propose_decision")
    check_untouched(unit, application)
    decision = _open_draft(unit, application)
    if content is not None:
        decision.write(content, by=unit.actor.person_id, at=unit.now)
    frame = frame_of(unit, application)
    check(decision.content, frame, "/decision")
    support = granted(decision.content, frame)
    envelope_id = unit.calls.get(application.call_id).envelope_id if support is not None else None
    decision.propose(support, envelope_id, by=unit.actor.person_id, at=unit.now)
    _set_aside(unit, decision)
    keep(unit, decision)
    steps.take(unit, application, "propose_decision", data={**told(decision), "proposed_at": unit.now})
    return decision


def approve(unit: Fund, decision: Decision, application: Application) -> None:
    check_untouched(unit, application)
    _check_proposer(unit, decision)
    decision.approve(by=unit.actor.person_id, at=unit.now)
    unit.decisions.save(decision)
    data = {**told(decision), "decided_at": unit.now, "resume_on": decision.content.resume_on}
    steps.take(unit, application, str(decision.outcome), data=data)
    if (grant := decision.grant) is not None:
        make_award(unit, application, grant)
    if decision.outcome == DEFER:
        _set_resume(unit, application, decision)
    letters.prepare(unit, decision, application)


def send_back(unit: Fund, decision: Decision, application: Application, reason: str) -> None:
    decision.send_back(reason, by=unit.actor.person_id, at=unit.now)
    _set_free(unit, decision, "return")
    unit.decisions.save(decision)
    unit.decisions.add(decision.again(new_id(), by=unit.actor.person_id, at=unit.now))
    data = {**told(decision), "returned_at": unit.now}
    steps.take(unit, application, "return_decision", data=data, texts={"reason": reason})


def drop_open(unit: Fund, application_id: str) -> None:
    """The application is decided no more, as when it was withdrawn: what was set aside for it is free again."""
    decision = unit.decisions.open_of(application_id)
    if decision is None:
        return
    if decision.state == PROPOSED:
        _set_free(unit, decision, "drop")
    decision.drop()
    unit.decisions.save(decision)
    unit.timers.cancel(_resume_key(application_id))


def told(decision: Decision) -> dict[str, Any]:
    """A decision in ids, codes and numbers, for the history and the events."""
    support = decision.support or Support()
    money = support.money
    return {
        "decision_id": decision.id,
        "outcome": decision.outcome,
        "round": decision.round,
        "minor": money.minor if money else 0,
        "currency": money.currency if money else None,
        "half_days": support.half_days,
    }


# ---------------------------------------------------------------- time


def resume(unit: Fund, timer: Timer) -> None:
    """The day has come on which a deferred application goes back to the panel; whatever else it is by then stays as it is."""
    application = unit.applications.find(timer.data["application_id"])
    if application is not None and "resume" in steps.workflow_of(unit, application).possible(application.state, steps.AS_SYSTEM):
        steps.as_system(unit, application, "resume")


TIMERS: Final = {RESUME_TIMER: resume}


def _set_resume(unit: Fund, application: Application, decision: Decision) -> None:
    if decision.content.resume_on is None:
        return
    zone = unit.call_versions.pinned(application.call_id, application.call_version).content.time_zone
    begins = datetime.combine(decision.content.resume_on, time(), ZoneInfo(zone)).astimezone(UTC)
    unit.timers.set(_resume_key(application.id), max(begins, unit.now), RESUME_TIMER, {"application_id": application.id})


def _resume_key(application_id: str) -> str:
    return f"{RESUME_TIMER}:{application_id}"


# ---------------------------------------------------------------- pieces


def _of_management(unit: Fund, decision_id: str) -> tuple[Decision, Application]:
    decision, application, _ = known_decision(unit, decision_id)
    return decision, acting(unit, application.id, MANAGEMENT)


def _open_draft(unit: Fund, application: Application) -> Decision:
    """The draft there is, or a new one; the guard keeps two people from beginning one each."""
    found = unit.decisions.open_of(application.id)
    if found is not None and found.state == DRAFT:
        return found
    unit.guard(f"decision-of:{application.id}")
    return Decision(
        id=new_id(),
        application_id=application.id,
        call_id=application.call_id,
        city_id=application.city_id,
        round=unit.panels.of(application.id, application.call_id).round,
        written_at=unit.now,
    )


def keep(unit: Fund, decision: Decision) -> None:
    unit.decisions.save(decision) if decision.version else unit.decisions.add(decision)


def _check_proposer(unit: Fund, decision: Decision) -> None:
    if decision.proposed_by is not None and unit.recusals.holds(decision.application_id, decision.proposed_by):
        raise Conflict("technical_fund.proposer_recused", "whoever proposed it has a conflict of interest by now: send it back")


def _set_aside(unit: Fund, decision: Decision) -> None:
    if (grant := decision.grant) is not None:
        about = ledger.About(application_id=decision.application_id)
        ledger.reserve(unit, grant.envelope_id, grant.support, about=about, key=decision.key)


def _set_free(unit: Fund, decision: Decision, why: str) -> None:
    if (grant := decision.grant) is not None:
        about = ledger.About(application_id=decision.application_id)
        ledger.release(unit, grant.envelope_id, grant.support, about=about, key=f"{decision.key}/{why}")


def _shown(unit: Fund, decision: Decision, application: Application) -> DecisionView:
    return decision_view(decision, application, frame_of(unit, application), parts_of(unit, application), unit.actor)
