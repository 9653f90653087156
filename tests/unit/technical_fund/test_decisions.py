"""Decisions: grounds for every criterion, money within every bound, two persons, and nothing told before the second has spoken."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.technical_fund import (
    ApplicationDecided,
    ApplicationDeferred,
    ApplicationResumed,
    ApproveFundDecision,
    AwardCondition,
    AwardMade,
    DecisionContent,
    DecisionProposed,
    DecisionReturned,
    DraftFundDecision,
    GetFundDecision,
    LetterIssued,
    ListFundApplicationDecisions,
    ListFundDecisions,
    ProposeFundDecision,
    ResumeFundApplication,
    ReturnFundDecision,
    WithdrawFundApplication,
)
from services.technical_fund import views
from services.technical_fund.usecases import decisions, submissions
from tests.builders.fund import decisions as build
from tests.builders.fund.calls import support
from tests.builders.fund.decisions import APPROVER, PROPOSER, REASONS, content, in_part
from tests.fakes.technical_fund import MemoryFund, focal_point, hub_officer, management, mayors_office, reviewer


@pytest.fixture
def fund(monkeypatch):
    build.print_at_once(monkeypatch)
    return MemoryFund()


@pytest.fixture
def case(fund):
    return build.before_the_panel(fund)


def said(fund, kind):
    return [event for event in fund.said() if isinstance(event, kind)]


def approve(fund, decision_id, by=APPROVER, **options):
    return fund.ask(decisions.approve_fund_decision, ApproveFundDecision(decision_id=decision_id), by, **options)


def send_back(fund, decision_id, by=APPROVER):
    return fund.ask(decisions.return_fund_decision, ReturnFundDecision(decision_id=decision_id, reason="Say more of the plan."), by)


def faults_of(refused):
    return {(fault["pointer"], fault["code"].removeprefix("technical_fund.")) for fault in refused.value.details["errors"]}


# ---------------------------------------------------------------- proposing


def test_to_fund_in_full_grants_what_was_asked_for_and_sets_it_aside(fund, case):
    decision = build.proposed(fund, case)
    assert (decision.state, decision.support) == ("proposed", support(5_000_000, 4))
    assert decision.proposed_by == PROPOSER.person_id
    assert build.state_of(fund, case) == "decision_proposed"
    assert build.available(fund, case) == support(195_000_000, 396)
    event = said(fund, DecisionProposed)[0]
    assert (event.application_id, event.decision_id, event.outcome) == (case.id, decision.id, "fund")


def test_to_decline_sets_nothing_aside(fund, case):
    decision = build.proposed(fund, case, content("decline"))
    assert decision.support is None
    assert build.available(fund, case) == support(200_000_000, 400)


def test_each_criterion_wants_its_grounds(fund, case):
    with pytest.raises(Invalid) as refused:
        build.proposed(fund, case, content("decline", reasons={"need": {"en": "Shown."}}))
    assert faults_of(refused) == {("/decision/reasons/plan", "reason_missing"), ("/decision/reasons/risk", "reason_missing")}
    assert build.state_of(fund, case) == "in_panel"


def test_grounds_for_what_the_rubric_does_not_ask_are_refused(fund, case):
    with pytest.raises(Invalid) as refused:
        build.proposed(fund, case, content(reasons={**REASONS, "beauty": {"en": "Nice."}}))
    assert faults_of(refused) == {("/decision/reasons/beauty", "unknown_criterion")}


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        (in_part(6_000_000, 2), ("/decision/support", "over_requested")),
        (in_part(4_000_000, 5), ("/decision/support", "over_requested")),
        (in_part(5_000_000, 4), ("/decision/support", "in_full")),
        (in_part(999_999, 2), ("/decision/support", "below_floor")),
        (in_part(0, 0), ("/decision/support", "nothing_given")),
        (content("fund_in_part"), ("/decision/support", "required")),
        (content("fund", support=support(4_000_000, 4)), ("/decision/support", "not_in_full")),
        (content("fund_in_part", support=support(4_000_000, 2, currency="USD")), ("/decision/support/money/currency", "wrong_currency")),
        (content("decline", support=support(1_000_000)), ("/decision/support", "grants_nothing")),
        (content("decline", conditions=(AwardCondition(texts={"en": "x"}),)), ("/decision/conditions", "grants_nothing")),
        (content("fund", resume_on=date(2027, 10, 1)), ("/decision/resume_on", "not_deferred")),
        (content("defer", reasons={}), ("/decision/message", "message_missing")),
        (DecisionContent(reasons=REASONS), ("/decision/outcome", "required")),
    ],
)
def test_what_does_not_hold_is_refused_and_changes_nothing(fund, case, what, fault):
    with pytest.raises(Invalid) as refused:
        build.proposed(fund, case, what)
    assert fault in faults_of(refused)
    assert build.state_of(fund, case) == "in_panel"
    assert build.available(fund, case) == support(200_000_000, 400)


def test_the_ceiling_of_the_call_holds_whatever_was_asked_for(fund):
    call = build.an_open_call(fund)
    case = build.before_the_panel(fund, call)

    def ask_for_more(unit):
        application = unit.applications.get(case.id)
        application.requested = support(30_000_000, 4)
        unit.applications.save(application)

    fund.within(ask_for_more)
    with pytest.raises(Invalid) as refused:
        build.proposed(fund, case)
    assert faults_of(refused) == {("/decision/support", "above_ceiling")}


def test_an_award_of_expert_days_alone_is_not_below_the_floor_of_money(fund, case):
    assert build.proposed(fund, case, content("fund_in_part", support=support(0, 3))).support == support(0, 3)


def test_more_than_the_envelope_holds_is_refused(fund):
    call = build.an_open_call(fund, envelope=support(8_000_000, 100), ceiling=support(8_000_000, 40))
    first, second = build.before_the_panel(fund, call), build.before_the_panel(fund, call)
    build.proposed(fund, first)
    with pytest.raises(Conflict) as refused:
        build.proposed(fund, second)
    assert refused.value.code == "technical_fund.envelope_exceeded"
    assert build.state_of(fund, second) == "in_panel"
    assert build.available(fund, second) == support(3_000_000, 96)


@pytest.mark.parametrize(
    "state", ["submitted", "eligible", "in_review", "decision_proposed", "funded", "declined", "withdrawn", "under_appeal"]
)
def test_it_is_proposed_before_the_panel_only(fund, state):
    case = build.before_the_panel(fund, state=state)
    with pytest.raises(Conflict) as refused:
        build.proposed(fund, case)
    assert refused.value.code == "technical_fund.wrong_state"
    assert refused.value.details == {"state": state, "action": "propose_decision"}


def test_the_panels_chair_proposes_and_does_not_approve(fund):
    chair = reviewer()
    call = build.an_open_call(fund, chair_id=chair.person_id)
    decision = build.proposed(fund, build.before_the_panel(fund, call), by=chair)
    assert decision.state == "proposed"
    with pytest.raises(NotAllowed):
        approve(fund, decision.id, by=chair)


def test_a_reviewer_who_does_not_lead_the_panel_knows_of_no_application(fund, case):
    with pytest.raises(NotFound) as refused:
        build.proposed(fund, case, by=reviewer())
    assert refused.value.code == "technical_fund.no_application"


def test_the_city_and_its_hub_propose_nothing(fund, case):
    for by in (mayors_office(case.city_id), focal_point(case.city_id), hub_officer(new_id())):
        with pytest.raises(NotAllowed):
            build.proposed(fund, case, by=by)


# ---------------------------------------------------------------- drafting


def draft(fund, case, what, by=PROPOSER, **options):
    return fund.ask(decisions.draft_fund_decision, DraftFundDecision(application_id=case.id, decision=what), by, **options)


def test_a_draft_may_hold_any_part_and_is_told_to_nobody(fund, case):
    before = fund.said()
    first = draft(fund, case, DecisionContent(reasons={"need": {"en": "Shown."}}))
    second = draft(fund, case, content("decline"), by=APPROVER, version=first.version)
    assert (second.id, second.state, second.written_by) == (first.id, "draft", APPROVER.person_id)
    assert [one.given for one in first.criteria] == [("en",), (), ()]
    assert fund.said() == before
    with pytest.raises(Conflict) as refused:
        draft(fund, case, content("fund"), version=first.version)
    assert refused.value.code == "stale_version"


def test_what_was_drafted_is_proposed_as_it_stands(fund, case):
    drafted = draft(fund, case, in_part())
    proposed = fund.ask(decisions.propose_fund_decision, ProposeFundDecision(application_id=case.id), PROPOSER)
    assert (proposed.id, proposed.state, proposed.support) == (drafted.id, "proposed", support(4_000_000, 2))


def test_a_draft_that_is_not_whole_is_not_proposed(fund, case):
    draft(fund, case, DecisionContent(outcome="decline"))
    with pytest.raises(Invalid):
        fund.ask(decisions.propose_fund_decision, ProposeFundDecision(application_id=case.id), PROPOSER)


# ---------------------------------------------------------------- approving


def test_approving_decides_makes_the_award_and_has_a_letter_written(fund, case):
    decision = build.approved(fund, case, in_part())
    assert (decision.state, decision.approved_by) == ("approved", APPROVER.person_id)
    assert build.state_of(fund, case) == "funded"
    decided = said(fund, ApplicationDecided)[0]
    assert (decided.outcome, decided.minor, decided.currency, decided.half_days) == ("fund_in_part", 4_000_000, "EUR", 2)
    award = said(fund, AwardMade)[0]
    assert (award.decision_id, award.minor, award.half_days) == (decision.id, 4_000_000, 2)
    assert not said(fund, LetterIssued)
    fund.run_jobs()
    assert said(fund, LetterIssued)[0].decision_id == decision.id


def test_whoever_proposed_does_not_approve(fund, case):
    decision = build.proposed(fund, case)
    with pytest.raises(NotAllowed) as refused:
        approve(fund, decision.id, by=PROPOSER)
    assert refused.value.code == "technical_fund.second_person"
    assert build.state_of(fund, case) == "decision_proposed"


def test_it_is_approved_once(fund, case):
    decision = build.approved(fund, case)
    with pytest.raises(Conflict) as refused:
        approve(fund, decision.id, by=management())
    assert refused.value.code == "technical_fund.wrong_decision_state"
    assert len(said(fund, ApplicationDecided)) == 1
    assert build.available(fund, case) == support(195_000_000, 396)


def test_an_approval_of_another_version_than_was_read_is_refused(fund, case):
    decision = build.proposed(fund, case)
    with pytest.raises(Conflict) as refused:
        approve(fund, decision.id, version=decision.version + 1)
    assert refused.value.code == "stale_version"


def test_to_decline_makes_no_award(fund, case):
    build.approved(fund, case, content("decline"))
    assert build.state_of(fund, case) == "declined"
    assert not said(fund, AwardMade)
    assert said(fund, ApplicationDecided)[0].minor == 0


def test_a_proposal_of_somebody_who_has_a_conflict_by_now_goes_back(fund, case):
    decision = build.proposed(fund, case)
    build.recuse(fund, case, PROPOSER.person_id)
    with pytest.raises(Conflict) as refused:
        approve(fund, decision.id)
    assert refused.value.code == "technical_fund.proposer_recused"
    assert send_back(fund, decision.id).state == "returned"


def test_the_recused_hear_of_a_decision_what_they_hear_of_none(fund, case):
    decision = build.proposed(fund, case)
    recused = management()
    build.recuse(fund, case, recused.person_id)
    for attempt in (
        lambda id: approve(fund, id, by=recused),
        lambda id: send_back(fund, id, by=recused),
        lambda id: fund.see(views.decisions.get_fund_decision, GetFundDecision(decision_id=id), recused),
    ):
        answers = []
        for id in (decision.id, new_id()):
            with pytest.raises(NotFound) as refused:
                attempt(id)
            answers.append(refused.value.to_wire())
        assert answers[0] == answers[1]
    request = ListFundDecisions(call_id=case.call_id)
    assert fund.see(views.decisions.list_fund_decisions, request, recused).items == ()
    assert len(fund.see(views.decisions.list_fund_decisions, request, APPROVER).items) == 1


# ---------------------------------------------------------------- sending back


def test_what_is_sent_back_frees_its_support_and_leaves_a_draft_with_its_words(fund, case):
    decision = build.proposed(fund, case, in_part())
    returned = send_back(fund, decision.id)
    assert (returned.state, returned.return_reason) == ("returned", "Say more of the plan.")
    assert build.state_of(fund, case) == "in_panel"
    assert build.available(fund, case) == support(200_000_000, 400)
    assert said(fund, DecisionReturned)[0].decision_id == decision.id
    again = fund.ask(decisions.propose_fund_decision, ProposeFundDecision(application_id=case.id), PROPOSER)
    assert again.id != decision.id
    assert again.support == support(4_000_000, 2)
    assert approve(fund, again.id).state == "approved"
    assert build.available(fund, case) == support(196_000_000, 398)


def test_only_what_waits_is_sent_back(fund, case):
    decision = build.approved(fund, case)
    with pytest.raises(Conflict) as refused:
        send_back(fund, decision.id)
    assert refused.value.code == "technical_fund.wrong_decision_state"
    assert build.available(fund, case) == support(195_000_000, 396)


def test_an_application_taken_back_gives_back_what_was_set_aside(fund, case):
    decision = build.proposed(fund, case)
    fund.ask(submissions.withdraw_fund_application, WithdrawFundApplication(application_id=case.id), case.mayor)
    assert build.available(fund, case) == support(200_000_000, 400)
    assert fund.see(views.decisions.get_fund_decision, GetFundDecision(decision_id=decision.id), APPROVER).state == "dropped"
    with pytest.raises(Conflict):
        approve(fund, decision.id)


# ---------------------------------------------------------------- deferring


def deferred(**changes):
    return content("defer", reasons={}, message={"es": "Esperamos los datos de junio."}, **changes)


def test_what_is_deferred_is_taken_up_again_by_the_management_unit(fund, case):
    decision = build.approved(fund, case, deferred())
    assert build.state_of(fund, case) == "deferred"
    assert said(fund, ApplicationDeferred)[0].resume_on is None
    answer = fund.ask(decisions.resume_fund_application, ResumeFundApplication(application_id=case.id), PROPOSER)
    assert answer.id == decision.id
    assert build.state_of(fund, case) == "in_panel"
    assert build.approved(fund, case).state == "approved"


def test_what_is_deferred_to_a_day_is_taken_up_on_it_by_the_calls_own_clock(fund, case):
    resume_on = (fund.now + timedelta(days=10)).date()
    build.approved(fund, case, deferred(resume_on=resume_on))
    until = (fund.now + timedelta(days=10)).replace(hour=0, minute=0) - timedelta(hours=3) - fund.now
    fund.wait(seconds=until.total_seconds())
    assert build.state_of(fund, case) == "deferred"
    fund.wait(hours=3)
    assert build.state_of(fund, case) == "in_panel"
    assert len(said(fund, ApplicationResumed)) == 1


def test_a_day_that_comes_after_it_was_taken_up_changes_nothing(fund, case):
    build.approved(fund, case, deferred(resume_on=(fund.now + timedelta(days=10)).date()))
    fund.ask(decisions.resume_fund_application, ResumeFundApplication(application_id=case.id), PROPOSER)
    build.proposed(fund, case)
    fund.wait(days=11)
    assert build.state_of(fund, case) == "decision_proposed"
    assert len(said(fund, ApplicationResumed)) == 1


# ---------------------------------------------------------------- who reads it


def read(fund, decision_id, by):
    return fund.see(views.decisions.get_fund_decision, GetFundDecision(decision_id=decision_id), by)


def test_the_city_reads_its_decision_once_it_has_the_letter_and_not_who_decided(fund, case):
    returned = send_back(fund, build.proposed(fund, case, content("decline")).id)
    decision = build.approved(fund, case, in_part())
    for id in (decision.id, returned.id):
        with pytest.raises(NotFound):
            read(fund, id, case.mayor)
    fund.run_jobs()
    seen = read(fund, decision.id, case.mayor)
    assert (seen.content.outcome, seen.support, seen.content.reasons) == ("fund_in_part", support(4_000_000, 2), REASONS)
    assert [seen.proposed_by, seen.approved_by, seen.written_by, seen.batch_id] == [None] * 4
    with pytest.raises(NotFound):
        read(fund, returned.id, case.mayor)
    request = ListFundApplicationDecisions(application_id=case.id)
    assert [one.id for one in fund.see(views.decisions.list_fund_application_decisions, request, case.mayor).items] == [decision.id]
    assert len(fund.see(views.decisions.list_fund_application_decisions, request, APPROVER).items) >= 2


def test_another_city_and_a_reviewer_read_nothing(fund, case):
    decision = build.told(fund, case)
    for by in (mayors_office(new_id()), reviewer(), hub_officer(new_id())):
        with pytest.raises(NotFound) as refused:
            read(fund, decision.id, by)
        assert refused.value.code == "technical_fund.no_decision"


def test_what_may_be_done_next_is_said_to_each(fund, case):
    decision = build.proposed(fund, case)
    assert read(fund, decision.id, APPROVER).possible == ("approve", "return")
    assert read(fund, decision.id, PROPOSER).possible == ("return",)


def test_whoever_works_for_the_city_too_is_only_the_city(fund, case):
    both = replace(case.mayor, grants=(*case.mayor.grants, *management().grants))
    decision = build.proposed(fund, case)
    with pytest.raises(NotFound):
        read(fund, decision.id, both)
    request = ListFundDecisions(call_id=case.call_id)
    assert fund.see(views.decisions.list_fund_decisions, request, both).items == ()
