"""Amendments: asked for by either side, decided by the network, in force when both have signed their version of the agreement."""

from chassis.context import new_id
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import (
    AmendmentApproved,
    AmendmentRefused,
    AmendmentRequested,
    AmendmentView,
    AmendmentWithdrawn,
    ApproveAwardAmendment,
    RefuseAwardAmendment,
    RequestAwardAmendment,
    Support,
    WithdrawAwardAmendment,
)
from services.technical_fund.domain import amendments as rules
from services.technical_fund.domain.amendment_access import amendment_known
from services.technical_fund.domain.amendments import APPROVED, Amendment
from services.technical_fund.domain.amounts import Amount, amount_of, something
from services.technical_fund.domain.award_access import award_known, not_yours
from services.technical_fund.domain.awards import Award, signing
from services.technical_fund.domain.awards.agreement import NETWORK
from services.technical_fund.domain.showing.award_reports import amendment_view
from services.technical_fund.usecases import award_dates, ledger
from services.technical_fund.usecases.award_steps import about, note
from services.technical_fund.usecases.ports import Fund


def request_award_amendment(unit: Fund, request: RequestAwardAmendment) -> AmendmentView:
    award, side, _ = award_known(unit, request.award_id)
    award.check("request_amendment")
    if award.amendment_id is not None:
        raise Conflict("technical_fund.amendment_under_way", "another amendment is under way", {"amendment_id": award.amendment_id})
    amount = award.amount if request.support is None else something(amount_of(request.support, award.currency))
    kinds = tuple(dict.fromkeys(request.kinds))
    rules.check_fits(award, request.schedule, amount, kinds)
    amendment = Amendment(
        id=new_id(),
        award_id=award.id,
        application_id=award.application_id,
        city_id=award.city_id,
        kinds=kinds,
        side=side,
        reason=request.reason,
        currency=award.currency,
        amount=amount,
        before=award.amount,
        schedule=request.schedule,
        requested_at=unit.now,
        requested_by=unit.actor.person_id,
    )
    unit.amendments.add(amendment)
    award.amendment_id = amendment.id
    award.tell(AmendmentRequested, amendment_id=amendment.id, kinds=kinds, side=side, at=unit.now)
    note(unit, award, "amendment_requested", data={"amendment_id": amendment.id, "kinds": list(kinds)}, texts={"reason": request.reason})
    unit.awards.save(award)
    return amendment_view(amendment)


def approve_award_amendment(unit: Fund, request: ApproveAwardAmendment) -> AmendmentView:
    """What it adds is reserved at once, so that nobody else is promised it while the signatures are on their way."""
    amendment, award = _decidable(unit, request.amendment_id)
    amendment.approve(request.note, by=unit.actor.person_id, at=unit.now)
    rules.check_fits(award, amendment.schedule, amendment.amount, amendment.kinds)
    _check_ceiling(unit, award, amendment)
    if amendment.added:
        ledger.reserve(unit, award.envelope_id, _support(award, amendment.added), about=about(award), key=f"amendment/{amendment.id}")
    award.tell(
        AmendmentApproved,
        amendment_id=amendment.id,
        minor=amendment.amount.minor,
        currency=award.currency,
        half_days=amendment.amount.half_days,
        at=unit.now,
    )
    note(unit, award, "amendment_approved", data={"amendment_id": amendment.id}, texts={"note": request.note})
    return _saved(unit, amendment, award)


def refuse_award_amendment(unit: Fund, request: RefuseAwardAmendment) -> AmendmentView:
    amendment, award = _decidable(unit, request.amendment_id)
    _give_back(unit, amendment, award)
    amendment.refuse(request.reason, by=unit.actor.person_id, at=unit.now)
    award.amendment_id = None
    signing.drop_pending(award)
    award.tell(AmendmentRefused, amendment_id=amendment.id, at=unit.now)
    note(unit, award, "amendment_refused", data={"amendment_id": amendment.id}, texts={"reason": request.reason})
    return _saved(unit, amendment, award)


def withdraw_award_amendment(unit: Fund, request: WithdrawAwardAmendment) -> AmendmentView:
    amendment, award, side = amendment_known(unit, request.amendment_id)
    if side != amendment.side:
        raise not_yours()
    unit.expect(amendment)
    amendment.withdraw(at=unit.now)
    award.amendment_id = None
    award.tell(AmendmentWithdrawn, amendment_id=amendment.id, at=unit.now)
    note(unit, award, "amendment_withdrawn", data={"amendment_id": amendment.id})
    return _saved(unit, amendment, award)


# ---------------------------------------------------------------- for the agreement and the ending


def approved(unit: Fund, award: Award) -> Amendment:
    """What the next version of a running award's agreement is drawn up of."""
    amendment = None if award.amendment_id is None else unit.amendments.find(award.amendment_id)
    if amendment is None or amendment.state != APPROVED:
        raise Conflict("technical_fund.no_approved_amendment", "a signed agreement changes by an approved amendment only")
    return amendment


def put_in_force(unit: Fund, award: Award, amendment_id: str, version: int) -> None:
    """Both have signed: what it adds is committed, what it gives up is available again."""
    amendment = unit.amendments.get(amendment_id)
    amendment.put_in_force(version)
    if amendment.added:
        ledger.commit(unit, award.envelope_id, _support(award, amendment.added), about=about(award), key=f"amendment/{amendment.id}/commit")
    if amendment.given_up:
        support, key = _support(award, amendment.given_up), f"amendment/{amendment.id}/release"
        ledger.release(unit, award.envelope_id, support, about=about(award), key=key, account="committed")
    unit.amendments.save(amendment)


def void(unit: Fund, amendment_id: str) -> None:
    """Its award has ended; what was reserved for it is released with the rest."""
    amendment = unit.amendments.get(amendment_id)
    amendment.void(at=unit.now)
    unit.amendments.save(amendment)


# ---------------------------------------------------------------- inside


def _decidable(unit: Fund, amendment_id: str) -> tuple[Amendment, Award]:
    amendment, award, side = amendment_known(unit, amendment_id)
    if side != NETWORK:
        raise not_yours()
    unit.expect(amendment)
    award.check("decide_amendment")
    return amendment, award


def _check_ceiling(unit: Fund, award: Award, amendment: Amendment) -> None:
    """No award grows above what the call gives to one."""
    call = unit.calls.find(award.call_id)
    ceiling = None if call is None else call.content.ceiling
    if ceiling is None or not amendment.added:
        return
    most = Amount(minor=0 if ceiling.money is None else ceiling.money.minor, half_days=ceiling.half_days)
    if amendment.amount.above(most):
        raise Invalid.field("/support", "technical_fund.above_ceiling", "is more than the call gives to one application")


def _give_back(unit: Fund, amendment: Amendment, award: Award) -> None:
    if amendment.state == APPROVED and amendment.added:
        support, key = _support(award, amendment.added), f"amendment/{amendment.id}/refused"
        ledger.release(unit, award.envelope_id, support, about=about(award), key=key)


def _support(award: Award, amount: Amount) -> Support:
    return amount.support(award.currency)


def _saved(unit: Fund, amendment: Amendment, award: Award) -> AmendmentView:
    award_dates.settle(unit, award)
    unit.awards.save(award)
    unit.amendments.save(amendment)
    return amendment_view(amendment)
