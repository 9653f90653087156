"""Who is kept from what, and what may be bid on."""

from contracts.technical_fund import (
    BiddableApplications,
    FindRecused,
    FundConflicts,
    ListBiddableApplications,
    ListFundConflicts,
    ListRecusals,
    Recusals,
    Recused,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.bidding import bidding_states
from services.technical_fund.domain.calls import DRAFT, Call
from services.technical_fund.domain.showing import conflicts as showing
from services.technical_fund.domain.showing.applications import CITY_HIDDEN
from services.technical_fund.views.ports import Reading, after


def list_fund_conflicts(unit: Reading, request: ListFundConflicts) -> FundConflicts:
    application, parts = access.known(unit, request.application_id)
    if parts.isdisjoint({access.MANAGEMENT, access.CHAIR}):
        raise access.not_yours()
    return showing.conflicts_view(unit, application.id)


def list_biddable_applications(unit: Reading, request: ListBiddableApplications) -> BiddableApplications:
    """None at all for whoever is not in the pool: nothing is to be learnt here without a profile that conflicts are found by."""
    call = unit.calls.find(request.call_id)
    person_id = unit.actor.person_id
    reviewer = unit.reviewers.find(person_id) if person_id else None
    if call is None or call.state == DRAFT or person_id is None or reviewer is None or not reviewer.active:
        return BiddableApplications(items=())
    found = unit.applicants.waiting(after(unit, request), call.id, _states(unit, call), without=access.hidden(unit))
    headers, more = unit.cursors.page(request, found, lambda header: header.application_id)
    bids = {bid.application_id: bid.bid for bid in unit.bids.of_person(person_id, call.id)}
    hide = call.content.anonymity == CITY_HIDDEN
    items = tuple(showing.biddable(one, bids.get(one.application_id), hide_country=hide) for one in headers)
    return BiddableApplications(items=items, next=more)


def list_recusals(unit: Reading, request: ListRecusals) -> Recusals:
    return Recusals(person_id=request.person_id, application_ids=tuple(sorted(unit.recusals.from_person(request.person_id))))


def find_recused(unit: Reading, request: FindRecused) -> Recused:
    """People who work for the applying city are its applicant, whatever else they are, and hear of it."""
    application = unit.applications.find(request.application_id)
    recused = unit.recusals.of(request.application_id)
    if application is not None:
        recused -= {tie.person_id for tie in unit.role_ties.over(application.city_id) if tie.holds(unit.now)}
    return Recused(application_id=request.application_id, person_ids=tuple(sorted(recused)))


def _states(unit: Reading, call: Call) -> frozenset[str]:
    pin = call.content.workflow
    return bidding_states(unit.workflows.version(pin.id, pin.version))
