"""Reports on awards, amendments of them, and what is due."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.errors import Invalid, Refusal
from contracts.technical_fund import (
    AcceptAwardReport,
    ApproveAwardAmendment,
    ApproveAwardClosing,
    ApproveTranche,
    AttachReportEvidence,
    AwardReportContent,
    DetachReportEvidence,
    DiscardAwardReport,
    DraftAwardReport,
    DrawUpFundAgreement,
    GetAwardAmendment,
    GetAwardReport,
    Indicator,
    ListAwardAmendments,
    ListAwardReports,
    Money,
    ProposeAwardClosing,
    ReadFundAgreement,
    ReadReportEvidence,
    RefuseAwardAmendment,
    RequestAwardAmendment,
    ReturnAwardReport,
    ReviseAwardReport,
    SendFundAgreement,
    SubmitAwardReport,
    TerminateAward,
    WithdrawAwardAmendment,
)
from services.technical_fund import views
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.usecases import amendments, award_agreements, award_reports, awards, tranches
from tests.builders.fund.applications import PDF
from tests.builders.fund.money import Granted, drawn_up, in_force, recuse, schedule, signed, support, uploaded
from tests.builders.fund.refused import refused
from tests.fakes.technical_fund import MemoryFund, management

DONE = AwardReportContent(done="Ten workshops.", spent=Money(minor=100, currency="EUR"))


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def drafted(of: Granted, code: str = "halfway", content: AwardReportContent = DONE) -> str:
    request = DraftAwardReport(award_id=of.award_id, code=code, content=content)
    return str(of.fund.ask(award_reports.draft_award_report, request, of.focal).id)


def hand_in(of: Granted, report_id: str) -> Any:
    return of.fund.ask(award_reports.submit_award_report, SubmitAwardReport(report_id=report_id), of.focal)


def faults(told: pytest.ExceptionInfo[Refusal]) -> set[tuple[str, str]]:
    return {(error["pointer"], error["code"]) for error in told.value.details["errors"]}


# ---------------------------------------------------------------- reports


def test_a_draft_is_the_citys_own(fund: MemoryFund) -> None:
    of = in_force(fund)
    report_id = drafted(of)
    with refused("technical_fund.no_report"):
        fund.see(views.awards.get_award_report, GetAwardReport(report_id=report_id), of.manager)
    assert fund.see(views.awards.list_award_reports, ListAwardReports(award_id=of.award_id), of.manager).items == ()
    assert of.view(of.manager).reports[0].state == "missing"
    assert of.view(of.focal).reports[0].state == "draft"


def test_there_is_one_report_for_each_that_is_owed(fund: MemoryFund) -> None:
    of = in_force(fund)
    drafted(of)
    with refused("technical_fund.report_begun"):
        drafted(of)
    with pytest.raises(Invalid) as told:
        drafted(of, "never")
    assert faults(told) == {("/code", "technical_fund.no_report_due")}


def test_a_report_is_whole_before_it_is_handed_in(fund: MemoryFund) -> None:
    of = in_force(fund)
    content = AwardReportContent(
        indicators=(Indicator(code="people", label="People reached", target="300"),),
        milestones=("never",),
        spent=Money(minor=1, currency="USD"),
    )
    report_id = drafted(of, "last", content)
    with pytest.raises(Invalid) as told:
        hand_in(of, report_id)
    assert faults(told) == {
        ("/content/done", "required"),
        ("/content/spent/currency", "technical_fund.wrong_currency"),
        ("/content/indicators/0/value", "required"),
        ("/content/milestones/0", "technical_fund.no_milestone"),
        ("/evidence", "required"),
    }


def test_a_returned_report_is_mended_and_handed_in_again(fund: MemoryFund) -> None:
    of = in_force(fund)
    report_id = drafted(of)
    hand_in(of, report_id)
    with refused("technical_fund.wrong_report_state"):
        fund.ask(award_reports.revise_award_report, ReviseAwardReport(report_id=report_id, changes={"done": "More."}), of.focal)
    fund.ask(award_reports.return_award_report, ReturnAwardReport(report_id=report_id, reason="How many came?"), of.manager)
    fund.ask(award_reports.revise_award_report, ReviseAwardReport(report_id=report_id, changes={"done": "Ten, with 182."}), of.focal)
    hand_in(of, report_id)
    accepted = fund.ask(award_reports.accept_award_report, AcceptAwardReport(report_id=report_id), of.manager)
    assert (accepted.state, [one.reason for one in accepted.returns]) == ("accepted", ["How many came?"])


def test_an_accepted_report_reaches_the_milestones_it_names(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.accept("halfway", milestones=("begun",))
    assert of.view().milestones[0].reached_at == fund.now
    assert of.view().tranches[1].waits_for == ()


def test_a_report_of_a_closed_award_is_judged_no_more(fund: MemoryFund) -> None:
    of = in_force(fund)
    waiting = drafted(of)
    hand_in(of, waiting)
    of.accept("last", spent=0)
    nothing = Money(minor=0, currency="EUR")
    fund.ask(awards.propose_award_closing, ProposeAwardClosing(award_id=of.award_id, spent=nothing, written_off=nothing), of.manager)
    fund.ask(awards.approve_award_closing, ApproveAwardClosing(award_id=of.award_id), of.colleague)
    with refused("technical_fund.wrong_award_state"):
        fund.ask(award_reports.accept_award_report, AcceptAwardReport(report_id=waiting), of.manager)
    with refused("technical_fund.wrong_award_state"):
        fund.ask(award_reports.return_award_report, ReturnAwardReport(report_id=waiting, reason="Too late."), of.manager)


def test_evidence_is_read_by_both_sides_once_it_is_handed_in(fund: MemoryFund) -> None:
    of = in_force(fund)
    report_id = drafted(of)
    attach = AttachReportEvidence(report_id=report_id, upload_id=uploaded(fund, of.focal, "fund_report"), shows="The list")
    file_id = fund.ask(award_reports.attach_report_evidence, attach, of.focal).evidence[0].file_id
    read = ReadReportEvidence(report_id=report_id, file_id=file_id)
    with refused("technical_fund.no_report"):
        fund.see(views.awards.read_report_evidence, read, of.manager)
    hand_in(of, report_id)
    assert fund.see(views.awards.read_report_evidence, read, of.manager).part == PDF


def test_a_discarded_draft_takes_its_files_with_it(fund: MemoryFund) -> None:
    of = in_force(fund)
    report_id = drafted(of)
    upload = uploaded(fund, of.focal, "fund_report")
    fund.ask(award_reports.attach_report_evidence, AttachReportEvidence(report_id=report_id, upload_id=upload, shows="It"), of.focal)
    other = uploaded(fund, of.focal, "fund_report")
    fund.ask(award_reports.attach_report_evidence, AttachReportEvidence(report_id=report_id, upload_id=other, shows="Too"), of.focal)
    fund.ask(award_reports.detach_report_evidence, DetachReportEvidence(report_id=report_id, file_id=other), of.focal)
    fund.ask(award_reports.discard_award_report, DiscardAwardReport(report_id=report_id), of.focal)
    assert [fund.work.store["uploads"].find_one({"_id": id}) for id in (upload, other)] == [None, None]
    with refused("technical_fund.no_report"):
        fund.see(views.awards.get_award_report, GetAwardReport(report_id=report_id), of.focal)


def test_reports_and_milestones_that_are_late_are_flagged_and_reminded_of(fund: MemoryFund) -> None:
    of = in_force(fund)
    assert not of.view().reports[0].overdue
    fund.wait(days=190)
    assert (of.view().reports[0].overdue, of.view().milestones[0].overdue) == (True, True)
    told = {event.what for event in fund.said() if type(event).__name__ == "DeadlineReminderDue" and event.award_id == of.award_id}
    assert {"report_due", "milestone_due"} <= told


# ---------------------------------------------------------------- amendments


def later(of: Granted) -> Any:
    """The second tranche a month later."""
    plan = of.award.plan.schedule
    parts = tuple(replace(one, due_on=date(2027, 11, 1)) if one.code == "second" else one for one in plan.tranches)
    return replace(plan, tranches=parts)


def with_second(of: Granted, minor: int) -> Any:
    plan = of.award.plan.schedule
    parts = tuple(replace(one, support=support(minor)) if one.code == "second" else one for one in plan.tranches)
    return replace(plan, tranches=parts)


def asked(of: Granted, *kinds: str, by: Any = None, **more: Any) -> Any:
    request = RequestAwardAmendment(award_id=of.award_id, kinds=kinds, reason="The works are late.", **more)
    return of.fund.ask(amendments.request_award_amendment, request, by or of.focal)


def approved(of: Granted, amendment_id: str, by: Any = None) -> Any:
    request = ApproveAwardAmendment(amendment_id=amendment_id)
    return of.fund.ask(amendments.approve_award_amendment, request, by or of.manager)


def test_time_is_amended_by_a_new_version_that_both_sign(fund: MemoryFund) -> None:
    of = in_force(fund)
    amendment = asked(of, "time", schedule=later(of))
    approved(of, amendment.id)
    drawn_up(of)
    assert of.view().tranches[1].due_on == date(2027, 10, 1)
    after = signed(of)
    assert after.tranches[1].due_on == date(2027, 11, 1)
    assert [one.state for one in after.agreement] == ["superseded", "signed"]
    shown = fund.see(views.awards.get_award_amendment, GetAwardAmendment(amendment_id=amendment.id), of.focal)
    assert (shown.state, shown.agreement_version) == ("in_force", 2)


def test_more_money_is_reserved_at_approval_and_committed_when_it_is_signed(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    amendment = asked(of, "budget", schedule=with_second(of, 500_000), support=support(700_000, 20))
    approved(of, amendment.id)
    assert of.balances()["reserved"] == Amount(minor=100_000)
    drawn_up(of)
    signed(of)
    assert of.balances()["committed"] == Amount(minor=500_000, half_days=20)
    assert (of.view().support, of.view().tranches[0].state) == (support(700_000, 20), "paid")


def test_less_money_returns_to_the_envelope_when_it_is_signed(fund: MemoryFund) -> None:
    of = in_force(fund)
    approved(of, asked(of, "budget", schedule=with_second(of, 100_000), support=support(300_000, 20)).id)
    assert of.balances()["committed"].minor == 600_000
    drawn_up(of)
    signed(of)
    assert of.balances()["committed"] == Amount(minor=300_000, half_days=20)
    assert of.balances()["available"] == Amount(minor=9_700_000, half_days=380)


def test_more_than_the_envelope_holds_is_not_approved(fund: MemoryFund) -> None:
    of = in_force(fund, holds=support(650_000, 40))
    amendment = asked(of, "budget", schedule=with_second(of, 500_000), support=support(700_000, 20))
    with refused("technical_fund.envelope_exceeded"):
        approved(of, amendment.id)
    assert fund.see(views.awards.get_award_amendment, GetAwardAmendment(amendment_id=amendment.id), of.manager).state == "requested"


def test_an_award_does_not_grow_above_the_ceiling_of_its_call(fund: MemoryFund) -> None:
    of = in_force(fund, holds=support(90_000_000, 40))
    amendment = asked(of, "budget", schedule=with_second(of, 19_800_001), support=support(20_000_001, 20))
    with pytest.raises(Invalid) as told:
        approved(of, amendment.id)
    assert faults(told) == {("/support", "technical_fund.above_ceiling")}


def test_what_changes_is_among_the_kinds_that_are_named(fund: MemoryFund) -> None:
    of = in_force(fund)
    with pytest.raises(Invalid) as told:
        asked(of, "scope", schedule=later(of))
    assert faults(told) == {("/kinds", "technical_fund.other_kinds")}
    with pytest.raises(Invalid) as told:
        asked(of, "time", schedule=schedule())
    assert faults(told) == {("/schedule", "technical_fund.nothing_changes")}


def test_what_was_paid_is_not_amended(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    plan = of.award.plan.schedule
    moved = tuple(replace(one, due_on=date(2028, 1, 1)) if one.code == "first" else one for one in plan.tranches)
    with refused("technical_fund.done_already"):
        asked(of, "time", schedule=replace(plan, tranches=moved))


def test_a_tranche_that_is_about_to_change_is_not_approved(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.accept("halfway", milestones=("begun",))
    approved(of, asked(of, "time", schedule=later(of)).id)
    drawn_up(of)
    with refused("technical_fund.amendment_pending"):
        fund.ask(tranches.approve_tranche, ApproveTranche(award_id=of.award_id, tranche="second"), of.manager)
    assert of.pay("first").tranches[0].state == "paid"


def test_what_was_approved_meanwhile_keeps_a_version_from_being_drawn_up(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.accept("halfway", milestones=("begun",))
    approved(of, asked(of, "time", schedule=later(of)).id)
    fund.ask(tranches.approve_tranche, ApproveTranche(award_id=of.award_id, tranche="second"), of.manager)
    with refused("technical_fund.done_already"):
        request = DrawUpFundAgreement(award_id=of.award_id, upload_id=uploaded(fund, of.manager, "fund_agreement"))
        fund.ask(award_agreements.draw_up_fund_agreement, request, of.manager)


def test_who_asked_for_an_amendment_does_not_approve_it(fund: MemoryFund) -> None:
    of = in_force(fund)
    amendment = asked(of, "time", schedule=later(of), by=of.manager)
    with refused("technical_fund.second_person_needed"):
        approved(of, amendment.id, of.manager)
    assert approved(of, amendment.id, of.colleague).state == "approved"


def test_one_amendment_is_under_way_at_a_time(fund: MemoryFund) -> None:
    of = in_force(fund)
    first = asked(of, "time", schedule=later(of))
    with refused("technical_fund.amendment_under_way"):
        asked(of, "time", schedule=later(of))
    with refused("technical_fund.not_yours_to_do"):
        fund.ask(amendments.withdraw_award_amendment, WithdrawAwardAmendment(amendment_id=first.id), of.manager)
    fund.ask(amendments.withdraw_award_amendment, WithdrawAwardAmendment(amendment_id=first.id), of.focal)
    assert asked(of, "time", schedule=later(of)).state == "requested"
    assert len(fund.see(views.awards.list_award_amendments, ListAwardAmendments(award_id=of.award_id), of.focal).items) == 2


def test_a_refused_amendment_gives_back_what_was_reserved_for_it(fund: MemoryFund) -> None:
    of = in_force(fund)
    amendment = asked(of, "budget", schedule=with_second(of, 500_000), support=support(700_000, 20))
    approved(of, amendment.id)
    drawn_up(of)
    fund.ask(amendments.refuse_award_amendment, RefuseAwardAmendment(amendment_id=amendment.id, reason="No."), of.colleague)
    assert of.balances()["reserved"] == Amount()
    assert of.view().agreement[-1].state == "superseded"


def test_a_terminated_award_voids_its_amendment_and_releases_what_it_reserved(fund: MemoryFund) -> None:
    of = in_force(fund)
    amendment = asked(of, "budget", schedule=with_second(of, 500_000), support=support(700_000, 20))
    approved(of, amendment.id)
    fund.ask(awards.terminate_award, TerminateAward(award_id=of.award_id, reason="Over."), of.manager)
    assert of.balances()["available"] == Amount(minor=10_000_000, half_days=400)
    assert fund.see(views.awards.get_award_amendment, GetAwardAmendment(amendment_id=amendment.id), of.focal).state == "void"


def test_a_running_agreement_changes_by_an_approved_amendment_only(fund: MemoryFund) -> None:
    of = in_force(fund)
    asked(of, "time", schedule=later(of))
    with refused("technical_fund.no_approved_amendment"):
        drawn_up(of)


# ---------------------------------------------------------------- the document


def test_the_city_reads_a_version_once_it_was_sent(fund: MemoryFund) -> None:
    of = in_force(fund)
    approved(of, asked(of, "time", schedule=later(of)).id)
    upload = uploaded(fund, of.manager, "fund_agreement", b"%PDF-1.4\nsecond\n%%EOF\n")
    fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id, upload_id=upload), of.manager)
    read = ReadFundAgreement(award_id=of.award_id, agreement_version=2)
    with refused("technical_fund.no_agreement_document"):
        fund.see(views.awards.read_fund_agreement, read, of.mayor)
    fund.ask(award_agreements.send_fund_agreement, SendFundAgreement(award_id=of.award_id, agreement_version=2), of.manager)
    assert fund.see(views.awards.read_fund_agreement, read, of.mayor).part.startswith(b"%PDF-1.4\nsecond")


def test_a_recused_person_hears_of_no_report_and_no_amendment(fund: MemoryFund) -> None:
    of, recused = in_force(fund), management()
    report_id, amendment_id = of.accept("halfway"), asked(of, "time", schedule=later(of)).id
    recuse(of, recused)
    with refused("technical_fund.no_report"):
        fund.see(views.awards.get_award_report, GetAwardReport(report_id=report_id), recused)
    with refused("technical_fund.no_amendment"):
        approved(of, amendment_id, recused)
