"""Milestones reached; tranches requested, approved by two, held, paid."""

from contracts.technical_fund import (
    ApproveTranche,
    ConfirmMilestone,
    FundAwardView,
    HoldTranche,
    LiftTrancheHold,
    RecordTranchePayment,
    RequestTranche,
    ReturnTranche,
)
from services.technical_fund.domain.awards import tranches
from services.technical_fund.domain.awards.agreement import CITY
from services.technical_fund.usecases import ledger
from services.technical_fund.usecases.award_steps import about, expected, note, saved
from services.technical_fund.usecases.ports import Fund


def confirm_milestone(unit: Fund, request: ConfirmMilestone) -> FundAwardView:
    award = expected(unit, request.award_id)
    tranches.reach(award, request.milestone, at=unit.now)
    note(unit, award, "milestone_reached", data={"milestone": request.milestone}, texts={"note": request.note})
    return saved(unit, award)


def request_tranche(unit: Fund, request: RequestTranche) -> FundAwardView:
    award = expected(unit, request.award_id, CITY)
    tranches.request(award, request.tranche, by=unit.actor.person_id, at=unit.now)
    note(unit, award, "tranche_requested", data={"tranche": request.tranche})
    return saved(unit, award, CITY)


def approve_tranche(unit: Fund, request: ApproveTranche) -> FundAwardView:
    award = expected(unit, request.award_id)
    number = tranches.approve(award, request.tranche, by=unit.actor.person_id, at=unit.now)
    note(unit, award, "tranche_approved", data={"tranche": request.tranche, "approval": number})
    return saved(unit, award)


def return_tranche(unit: Fund, request: ReturnTranche) -> FundAwardView:
    award = expected(unit, request.award_id)
    tranches.take_back(award, request.tranche, request.reason, at=unit.now)
    note(unit, award, "tranche_returned", data={"tranche": request.tranche}, texts={"reason": request.reason})
    return saved(unit, award)


def hold_tranche(unit: Fund, request: HoldTranche) -> FundAwardView:
    award = expected(unit, request.award_id)
    tranches.hold(award, request.tranche, request.reason, at=unit.now)
    note(unit, award, "tranche_held", data={"tranche": request.tranche}, texts={"reason": request.reason})
    return saved(unit, award)


def lift_tranche_hold(unit: Fund, request: LiftTrancheHold) -> FundAwardView:
    award = expected(unit, request.award_id)
    tranches.lift(award, request.tranche, at=unit.now)
    note(unit, award, "tranche_hold_lifted", data={"tranche": request.tranche})
    return saved(unit, award)


def record_tranche_payment(unit: Fund, request: RecordTranchePayment) -> FundAwardView:
    """Booked once: the tranche is paid from now on, and its entry in the ledger is called by its code."""
    award = expected(unit, request.award_id)
    amount = tranches.pay(award, request.tranche, request.payment_reference, on=request.paid_on, at=unit.now)
    key = f"tranche/{award.id}/{request.tranche}"
    ledger.disburse(unit, award.envelope_id, amount.support(award.currency), about=about(award), key=key)
    data = {"tranche": request.tranche, "minor": amount.minor, "half_days": amount.half_days}
    note(unit, award, "tranche_paid", data=data, texts={"reference": request.payment_reference})
    return saved(unit, award)
