"""Decisions: all of them for those who decide, the told ones for the city."""

from contracts.errors import NotAllowed
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund import (
    DecisionsPage,
    DecisionView,
    GetFundDecision,
    ListFundApplicationDecisions,
    ListFundDecisions,
)
from services.technical_fund.domain.access import CITY_SIDE, chairs, hidden, known, no_application
from services.technical_fund.domain.deciding import PANEL, frame_of, known_decision
from services.technical_fund.domain.showing.decisions import decision_row, decision_view
from services.technical_fund.views.ports import Reading, after


def get_fund_decision(unit: Reading, request: GetFundDecision) -> DecisionView:
    decision, application, parts = known_decision(unit, request.decision_id)
    return decision_view(decision, application, frame_of(unit, application), parts, unit.actor)


def list_fund_application_decisions(unit: Reading, request: ListFundApplicationDecisions) -> DecisionsPage:
    application, parts = known(unit, request.application_id)
    if not parts & (PANEL | CITY_SIDE):
        raise no_application()
    told = None if parts & PANEL else True
    found = unit.decisions.page_of_application(after(unit, request), application.id, told=told)
    items, more = unit.cursors.page(request, found, unit.decisions.sort_key)
    return DecisionsPage(items=tuple(decision_row(one) for one in items), next=more)


def list_fund_decisions(unit: Reading, request: ListFundDecisions) -> DecisionsPage:
    if not (unit.actor.has(MANAGEMENT_UNIT) or chairs(unit, request.call_id)):
        raise NotAllowed("technical_fund.not_yours_to_do", "this is for the management unit and the call's chair")
    found = unit.decisions.page_of_call(after(unit, request), request.call_id, state=request.state, without=_without(unit, request.call_id))
    items, more = unit.cursors.page(request, found, unit.decisions.sort_key)
    return DecisionsPage(items=tuple(decision_row(one) for one in items), next=more)


def _without(unit: Reading, call_id: str) -> frozenset[str]:
    """Applications of which the reader is told nothing: those they are recused from, and those of a city they work for."""
    cities = unit.actor.scopes(FOCAL_POINT) | unit.actor.scopes(MAYORS_OFFICE)
    own = (one.id for city_id in cities for one in unit.applications.of_city_and_call(city_id, call_id))
    return hidden(unit) | frozenset(own)
