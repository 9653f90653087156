"""How an award pauses, ends, and is settled."""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from contracts.errors import Conflict, Invalid
from contracts.technical_fund import (
    AwardClosed,
    AwardClosingProposed,
    AwardClosingReturned,
    AwardPaymentRecovered,
    AwardResumed,
    AwardSuspended,
    AwardTerminated,
)
from services.technical_fund.domain.amounts import NOTHING, Amount
from services.technical_fund.domain.awards import signing
from services.technical_fund.domain.awards.award import TERMINATED, Award, Reckoning, Recovery
from services.technical_fund.domain.awards.tranches import second_person_needed

MOST_RECOVERIES: Final = 200


def suspend(award: Award, reason: str, *, at: datetime) -> None:
    award.take("suspend")
    award.suspended_for = reason
    award.tell(AwardSuspended, at=at)


def resume(award: Award, *, at: datetime) -> None:
    award.take("resume")
    award.suspended_for = None
    award.tell(AwardResumed, at=at)


def terminate(award: Award, reason: str, recover: Amount, *, at: datetime) -> None:
    """What is claimed back cannot be more than what is still with the city."""
    award.check("terminate")
    if not award.paid.minus(award.recovered).covers(recover):
        raise Invalid.field("/recover", "technical_fund.over_paid", "is more than was paid")
    award.take("terminate")
    award.terminated_for, award.suspended_for, award.ended_at = reason, None, at
    award.demanded = award.recovered.plus(recover)
    award.plan = award.plan.cancelled()
    award.amendment_id = None
    signing.drop_pending(award)
    award.tell(AwardTerminated, recover_minor=recover.minor, currency=award.currency, at=at)


def recover(award: Award, amount: Amount, reference: str, *, on: date, at: datetime) -> None:
    """Something that was paid has come back, once for each reference."""
    award.check("recover")
    if any(one.reference == reference for one in award.recoveries):
        raise Conflict("technical_fund.recovered_already", "this has been booked", {"payment_reference": reference})
    if len(award.recoveries) >= MOST_RECOVERIES:
        raise Conflict("technical_fund.too_many_recoveries", f"{MOST_RECOVERIES} at most", {"most": MOST_RECOVERIES})
    if on > at.date():
        raise Invalid.field("/received_on", "technical_fund.in_the_future", "lies in the future")
    if not award.paid.minus(award.recovered).covers(amount):
        raise Invalid.field("/money", "technical_fund.over_paid", "is more than was paid")
    award.recoveries = (*award.recoveries, Recovery(amount=amount, received_on=on, reference=reference))
    award.tell(AwardPaymentRecovered, minor=amount.minor, currency=str(award.currency), received_on=on, at=at)


def propose(award: Award, spent: Amount, written_off: Amount, note: str | None, *, by: str | None, at: datetime) -> None:
    """Reckon the account. Raises `Conflict` while the final report is missing, or a tranche or an amendment is on its way."""
    award.check("propose_closing")
    if award.state != TERMINATED and not award.plan.final_report_accepted:
        raise Conflict("technical_fund.final_report_missing", "the final report has not been accepted")
    if award.pending_version is not None or award.amendment_id is not None:
        raise Conflict("technical_fund.amendment_under_way", "an amendment is under way")
    if any(award.plan.progress_of(one.code).state in ("approved_first", "approved_second") for one in award.plan.schedule.tranches):
        raise Conflict("technical_fund.payment_under_way", "an approved tranche is neither paid nor returned")
    with_city = award.paid.minus(award.recovered)
    if not with_city.covers(Amount(minor=spent.minor + written_off.minor)):
        raise Invalid.field("/spent", "technical_fund.over_paid", "is more than was paid")
    award.reckoning = Reckoning(
        spent=Amount(minor=spent.minor, half_days=with_city.half_days),
        written_off=written_off,
        note=note,
        proposed_at=at,
        proposed_by=by,
        before=award.state,
        released=award.amount.minus(award.paid),
    )
    award.take("propose_closing")
    award.tell(AwardClosingProposed, at=at)


def send_back(award: Award, *, at: datetime) -> None:
    """The reckoning does not hold: the award is where it was."""
    award.check("return_closing")
    reckoning = reckoned(award)
    award.state, award.reckoning = reckoning.before, None
    award.tell(AwardClosingReturned, at=at)


def close(award: Award, *, by: str | None, at: datetime) -> None:
    """Raises `NotAllowed` for who proposed it, `Conflict` while something has to be refunded first."""
    award.check("approve_closing")
    reckoning = reckoned(award)
    if by is None or by == reckoning.proposed_by:
        raise second_person_needed()
    if refund(award) or award.to_recover:
        owed = max(refund(award).minor, award.to_recover.minor)
        raise Conflict("technical_fund.refund_outstanding", "something has to come back first", {"minor": owed})
    award.take("approve_closing")
    award.reckoning = replace(reckoning, approved_by=by)
    award.plan, award.ended_at = award.plan.cancelled(), award.ended_at or at
    kept = award.paid.minus(award.recovered)
    award.tell(AwardClosed, minor=kept.minor, currency=award.currency, half_days=kept.half_days, at=at)


def refund(award: Award) -> Amount:
    """What was paid and was neither spent, recovered, nor written off."""
    if award.reckoning is None:
        return NOTHING
    accounted = award.reckoning.spent.plus(award.reckoning.written_off).plus(award.recovered)
    return award.paid.above(accounted)


def reckoned(award: Award) -> Reckoning:
    if award.reckoning is None:
        raise Conflict("technical_fund.wrong_award_state", "nothing has been reckoned", {"state": award.state, "action": "close"})
    return award.reckoning
