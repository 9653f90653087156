"""Conflicts that people declare, note and lift, and bids of those who have none."""

from contracts.errors import Conflict as Refused
from contracts.errors import NotAllowed
from contracts.roles import REVIEWER
from contracts.standard import Done
from contracts.technical_fund import (
    BidOnApplication,
    BidView,
    DeclareFundConflict,
    FundConflicts,
    LiftFundConflict,
    RecordFundConflict,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.bidding import Bid, bidding_states
from services.technical_fund.domain.conflicts import DECLARED, SAID, Conflict
from services.technical_fund.domain.showing.conflicts import conflicts_view
from services.technical_fund.usecases import deriving, history
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.sealing import closed_text
from services.technical_fund.usecases.steps import workflow_of


def declare_fund_conflict(unit: Fund, request: DeclareFundConflict) -> Done:
    application = _known_to_a_judge(unit, request.application_id)
    _declare(unit, application, _me(unit), request.nature, request.reason)
    return Done()


def record_fund_conflict(unit: Fund, request: RecordFundConflict) -> FundConflicts:
    application = access.acting(unit, request.application_id, access.MANAGEMENT)
    if request.person_id == unit.actor.person_id:
        raise Refused("technical_fund.declare_it_yourself", "a conflict of one's own is declared, not noted")
    there = unit.conflicts.find(application.id, request.person_id, SAID)
    if there is not None and there.stands:
        raise Refused("technical_fund.conflict_known", "this conflict is known already")
    _declare(unit, application, request.person_id, request.nature, request.reason)
    return conflicts_view(unit, application.id)


def lift_fund_conflict(unit: Fund, request: LiftFundConflict) -> FundConflicts:
    application = access.acting(unit, request.application_id, access.MANAGEMENT)
    conflict = unit.conflicts.find(application.id, request.person_id, request.ground)
    if conflict is None or not conflict.stands:
        raise Refused("technical_fund.no_conflict", "there is no such conflict")
    if request.person_id == unit.actor.person_id:
        raise NotAllowed("technical_fund.not_yours_to_do", "nobody lifts a conflict of their own")
    conflict.lift(by=unit.actor.person_id, at=unit.now)
    unit.conflicts.keep(conflict)
    data = {"person_id": conflict.person_id, "ground": conflict.ground}
    history.note(unit, application.id, "lift_conflict", data=data, texts={"reason": request.reason})
    return conflicts_view(unit, application.id)


def bid_on_application(unit: Fund, request: BidOnApplication) -> BidView:
    application = unit.applications.find(request.application_id)
    if application is None or not _may_bid(unit, application):
        raise access.no_application()
    bid = Bid(application_id=application.id, person_id=_me(unit), call_id=application.call_id, bid=request.bid, said_at=unit.now)
    unit.bids.keep(bid)
    return BidView(application_id=application.id, bid=bid.bid, said_at=bid.said_at)


def forget_person(unit: Fund, person_id: str) -> None:
    """Somebody is erased: what they said of applications goes; what they wrote went with their keys."""
    unit.bids.forget(person_id)
    for conflict in unit.conflicts.of_person(person_id):
        unit.conflicts.remove(conflict)


def _known_to_a_judge(unit: Fund, application_id: str) -> Application:
    """For those who are something to it on the Fund's side, and for reviewers who are asked whether they could judge it."""
    application = unit.applications.find(application_id)
    if application is None or (access.FUND_SIDE.isdisjoint(access.parts_of(unit, application)) and not _may_bid(unit, application)):
        raise access.no_application()
    return application


def _may_bid(unit: Fund, application: Application) -> bool:
    person_id = _me(unit)
    reviewer = unit.reviewers.find(person_id)
    if reviewer is None or not reviewer.active or not unit.actor.has(REVIEWER) or application.is_of(unit.actor):
        return False
    waits = application.state in bidding_states(workflow_of(unit, application))
    return waits and not unit.recusals.holds(application.id, person_id)


def _declare(unit: Fund, application: Application, person_id: str, nature: str, reason: str | None) -> None:
    text_id, text = closed_text(unit, reason)
    conflict = Conflict(
        application_id=application.id,
        person_id=person_id,
        call_id=application.call_id,
        kind=DECLARED,
        ground=SAID,
        since=unit.now,
        nature=nature,
        declared_by=unit.actor.person_id,
        text_id=text_id,
        text=text,
    )
    unit.conflicts.keep(conflict)
    data = {"person_id": person_id, "nature": nature}
    history.note(unit, application.id, "declare_conflict", data=data, texts={"reason": reason})
    deriving.recuse(unit, [conflict], deriving.seats_of(unit, person_id))


def _me(unit: Fund) -> str:
    if unit.actor.person_id is None:
        raise NotAllowed("not_signed_in", "sign in first")
    return unit.actor.person_id
