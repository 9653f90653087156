"""Tranches on their way to being paid: what they wait for, the two who approve, and the payment that happens once."""

from datetime import date, datetime
from typing import Any, Final

from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.technical_fund import (
    MilestoneReached,
    TrancheApproved,
    TrancheHeld,
    TrancheHoldLifted,
    TranchePaid,
    TrancheRequested,
    TrancheReturned,
)
from services.technical_fund.domain.amounts import Amount, amount_of
from services.technical_fund.domain.awards.award import Award
from services.technical_fund.domain.awards.schedule import (
    APPROVED_FIRST,
    APPROVED_SECOND,
    OPEN,
    PAID,
    PLANNED,
    REQUESTED,
    Progress,
    changed_tranches,
)

NOT_APPROVED: Final[dict[str, Any]] = {"first_approved_by": None, "second_approved_by": None}


def reach(award: Award, code: str, *, at: datetime) -> None:
    """A milestone is reached, once."""
    award.check("confirm_milestone")
    award.plan.milestone(code)
    if code in award.plan.reached:
        raise Conflict("technical_fund.reached_already", "it has been reached already", {"milestone": code})
    award.plan = award.plan.with_reached((code,), at)
    award.tell(MilestoneReached, milestone=code, at=at)


def request(award: Award, code: str, *, by: str | None, at: datetime) -> None:
    award.check("request_tranche")
    _free(award, code, PLANNED)
    _check_gates(award, code)
    award.plan = award.plan.with_progress(code, state=REQUESTED, since=at, requested_at=at, requested_by=by)
    award.tell(TrancheRequested, tranche=code, at=at)


def approve(award: Award, code: str, *, by: str | None, at: datetime) -> int:
    """The first or the second approval; which of them it was. Raises `NotAllowed` `technical_fund.second_person_needed` for a person who
    approved it before, or asked for it."""
    award.check("approve_tranche")
    progress = _free(award, code, PLANNED, REQUESTED, APPROVED_FIRST)
    _check_gates(award, code)
    if by is None or by in (progress.first_approved_by, progress.requested_by):
        raise second_person_needed()
    if progress.state == APPROVED_FIRST:
        award.plan = award.plan.with_progress(code, state=APPROVED_SECOND, since=at, second_approved_by=by)
    else:
        award.plan = award.plan.with_progress(code, state=APPROVED_FIRST, since=at, first_approved_by=by, returned=None)
    number = 2 if progress.state == APPROVED_FIRST else 1
    award.tell(TrancheApproved, tranche=code, approval=number, at=at)
    return number


def take_back(award: Award, code: str, reason: str, *, at: datetime) -> None:
    """What was approved, or asked for, is not any more."""
    award.check("return_tranche")
    _in_state(award, code, REQUESTED, APPROVED_FIRST, APPROVED_SECOND)
    award.plan = award.plan.with_progress(
        code, state=PLANNED, since=at, returned=reason, requested_at=None, requested_by=None, **NOT_APPROVED
    )
    award.tell(TrancheReturned, tranche=code, at=at)


def hold(award: Award, code: str, reason: str, *, at: datetime) -> None:
    award.check("hold_tranche")
    _free(award, code, *OPEN)
    award.plan = award.plan.with_progress(code, held=reason)
    award.tell(TrancheHeld, tranche=code, at=at)


def lift(award: Award, code: str, *, at: datetime) -> None:
    award.check("lift_hold")
    award.plan.tranche(code)
    if award.plan.progress_of(code).held is None:
        raise Conflict("technical_fund.tranche_not_held", "nobody holds it", {"tranche": code})
    award.plan = award.plan.with_progress(code, held=None)
    award.tell(TrancheHoldLifted, tranche=code, at=at)


def pay(award: Award, code: str, reference: str, *, on: date, at: datetime) -> Amount:
    """What was paid, for the ledger. Raises `Conflict` for a tranche that two people have not approved, or that was paid."""
    award.check("pay_tranche")
    if award.plan.progress_of(code).state == PAID:
        raise Conflict("technical_fund.paid_already", "it has been paid", {"tranche": code})
    _free(award, code, APPROVED_SECOND)
    _check_gates(award, code)
    if on > at.date():
        raise Invalid.field("/paid_on", "technical_fund.in_the_future", "lies in the future")
    amount = amount_of(award.plan.tranche(code).support, award.currency)
    award.plan = award.plan.with_progress(code, state=PAID, since=at, paid_on=on, payment_reference=reference)
    award.tell(TranchePaid, tranche=code, minor=amount.minor, currency=award.currency, half_days=amount.half_days, paid_on=on, at=at)
    return amount


def is_ready(award: Award, code: str) -> bool:
    """Nothing keeps it from being approved but people."""
    progress = award.plan.progress_of(code)
    return progress.state in OPEN and progress.held is None and not award.plan.waits_for(code) and code not in frozen(award)


def frozen(award: Award) -> frozenset[str]:
    """Tranches that a version on its way to being signed would change: they wait until it is signed or dropped."""
    pending = award.pending_version
    return frozenset() if pending is None else changed_tranches(award.plan.schedule, pending.schedule)


def second_person_needed() -> NotAllowed:
    return NotAllowed("technical_fund.second_person_needed", "somebody else has to do this")


def _free(award: Award, code: str, *states: str) -> Progress:
    progress = _in_state(award, code, *states)
    if progress.held is not None:
        raise Conflict("technical_fund.tranche_held", "it is held", {"tranche": code})
    if code in frozen(award):
        raise Conflict("technical_fund.amendment_pending", "an amendment that changes it waits for signatures", {"tranche": code})
    return progress


def _in_state(award: Award, code: str, *states: str) -> Progress:
    award.plan.tranche(code)
    progress = award.plan.progress_of(code)
    if progress.state not in states:
        details = {"tranche": code, "state": progress.state}
        raise Conflict("technical_fund.wrong_tranche_state", f"not while the tranche is {progress.state}", details)
    return progress


def _check_gates(award: Award, code: str) -> None:
    waits = award.plan.waits_for(code)
    if waits:
        raise Conflict(
            "technical_fund.tranche_waits", "it waits for something that is not there yet", {"tranche": code, "waits_for": waits}
        )
