"""Decisions as they are shown: who decided is for those who decide."""

from typing import Any

from chassis.context import Actor
from contracts.technical_fund import DecisionCriterion, DecisionRow, DecisionView
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.deciding import PANEL, possible
from services.technical_fund.domain.decisions import Decision, Frame


def decision_view(decision: Decision, application: Application, frame: Frame, parts: frozenset[str], actor: Actor) -> DecisionView:
    return DecisionView(
        **_plain(decision),
        content=decision.content,
        criteria=tuple(
            DecisionCriterion(code=one.code, titles=one.titles, given=tuple(sorted(decision.content.reasons.get(one.code, {}))))
            for one in frame.criteria
        ),
        letter_language=application.language,
        possible=possible(decision, parts, actor.person_id),
        **(_internal(decision) if parts & PANEL else dict.fromkeys(_internal(decision))),
    )


def decision_row(decision: Decision) -> DecisionRow:
    return DecisionRow(**_plain(decision), outcome=decision.outcome, batch_id=decision.batch_id)


def _plain(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "application_id": decision.application_id,
        "call_id": decision.call_id,
        "state": decision.state,
        "support": decision.support if decision.proposed_at else decision.content.support,
        "round": decision.round,
        "proposed_at": decision.proposed_at,
        "approved_at": decision.approved_at,
        "version": decision.version,
    }


def _internal(decision: Decision) -> dict[str, Any]:
    return {
        "batch_id": decision.batch_id,
        "written_by": decision.written_by,
        "proposed_by": decision.proposed_by,
        "approved_by": decision.approved_by,
        "returned_by": decision.returned_by,
        "returned_at": decision.returned_at,
        "return_reason": decision.return_reason,
    }
