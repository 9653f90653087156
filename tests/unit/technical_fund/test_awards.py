"""Awards: what is agreed, by whom it is signed, what is paid to whom and when, and how it ends."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Invalid, Refusal
from contracts.technical_fund import (
    ApproveAwardClosing,
    ApproveTranche,
    ConfirmMilestone,
    DrawUpFundAgreement,
    GetFundAward,
    HoldTranche,
    LiftTrancheHold,
    ListFundAwards,
    Money,
    ProposeAwardClosing,
    RecordRecovery,
    RecordTranchePayment,
    RequestTranche,
    ResumeAward,
    ReturnAwardClosing,
    ReturnFundAgreement,
    ReturnTranche,
    SendFundAgreement,
    SetAwardSchedule,
    SignFundAgreement,
    SuspendAward,
    TerminateAward,
    Tranche,
)
from services.technical_fund import views
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.usecases import award_agreements, awards, tranches
from tests.builders.fund.money import Granted, drawn_up, granted, in_force, recuse, schedule, signed, support, uploaded
from tests.builders.fund.refused import refused
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office, reviewer

FIELDS = {
    "tranches that do not add up": (
        (Tranche(code="first", support=support(599_999), due_on=date(2027, 5, 1)),),
        "technical_fund.sum_is_not_the_award",
    ),
    "money and days in one": (
        (Tranche(code="first", support=support(600_000, 20), due_on=date(2027, 5, 1)),),
        "technical_fund.money_or_days",
    ),
    "neither money nor days": ((Tranche(code="first", support=support(0), due_on=date(2027, 5, 1)),), "technical_fund.money_or_days"),
    "another currency": (
        (Tranche(code="first", support=support(600_000, currency="USD"), due_on=date(2027, 5, 1)),),
        "technical_fund.wrong_currency",
    ),
    "a milestone nobody planned": (
        (Tranche(code="first", support=support(600_000), due_on=date(2027, 5, 1), after_milestones=("never",)),),
        "technical_fund.waits_for_nothing",
    ),
    "a code that stands twice": (
        (Tranche(code="begun", support=support(600_000), due_on=date(2027, 5, 1)),),
        "technical_fund.code_twice",
    ),
}


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def said(fund: MemoryFund) -> list[str]:
    return [type(event).__name__ for event in fund.said()]


def approve(of: Granted, tranche: str, by: Any) -> Any:
    return of.fund.ask(tranches.approve_tranche, ApproveTranche(award_id=of.award_id, tranche=tranche), by)


def paid(of: Granted, tranche: str, **more: Any) -> Any:
    told: dict[str, Any] = {"paid_on": of.fund.now.date(), "payment_reference": "B-1"} | more
    request = RecordTranchePayment(award_id=of.award_id, tranche=tranche, **told)
    return of.fund.ask(tranches.record_tranche_payment, request, of.manager)


# ---------------------------------------------------------------- schedule


@pytest.mark.parametrize("case", FIELDS, ids=str)
def test_a_schedule_that_does_not_hold_together_is_refused(fund: MemoryFund, case: str) -> None:
    parts, code = FIELDS[case]
    of = granted(fund)
    with pytest.raises(Invalid) as told:
        fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule(*parts)), of.manager)
    assert code in [error["code"] for error in told.value.details["errors"]]
    assert of.view().tranches == ()


def test_a_schedule_needs_one_final_report_and_nothing_after_it(fund: MemoryFund) -> None:
    of, whole = granted(fund), schedule()
    for reports in ((), whole.reports[:1], (whole.reports[1], replace(whole.reports[0], due_on=date(2029, 1, 1)))):
        request = SetAwardSchedule(award_id=of.award_id, schedule=replace(whole, reports=reports))
        with pytest.raises(Invalid) as told:
            fund.ask(award_agreements.set_award_schedule, request, of.manager)
        assert "technical_fund.one_final_report" in [error["code"] for error in told.value.details["errors"]]


# ---------------------------------------------------------------- agreement


def test_two_signatures_put_an_agreement_in_force_and_commit_what_was_reserved(fund: MemoryFund) -> None:
    of = in_force(fund)
    assert of.view().state == "in_force"
    assert of.balances()["reserved"] == Amount()
    assert of.balances()["committed"] == Amount(minor=600_000, half_days=20)
    assert said(fund)[-4:] == ["FundAgreementSigned", "LedgerEntryPosted", "FundAgreementSigned", "FundAgreementInForce"]


def test_the_city_signs_before_the_network(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    version = drawn_up(of).agreement[-1]
    request = SignFundAgreement(award_id=of.award_id, agreement_version=version.version, sha256=str(version.sha256))
    with refused("technical_fund.city_signs_first"):
        fund.ask(award_agreements.sign_fund_agreement, request, of.manager)
    assert of.balances()["committed"] == Amount()


def test_a_signature_stands_under_the_document_that_was_read(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    drawn_up(of)
    with refused("technical_fund.other_document"):
        request = SignFundAgreement(award_id=of.award_id, agreement_version=1, sha256="0" * 64)
        fund.ask(award_agreements.sign_fund_agreement, request, of.mayor)


def test_a_superseded_version_is_not_signed(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    first = drawn_up(of).agreement[-1]
    drawn_up(of, b"%PDF-1.4\nanother\n%%EOF\n")
    with refused("technical_fund.agreement_superseded"):
        request = SignFundAgreement(award_id=of.award_id, agreement_version=first.version, sha256=str(first.sha256))
        fund.ask(award_agreements.sign_fund_agreement, request, of.mayor)
    assert signed(of).state == "in_force"


def test_a_side_signs_once(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    version = drawn_up(of).agreement[-1]
    request = SignFundAgreement(award_id=of.award_id, agreement_version=version.version, sha256=str(version.sha256))
    fund.ask(award_agreements.sign_fund_agreement, request, of.mayor)
    with refused("technical_fund.signed_already"):
        fund.ask(award_agreements.sign_fund_agreement, request, of.mayor)


def test_only_the_mayors_office_signs_for_the_city(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    version = drawn_up(of).agreement[-1]
    request = SignFundAgreement(award_id=of.award_id, agreement_version=version.version, sha256=str(version.sha256))
    with refused("not_allowed"):
        fund.ask(award_agreements.sign_fund_agreement, request, of.focal)
    with refused("technical_fund.no_award"):
        fund.ask(award_agreements.sign_fund_agreement, request, mayors_office(new_id()))


def test_a_city_that_returns_the_agreement_gets_another_version(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    drawn_up(of)
    request = ReturnFundAgreement(award_id=of.award_id, agreement_version=1, reason="The name is wrong.")
    returned = fund.ask(award_agreements.return_fund_agreement, request, of.mayor)
    assert (returned.state, returned.agreement[-1].state) == ("agreement_draft", "returned")
    drawn_up(of)
    assert [one.state for one in signed(of).agreement] == ["returned", "signed"]


def test_a_version_is_sent_when_its_document_is_there(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    drawn = fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id), of.manager)
    assert (drawn.agreement[-1].state, drawn.agreement[-1].sha256) == ("preparing", None)
    with refused("technical_fund.wrong_agreement_state"):
        fund.ask(award_agreements.send_fund_agreement, SendFundAgreement(award_id=of.award_id, agreement_version=1), of.manager)


def test_an_agreement_needs_a_schedule(fund: MemoryFund) -> None:
    of = granted(fund)
    request = DrawUpFundAgreement(award_id=of.award_id, upload_id=uploaded(fund, of.manager, "fund_agreement"))
    with pytest.raises(Invalid):
        fund.ask(award_agreements.draw_up_fund_agreement, request, of.manager)


def test_a_new_schedule_supersedes_what_was_drawn_up_of_the_old_one(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    upload = uploaded(fund, of.manager, "fund_agreement")
    fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id, upload_id=upload), of.manager)
    again = fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    assert again.agreement[-1].state == "superseded"


# ---------------------------------------------------------------- tranches


def test_two_people_approve_a_tranche_before_it_is_paid(fund: MemoryFund) -> None:
    of = in_force(fund)
    with refused("technical_fund.wrong_tranche_state"):
        paid(of, "first")
    approve(of, "first", of.manager)
    with refused("technical_fund.second_person_needed"):
        approve(of, "first", of.manager)
    with refused("technical_fund.wrong_tranche_state"):
        paid(of, "first")
    approve(of, "first", of.colleague)
    assert paid(of, "first").tranches[0].state == "paid"
    assert of.balances()["disbursed"] == Amount(minor=200_000)


def test_a_tranche_is_paid_once(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    with refused("technical_fund.paid_already"):
        paid(of, "first", payment_reference="B-2")
    assert of.balances()["disbursed"] == Amount(minor=200_000)


def test_the_same_payment_sent_again_gets_the_first_answer(fund: MemoryFund) -> None:
    of = in_force(fund)
    for by in (of.manager, of.colleague):
        approve(of, "first", by)
    request = RecordTranchePayment(award_id=of.award_id, tranche="first", paid_on=fund.now.date(), payment_reference="B-1")
    first = fund.ask(tranches.record_tranche_payment, request, of.manager, key="once")
    assert fund.ask(tranches.record_tranche_payment, request, of.manager, key="once") == first
    assert said(fund).count("TranchePaid") == 1


def test_a_tranche_waits_for_its_milestones_and_reports(fund: MemoryFund) -> None:
    of = in_force(fund)
    with pytest.raises(Refusal) as told:
        approve(of, "second", of.manager)
    assert (told.value.code, told.value.details["waits_for"]) == ("technical_fund.tranche_waits", ("begun", "halfway"))
    fund.ask(tranches.confirm_milestone, ConfirmMilestone(award_id=of.award_id, milestone="begun"), of.manager)
    with refused("technical_fund.tranche_waits"):
        fund.ask(tranches.request_tranche, RequestTranche(award_id=of.award_id, tranche="second"), of.focal)
    of.accept("halfway")
    requested = fund.ask(tranches.request_tranche, RequestTranche(award_id=of.award_id, tranche="second"), of.focal)
    assert (requested.tranches[1].state, requested.tranches[1].ready) == ("requested", True)
    assert of.pay("second").tranches[1].state == "paid"


def test_experts_days_are_booked_as_they_are_delivered(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("days")
    assert of.balances()["disbursed"] == Amount(half_days=20)
    assert of.view().account.paid == support(0, 20)


def test_a_held_tranche_stays_where_it_is_until_the_hold_is_lifted(fund: MemoryFund) -> None:
    of = in_force(fund)
    approve(of, "first", of.manager)
    fund.ask(tranches.hold_tranche, HoldTranche(award_id=of.award_id, tranche="first", reason="Another account."), of.manager)
    with refused("technical_fund.tranche_held"):
        approve(of, "first", of.colleague)
    lifted = fund.ask(tranches.lift_tranche_hold, LiftTrancheHold(award_id=of.award_id, tranche="first"), of.manager)
    assert lifted.tranches[0].state == "approved_first"
    with refused("technical_fund.tranche_not_held"):
        fund.ask(tranches.lift_tranche_hold, LiftTrancheHold(award_id=of.award_id, tranche="first"), of.manager)


def test_a_returned_approval_begins_anew_with_two_people(fund: MemoryFund) -> None:
    of = in_force(fund)
    for by in (of.manager, of.colleague):
        approve(of, "first", by)
    fund.ask(tranches.return_tranche, ReturnTranche(award_id=of.award_id, tranche="first", reason="Too early."), of.colleague)
    with refused("technical_fund.wrong_tranche_state"):
        paid(of, "first")
    approve(of, "first", of.colleague)
    with refused("technical_fund.second_person_needed"):
        approve(of, "first", of.colleague)


def test_a_payment_does_not_lie_in_the_future(fund: MemoryFund) -> None:
    of = in_force(fund)
    for by in (of.manager, of.colleague):
        approve(of, "first", by)
    with pytest.raises(Invalid):
        paid(of, "first", paid_on=date(2027, 3, 2))


def test_nothing_is_approved_or_paid_while_an_award_is_suspended(fund: MemoryFund) -> None:
    of = in_force(fund)
    approve(of, "first", of.manager)
    fund.ask(awards.suspend_award, SuspendAward(award_id=of.award_id, reason="The office has changed hands."), of.manager)
    with refused("technical_fund.wrong_award_state"):
        approve(of, "first", of.colleague)
    fund.ask(awards.resume_award, ResumeAward(award_id=of.award_id), of.manager)
    assert approve(of, "first", of.colleague).tranches[0].state == "approved_second"


# ---------------------------------------------------------------- endings


def test_termination_returns_what_was_not_paid_and_claims_back_what_was(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    recover = Money(minor=150_000, currency="EUR")
    ended = fund.ask(awards.terminate_award, TerminateAward(award_id=of.award_id, reason="It cannot go on.", recover=recover), of.manager)
    assert ended.state == "terminated"
    assert {one.state for one in ended.tranches} == {"paid", "cancelled"}
    assert ended.account.to_recover == support(150_000)
    assert of.balances()["available"] == Amount(minor=9_800_000, half_days=400)
    assert of.balances()["disbursed"] == Amount(minor=200_000)


def test_an_award_is_terminated_before_it_is_signed(fund: MemoryFund) -> None:
    of = granted(fund)
    fund.ask(awards.terminate_award, TerminateAward(award_id=of.award_id, reason="The city does not want it."), of.manager)
    assert of.balances()["available"] == Amount(minor=10_000_000, half_days=400)


def test_more_than_was_paid_is_not_claimed_back(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    request = TerminateAward(award_id=of.award_id, reason="No.", recover=Money(minor=200_001, currency="EUR"))
    with pytest.raises(Invalid) as told:
        fund.ask(awards.terminate_award, request, of.manager)
    assert told.value.details["errors"][0]["code"] == "technical_fund.over_paid"


def test_a_recovery_is_booked_once_for_each_reference(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    back = RecordRecovery(
        award_id=of.award_id, money=Money(minor=50_000, currency="EUR"), received_on=fund.now.date(), payment_reference="R-1"
    )
    fund.ask(awards.record_recovery, back, of.manager)
    with refused("technical_fund.recovered_already"):
        fund.ask(awards.record_recovery, back, of.manager)
    assert of.balances()["disbursed"] == Amount(minor=150_000)


def closing(of: Granted, spent: int, written_off: int = 0) -> Any:
    request = ProposeAwardClosing(
        award_id=of.award_id, spent=Money(minor=spent, currency="EUR"), written_off=Money(minor=written_off, currency="EUR")
    )
    return of.fund.ask(awards.propose_award_closing, request, of.manager)


def test_closing_takes_a_second_person_and_releases_the_rest(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    with refused("technical_fund.final_report_missing"):
        closing(of, 200_000)
    of.accept("last", spent=200_000)
    proposed = closing(of, 200_000)
    assert (proposed.state, proposed.settlement.released) == ("closing", support(400_000, 20))
    with refused("technical_fund.second_person_needed"):
        fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.manager)
    closed = fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.colleague)
    assert closed.state == "closed"
    assert of.balances()["committed"] == Amount()
    assert of.balances()["available"] == Amount(minor=9_800_000, half_days=400)
    assert fund.within(lambda unit: unit.applications.get(of.application_id)).state == "closed"


def test_what_was_paid_and_not_spent_comes_back_before_closing(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    of.accept("last", spent=120_000)
    assert closing(of, 120_000).settlement.refund == support(80_000)
    with refused("technical_fund.refund_outstanding"):
        fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.colleague)
    back = RecordRecovery(
        award_id=of.award_id, money=Money(minor=80_000, currency="EUR"), received_on=fund.now.date(), payment_reference="R-1"
    )
    fund.ask(awards.record_recovery, back, of.manager)
    assert fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.colleague).state == "closed"
    assert of.balances()["disbursed"] == Amount(minor=120_000)


def test_what_will_not_come_back_is_written_off_by_two(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    recover = Money(minor=200_000, currency="EUR")
    fund.ask(awards.terminate_award, TerminateAward(award_id=of.award_id, reason="Over.", recover=recover), of.manager)
    closing(of, 150_000, written_off=50_000)
    with refused("technical_fund.refund_outstanding"):
        fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.colleague)
    fund.ask(awards.return_award_closing, ReturnAwardClosing(award_id=of.award_id, reason="All of it is lost."), of.colleague)
    assert of.view().state == "terminated"
    closing(of, 0, written_off=200_000)
    assert fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.colleague).state == "closed"


# ---------------------------------------------------------------- who


def test_a_city_sees_its_own_award_and_not_who_of_the_network_approved(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    seen = of.view(of.focal)
    assert seen.tranches[0].first_approved_by is None
    assert of.view().tranches[0].first_approved_by == of.manager.person_id
    assert {one.side: one.signed_by for one in seen.agreement[-1].signatures} == {"city": of.mayor.person_id, "network": None}


@pytest.mark.parametrize("stranger", [focal_point(new_id()), mayors_office(new_id())])
def test_others_hear_that_there_is_no_award(fund: MemoryFund, stranger: Any) -> None:
    of = in_force(fund)
    with refused("technical_fund.no_award"):
        of.view(stranger)
    assert fund.see(views.awards.list_fund_awards, ListFundAwards(), stranger).items == ()
    with refused("not_allowed"):
        of.view(reviewer())


def test_a_recused_person_hears_that_there_is_no_award(fund: MemoryFund) -> None:
    of, recused = in_force(fund), management()
    recuse(of, recused)
    with pytest.raises(Refusal) as hidden:
        of.view(recused)
    with pytest.raises(Refusal) as nothing:
        fund.see(views.awards.get_fund_award, GetFundAward(award_id=new_id()), recused)
    assert hidden.value.to_wire() == nothing.value.to_wire()
    assert fund.see(views.awards.list_fund_awards, ListFundAwards(), recused).items == ()
    with refused("technical_fund.no_award"):
        approve(of, "first", recused)
