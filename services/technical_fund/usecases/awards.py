"""Awards: made of an approved decision, paused, ended and settled."""

from typing import Protocol

from chassis.context import new_id
from contracts.technical_fund import (
    ApproveAwardClosing,
    FundAwardView,
    Money,
    ProposeAwardClosing,
    RecordRecovery,
    ResumeAward,
    ReturnAwardClosing,
    Support,
    SuspendAward,
    TerminateAward,
)
from services.technical_fund.domain.amounts import NOTHING, Amount, amount_of, something
from services.technical_fund.domain.awards import Award, closing
from services.technical_fund.usecases import amendments, ledger, steps
from services.technical_fund.usecases.award_steps import about, expected, note, release_rest, saved
from services.technical_fund.usecases.ports import Fund


class Decided(Protocol):
    """As much of an approved decision as an award needs. What it grants is reserved in the envelope already."""

    @property
    def id(self) -> str: ...
    @property
    def envelope_id(self) -> str: ...
    @property
    def support(self) -> Support: ...


class Funded(Protocol):
    """As much of an application as an award needs."""

    @property
    def id(self) -> str: ...
    @property
    def call_id(self) -> str: ...
    @property
    def city_id(self) -> str: ...
    @property
    def country(self) -> str | None: ...
    @property
    def language(self) -> str: ...


def make_award(unit: Fund, application: Funded, decision: Decided) -> Award:
    """One award for each decision to fund, however often it is asked for."""
    there = unit.awards.of_application(application.id)
    if there is not None and there.decision_id == decision.id:
        return there
    envelope = ledger.envelope_called(unit, decision.envelope_id)
    award = Award(
        id=new_id(),
        reference=f"TSA-{unit.now.year}-{unit.count_up(f'award-reference:{unit.now.year}'):04d}",
        application_id=application.id,
        call_id=application.call_id,
        city_id=application.city_id,
        country=application.country,
        envelope_id=envelope.id,
        decision_id=decision.id,
        currency=envelope.currency,
        amount=something(amount_of(decision.support, envelope.currency)),
        language=application.language,
        made_at=unit.now,
    )
    unit.awards.add(award.said_as_made())
    note(unit, award, "award_made")
    return award


def suspend_award(unit: Fund, request: SuspendAward) -> FundAwardView:
    award = expected(unit, request.award_id)
    closing.suspend(award, request.reason, at=unit.now)
    note(unit, award, "award_suspended", texts={"reason": request.reason})
    return saved(unit, award)


def resume_award(unit: Fund, request: ResumeAward) -> FundAwardView:
    award = expected(unit, request.award_id)
    closing.resume(award, at=unit.now)
    note(unit, award, "award_resumed", texts={"note": request.note})
    return saved(unit, award)


def terminate_award(unit: Fund, request: TerminateAward) -> FundAwardView:
    """What was reserved or committed and not paid is available again in the same step."""
    award = expected(unit, request.award_id)
    pending = award.amendment_id
    closing.terminate(award, request.reason, _money(award, request.recover, "/recover"), at=unit.now)
    if pending is not None:
        amendments.void(unit, pending)
    release_rest(unit, award, "terminated")
    note(unit, award, "award_terminated", data={"recover_minor": award.demanded.minor}, texts={"reason": request.reason})
    return saved(unit, award)


def record_recovery(unit: Fund, request: RecordRecovery) -> FundAwardView:
    award = expected(unit, request.award_id)
    amount = something(_money(award, request.money, "/money"), "/money")
    closing.recover(award, amount, request.payment_reference, on=request.received_on, at=unit.now)
    key = f"recovery/{award.id}/{len(award.recoveries)}"
    ledger.recover(unit, award.envelope_id, amount.support(award.currency), about=about(award), key=key)
    note(unit, award, "payment_recovered", data={"minor": amount.minor}, texts={"reference": request.payment_reference})
    return saved(unit, award)


# ---------------------------------------------------------------- closing


def propose_award_closing(unit: Fund, request: ProposeAwardClosing) -> FundAwardView:
    award = expected(unit, request.award_id)
    spent, written_off = _money(award, request.spent, "/spent"), _money(award, request.written_off, "/written_off")
    closing.propose(award, spent, written_off, request.note, by=unit.actor.person_id, at=unit.now)
    data = {"spent_minor": spent.minor, "written_off_minor": written_off.minor}
    note(unit, award, "closing_proposed", data=data, texts={"note": request.note})
    return saved(unit, award)


def return_award_closing(unit: Fund, request: ReturnAwardClosing) -> FundAwardView:
    award = expected(unit, request.award_id)
    closing.send_back(award, at=unit.now)
    note(unit, award, "closing_returned", texts={"reason": request.reason})
    return saved(unit, award)


def approve_award_closing(unit: Fund, request: ApproveAwardClosing) -> FundAwardView:
    """The rest of the commitment is available again, and the application is closed with its award."""
    award = expected(unit, request.award_id)
    closing.close(award, by=unit.actor.person_id, at=unit.now)
    release_rest(unit, award, "closed")
    note(unit, award, "award_closed")
    steps.take(unit, unit.applications.get(award.application_id), "close")
    return saved(unit, award)


def _money(award: Award, money: Money | None, pointer: str) -> Amount:
    return NOTHING if money is None else amount_of(Support(money=money), award.currency, pointer)
