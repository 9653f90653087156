"""Appeals: in time, on a ground, once, and before people who had no part in what is appealed against."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.standard import OpenUpload, SendUploadPart
from contracts.technical_fund import (
    AdmitFundAppeal,
    AppealAdmitted,
    AppealDismissed,
    AppealOpened,
    AppealUpheld,
    ApproveFundDecision,
    DismissFundAppeal,
    GetFundAppeal,
    GetFundLetter,
    LetterIssued,
    ListFundAppeals,
    ListFundApplicationAppeals,
    OpenFundAppeal,
    ProposeFundDecision,
    ReadFundAppealFile,
    ReadFundLetter,
    RejectFundAppeal,
    UpholdFundAppeal,
    WithdrawFundApplication,
)
from services.technical_fund import views
from services.technical_fund.domain.appeals import appeal_until, may_be_appealed
from services.technical_fund.domain.screening import Outcome
from services.technical_fund.domain.standard_workflow import STANDARD_WORKFLOW
from services.technical_fund.usecases import appeals, decisions, submissions
from tests.builders.fund import decisions as build
from tests.builders.fund.decisions import APPROVER, PROPOSER, THIRD, content
from tests.fakes.technical_fund import MemoryFund, focal_point, management, mayors_office, reviewer

REASONS = {"es": "El anexo no se leyó.", "en": "The annex was not read."}
PDF = b"%PDF-1.4\nwhole\n%%EOF\n"


@pytest.fixture
def fund(monkeypatch):
    build.print_at_once(monkeypatch)
    return MemoryFund()


@pytest.fixture
def case(fund):
    """Declined, and told so."""
    case = build.before_the_panel(fund)
    build.told(fund, case, content("decline"))
    return case


def said(fund, kind):
    return [event for event in fund.said() if isinstance(event, kind)]


def opened(fund, case, by=None, **more):
    request = OpenFundAppeal(application_id=case.id, ground="fact_overlooked", text="El anexo estaba allí.", language="es", **more)
    return fund.ask(appeals.open_fund_appeal, request, by or case.mayor)


def admit(fund, id, by=THIRD):
    return fund.ask(appeals.admit_fund_appeal, AdmitFundAppeal(appeal_id=id), by)


def reject(fund, id, by=THIRD):
    return fund.ask(appeals.reject_fund_appeal, RejectFundAppeal(appeal_id=id, reasons=REASONS), by)


def uphold(fund, id, by=THIRD):
    return fund.ask(appeals.uphold_fund_appeal, UpholdFundAppeal(appeal_id=id, reasons=REASONS), by)


def dismiss(fund, id, by=THIRD):
    return fund.ask(appeals.dismiss_fund_appeal, DismissFundAppeal(appeal_id=id, reasons=REASONS), by)


def read(fund, id, by=THIRD):
    return fund.see(views.appeals.get_fund_appeal, GetFundAppeal(appeal_id=id), by)


def until(fund, case):
    decision = fund.within(lambda unit: unit.decisions.approved_of(case.id))
    return fund.within(lambda unit: unit.letters.get(decision.id)).appeal_until


# ---------------------------------------------------------------- how long


@pytest.mark.parametrize(
    ("issued_at", "zone", "until"),
    [
        # the day of issue does not count; the last day is whole, by the clocks of the call
        (datetime(2027, 6, 1, 12, tzinfo=UTC), "UTC", datetime(2027, 7, 2, tzinfo=UTC)),
        (datetime(2027, 6, 1, 23, tzinfo=UTC), "Europe/Madrid", datetime(2027, 7, 2, 22, tzinfo=UTC)),
        # over the end of summer time, 31 October 2027 in Madrid
        (datetime(2027, 10, 10, 12, tzinfo=UTC), "Europe/Madrid", datetime(2027, 11, 9, 23, tzinfo=UTC)),
        (datetime(2027, 6, 1, 12, tzinfo=UTC), "Pacific/Auckland", datetime(2027, 7, 2, 12, tzinfo=UTC)),
    ],
)
def test_the_time_to_appeal_ends_with_its_last_day(issued_at, zone, until):
    assert appeal_until(issued_at, 30, zone) == until


def test_only_what_the_process_lets_one_appeal_against_is_promised():
    assert may_be_appealed(STANDARD_WORKFLOW, "decline")
    assert not may_be_appealed(STANDARD_WORKFLOW, "fund")
    assert not may_be_appealed(STANDARD_WORKFLOW, "defer")
    assert not may_be_appealed(STANDARD_WORKFLOW, "dismiss_appeal")


# ---------------------------------------------------------------- opening


def test_the_mayors_office_appeals_on_a_ground(fund, case):
    appeal = opened(fund, case)
    assert (appeal.state, appeal.ground) == ("opened", "fact_overlooked")
    assert build.state_of(fund, case) == "under_appeal"
    event = said(fund, AppealOpened)[0]
    assert (event.appeal_id, event.decision_id, event.ground) == (appeal.id, appeal.decision_id, "fact_overlooked")


def test_the_last_millisecond_is_in_time_and_the_next_is_not(fund, case):
    fund.now = until(fund, case)
    with pytest.raises(Conflict) as refused:
        opened(fund, case)
    assert refused.value.code == "technical_fund.appeal_too_late"
    assert build.state_of(fund, case) == "declined"
    fund.now -= timedelta(milliseconds=1)
    assert opened(fund, case).state == "opened"


def test_before_the_letter_is_issued_there_is_nothing_to_appeal(fund):
    case = build.before_the_panel(fund)
    build.approved(fund, case, content("decline"))
    with pytest.raises(Conflict) as refused:
        opened(fund, case)
    assert refused.value.code == "technical_fund.appeal_too_late"


@pytest.mark.parametrize("state", ["in_panel", "decision_proposed", "funded", "withdrawn", "dismissed"])
def test_there_is_no_appeal_in_any_other_state(fund, case, state):
    build.put(fund, case, state)
    with pytest.raises(Conflict) as refused:
        opened(fund, case)
    assert refused.value.code == "technical_fund.wrong_state"


def test_there_is_one_appeal_against_one_decision(fund, case):
    dismissed = dismiss(fund, admit(fund, opened(fund, case).id).id)
    assert dismissed.state == "dismissed"
    build.put(fund, case, "declined")
    with pytest.raises(Conflict) as refused:
        opened(fund, case)
    assert refused.value.code == "technical_fund.appealed_before"


def test_only_the_mayors_office_of_the_city_appeals(fund, case):
    for by in (focal_point(case.city_id), management(), reviewer()):
        with pytest.raises(NotAllowed):
            opened(fund, case, by=by)
    with pytest.raises(NotFound):
        opened(fund, case, by=mayors_office(new_id()))


def test_documents_go_with_an_appeal_and_are_read_by_both_sides(fund, case):
    mayor = case.mayor
    upload_id = _uploaded(fund, mayor)
    appeal = opened(fund, case, by=mayor, upload_ids=(upload_id,))
    assert [(file.file_name, file.size) for file in appeal.files] == [("annex.pdf", len(PDF))]
    request = ReadFundAppealFile(appeal_id=appeal.id, file_id=appeal.files[0].id)
    for by in (mayor, THIRD):
        assert fund.see(views.appeals.read_fund_appeal_file, request, by).part == PDF
    for by in (mayors_office(new_id()), reviewer()):
        with pytest.raises(NotFound):
            fund.see(views.appeals.read_fund_appeal_file, request, by)
    with pytest.raises(NotFound):
        fund.see(views.appeals.read_fund_appeal_file, ReadFundAppealFile(appeal_id=appeal.id, file_id=new_id()), mayor)


def _uploaded(fund, by):
    announced = OpenUpload(purpose="fund_appeal", file_name="annex.pdf", media_type="application/pdf", size=len(PDF))
    upload = fund.ask(lambda unit, request: unit.files.open(request), announced, by)
    part = SendUploadPart(upload_id=upload.id, offset=0, part=PDF)
    fund.ask(lambda unit, request: unit.files.send_part(request.upload_id, request.offset, request.part), part, by)
    return upload.id


# ---------------------------------------------------------------- who looks at it


@pytest.mark.parametrize("step", [admit, reject])
@pytest.mark.parametrize("involved", [PROPOSER, APPROVER])
def test_whoever_decided_has_no_part_in_the_appeal(fund, case, step, involved):
    appeal = opened(fund, case)
    assert read(fund, appeal.id, involved).possible == ()
    with pytest.raises(NotAllowed) as refused:
        step(fund, appeal.id, involved)
    assert refused.value.code == "technical_fund.took_part"
    assert read(fund, appeal.id).state == "opened"


@pytest.mark.parametrize("step", [uphold, dismiss])
def test_nor_may_they_decide_on_it(fund, case, step):
    appeal = admit(fund, opened(fund, case).id)
    with pytest.raises(NotAllowed) as refused:
        step(fund, appeal.id, APPROVER)
    assert refused.value.code == "technical_fund.took_part"


def test_nor_has_the_panels_chair_or_a_reviewer_of_it(fund):
    chair = management()
    case = build.before_the_panel(fund, build.an_open_call(fund, chair_id=chair.person_id))
    sat = management()
    build.reviewed(fund, case, sat.person_id)
    build.told(fund, case, content("decline"))
    appeal = opened(fund, case)
    for by in (chair, sat):
        with pytest.raises(NotAllowed):
            admit(fund, appeal.id, by)


def test_the_recused_hear_nothing_of_an_appeal(fund, case):
    appeal = opened(fund, case)
    build.recuse(fund, case, THIRD.person_id)
    for id in (appeal.id, new_id()):
        with pytest.raises(NotFound) as refused:
            admit(fund, id)
        assert refused.value.to_wire() == {
            "kind": "not_found",
            "code": "technical_fund.no_appeal",
            "message": "there is no such appeal",
            "details": {},
            "retryable": False,
        }
    assert fund.see(views.appeals.list_fund_appeals, ListFundAppeals(call_id=case.call_id), THIRD).items == ()
    assert len(fund.see(views.appeals.list_fund_appeals, ListFundAppeals(call_id=case.call_id), PROPOSER).items) == 1


# ---------------------------------------------------------------- what becomes of it


def test_an_appeal_is_admitted_before_it_is_decided(fund, case):
    appeal = opened(fund, case)
    for step in (uphold, dismiss):
        with pytest.raises(Conflict) as refused:
            step(fund, appeal.id)
        assert refused.value.code == "technical_fund.wrong_appeal_state"
    assert admit(fund, appeal.id).state == "admitted"
    assert said(fund, AppealAdmitted)[0].appeal_id == appeal.id
    with pytest.raises(Conflict):
        reject(fund, appeal.id)


def test_what_is_not_admitted_leaves_the_decision_standing(fund, case):
    appeal = reject(fund, opened(fund, case).id)
    assert (appeal.state, appeal.reasons) == ("not_admitted", REASONS)
    assert build.state_of(fund, case) == "dismissed"
    assert said(fund, AppealDismissed)[0].admitted is False


def test_a_dismissed_appeal_is_told_in_a_letter_and_its_reasons_not_before(fund, case):
    appeal = dismiss(fund, admit(fund, opened(fund, case).id).id)
    assert said(fund, AppealDismissed)[0].admitted is True
    assert read(fund, appeal.id, case.mayor).reasons is None
    fund.run_jobs()
    assert read(fund, appeal.id, case.mayor).reasons == REASONS
    assert read(fund, appeal.id, case.mayor).decided_by is None
    letter = fund.see(views.letters.get_fund_letter, GetFundLetter(letter_id=appeal.id), case.mayor)
    assert (letter.about, letter.kind, letter.appeal_until) == ("appeal", "appeal_dismissed", None)
    request = ReadFundLetter(letter_id=appeal.id, language="es")
    text = build.text_of_page(fund.see(views.letters.read_fund_letter, request, case.mayor).part)
    assert "El anexo no se leyó." in text
    assert said(fund, LetterIssued)[-1].appeal_id == appeal.id


def test_an_upheld_appeal_opens_a_round_in_which_nobody_of_the_first_sits(fund, case):
    reviewer_id = build.reviewed(fund, case) and fund.within(lambda unit: unit.assignments.of_application(case.id)[0].reviewer_id)
    appeal = uphold(fund, admit(fund, opened(fund, case).id).id)
    assert appeal.state == "upheld"
    assert build.state_of(fund, case) == "eligible"
    assert said(fund, AppealUpheld)[0].round == 2
    panel = fund.within(lambda unit: unit.panels.of(case.id, case.call_id))
    assert panel.round == 2
    assert {reviewer_id, PROPOSER.person_id, APPROVER.person_id} <= set(panel.barred)


def test_those_whose_decision_was_undone_decide_nothing_in_the_next_round(fund, case):
    uphold(fund, admit(fund, opened(fund, case).id).id)
    build.put(fund, case, "in_panel")
    with pytest.raises(NotAllowed) as refused:
        build.proposed(fund, case, content("decline"), by=PROPOSER)
    assert refused.value.code == "technical_fund.decided_before"
    proposer, approver = management(), management()
    request = ProposeFundDecision(application_id=case.id, decision=content("decline"))
    decision = fund.ask(decisions.propose_fund_decision, request, proposer)
    assert decision.round == 2
    with pytest.raises(NotAllowed) as refused:
        fund.ask(decisions.approve_fund_decision, ApproveFundDecision(decision_id=decision.id), APPROVER)
    assert refused.value.code == "technical_fund.decided_before"
    fund.ask(decisions.approve_fund_decision, ApproveFundDecision(decision_id=decision.id), approver)
    fund.run_jobs()
    again = opened(fund, case)
    assert again.decision_id == decision.id
    with pytest.raises(NotAllowed):
        admit(fund, again.id, PROPOSER)


def test_an_application_taken_back_takes_its_appeal_with_it(fund, case):
    appeal = opened(fund, case)
    fund.ask(submissions.withdraw_fund_application, WithdrawFundApplication(application_id=case.id), case.mayor)
    assert read(fund, appeal.id).state == "dropped"
    with pytest.raises(Conflict):
        admit(fund, appeal.id)


def test_appeals_of_an_application_are_listed_for_both_sides(fund, case):
    appeal = opened(fund, case)
    request = ListFundApplicationAppeals(application_id=case.id)
    for by in (case.mayor, THIRD):
        assert [one.id for one in fund.see(views.appeals.list_fund_application_appeals, request, by).items] == [appeal.id]
    with pytest.raises(NotFound):
        fund.see(views.appeals.list_fund_application_appeals, request, mayors_office(new_id()))


# ---------------------------------------------------------------- against screening


def found_ineligible(fund, by=APPROVER):
    """By the builder's hand: what screening found, with who found it and when."""
    case = build.before_the_panel(fund, state="ineligible")

    def note(unit):
        screening = unit.screenings.get(case.id)
        screening.outcome = Outcome(rules=("population",), text_id=None, text=None, at=unit.now, found_by=by.person_id)
        unit.screenings.save(screening)

    fund.within(note)
    return case


def test_a_city_found_not_eligible_appeals_within_the_same_time(fund):
    case = found_ineligible(fund)
    fund.now = appeal_until(fund.now, 30, "Europe/Madrid")
    with pytest.raises(Conflict) as refused:
        opened(fund, case)
    assert refused.value.code == "technical_fund.appeal_too_late"
    fund.now -= timedelta(milliseconds=1)
    appeal = opened(fund, case)
    assert appeal.decision_id is None
    with pytest.raises(NotAllowed):
        admit(fund, appeal.id, APPROVER)


def test_upheld_it_is_eligible_and_its_first_panel_is_open_to_all(fund):
    case = found_ineligible(fund)
    uphold(fund, admit(fund, opened(fund, case).id).id)
    assert build.state_of(fund, case) == "eligible"
    panel = fund.within(lambda unit: unit.panels.of(case.id, case.call_id))
    assert (panel.round, panel.barred) == (1, [])
    assert fund.within(lambda unit: unit.screenings.get(case.id)).outcome is None
