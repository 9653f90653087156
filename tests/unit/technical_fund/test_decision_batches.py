"""Decisions by the batch: looked at before, then all or nothing; large ones line by line, as whoever asked for them."""

from datetime import timedelta

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.standard import GetJob
from contracts.technical_fund import (
    ApplicationDecided,
    ApproveFundDecisionBatch,
    BatchLine,
    DecisionProposed,
    DraftFundDecision,
    DraftFundDecisionBatch,
    GetFundDecision,
    GetFundDecisionBatch,
    ListFundDecisionBatches,
    Pin,
    ProposeFundDecisionBatch,
    ReturnFundDecisionBatch,
    ScoreCut,
    ScoredApplication,
    ScoreRow,
    ScoreRunInput,
)
from services.technical_fund import views
from services.technical_fund.domain.score_runs import DONE, ScoreRun, ScoreSheet
from services.technical_fund.usecases import batches, decisions
from tests.builders.fund import decisions as build
from tests.builders.fund.calls import support
from tests.builders.fund.decisions import APPROVER, PROPOSER, content, in_part
from tests.fakes.technical_fund import MemoryFund, management, mayors_office, reviewer


@pytest.fixture
def fund(monkeypatch):
    build.print_at_once(monkeypatch)
    return MemoryFund()


@pytest.fixture
def call(fund):
    """Twelve million in cents: two whole requests of five million fit, a third does not."""
    return build.an_open_call(fund, envelope=support(12_000_000, 100), ceiling=support(8_000_000, 40))


@pytest.fixture
def cases(fund, call):
    return [build.before_the_panel(fund, call) for _ in range(3)]


def said(fund, kind):
    return [event for event in fund.said() if isinstance(event, kind)]


def drafted(fund, call, *lines, by=PROPOSER, **more):
    request = DraftFundDecisionBatch(
        call_id=call[0], lines=tuple(BatchLine(application_id=case.id, decision=what) for case, what in lines), **more
    )
    return fund.ask(batches.draft_fund_decision_batch, request, by)


def propose(fund, id, by=PROPOSER):
    return fund.ask(batches.propose_fund_decision_batch, ProposeFundDecisionBatch(batch_id=id), by)


def approve(fund, id, by=APPROVER):
    return fund.ask(batches.approve_fund_decision_batch, ApproveFundDecisionBatch(batch_id=id), by)


def looked_at(fund, id, by=PROPOSER):
    return fund.see(views.batches.get_fund_decision_batch, GetFundDecisionBatch(batch_id=id), by)


def codes(batch):
    return [[code.removeprefix("technical_fund.") for code in line.blockers] for line in batch.lines]


# ---------------------------------------------------------------- dry run


def test_a_dry_run_goes_down_the_envelope_and_changes_nothing(fund, call, cases):
    before = fund.said()
    batch = drafted(fund, call, *((case, content()) for case in cases))
    assert codes(batch) == [[], [], ["envelope_exceeded"]]
    assert [line.next for line in batch.lines] == ["propose"] * 3
    assert (batch.envelope_before, batch.envelope_after) == (support(12_000_000, 100), support(2_000_000, 92))
    assert fund.said() == before
    assert build.available(fund, cases[0]) == support(12_000_000, 100)


def test_every_blocker_of_a_line_is_named_once(fund, call, cases):
    batch = drafted(fund, call, (cases[0], content(reasons={})), (cases[1], in_part(9_000_000)))
    assert codes(batch) == [["reason_missing"], ["over_requested", "above_ceiling"]]
    build.put(fund, cases[0], "withdrawn")
    assert codes(looked_at(fund, batch.id))[0] == ["wrong_state", "reason_missing"]


def test_a_line_whose_draft_is_mended_is_no_longer_blocked(fund, call, cases):
    batch = drafted(fund, call, (cases[0], content(reasons={})))
    fund.ask(decisions.draft_fund_decision, DraftFundDecision(application_id=cases[0].id, decision=content()), PROPOSER)
    assert codes(looked_at(fund, batch.id)) == [[]]


# ---------------------------------------------------------------- all or nothing


def test_a_batch_is_proposed_as_a_whole(fund, call, cases):
    batch = drafted(fund, call, (cases[0], content()), (cases[1], in_part()), (cases[2], content("decline")))
    done = propose(fund, batch.id)
    assert [line.state for line in done.lines] == ["proposed"] * 3
    assert build.available(fund, cases[0]) == support(3_000_000, 94)
    assert len(said(fund, DecisionProposed)) == 3


def test_one_line_in_the_way_keeps_all_of_it_from_being_proposed(fund, call, cases):
    batch = drafted(fund, call, *((case, content()) for case in cases))
    with pytest.raises(Conflict) as refused:
        propose(fund, batch.id)
    assert refused.value.code == "technical_fund.batch_blocked"
    assert refused.value.details == {"lines": [{"application_id": cases[2].id, "blockers": ["technical_fund.envelope_exceeded"]}]}
    assert [build.state_of(fund, case) for case in cases] == ["in_panel"] * 3
    assert build.available(fund, cases[0]) == support(12_000_000, 100)


def test_a_batch_is_approved_by_a_second_person(fund, call, cases):
    batch = propose(fund, drafted(fund, call, (cases[0], content()), (cases[1], content("decline"))).id)
    with pytest.raises(Conflict) as refused:
        approve(fund, batch.id, by=PROPOSER)
    assert refused.value.details["lines"][0]["blockers"] == ["technical_fund.second_person"]
    done = approve(fund, batch.id)
    assert [(line.state, line.next) for line in done.lines] == [("approved", None)] * 2
    assert [build.state_of(fund, case) for case in cases] == ["funded", "declined", "in_panel"]
    assert len(said(fund, ApplicationDecided)) == 2
    with pytest.raises(Conflict) as refused:
        approve(fund, batch.id)
    assert refused.value.code == "technical_fund.nothing_to_do"


def test_a_batch_is_sent_back_as_a_whole(fund, call, cases):
    batch = propose(fund, drafted(fund, call, (cases[0], content()), (cases[1], in_part())).id)
    request = ReturnFundDecisionBatch(batch_id=batch.id, reason="The same grounds word by word.")
    done = fund.ask(batches.return_fund_decision_batch, request, APPROVER)
    assert [line.state for line in done.lines] == ["returned"] * 2
    assert build.available(fund, cases[0]) == support(12_000_000, 100)


# ---------------------------------------------------------------- who, and what not


def test_a_batch_is_for_the_management_unit_and_the_chair(fund, call, cases):
    batch = drafted(fund, call, (cases[0], content()))
    with pytest.raises(NotFound) as refused:
        looked_at(fund, batch.id, by=reviewer())
    assert refused.value.code == "technical_fund.no_batch"
    with pytest.raises(NotAllowed):
        looked_at(fund, batch.id, by=mayors_office(cases[0].city_id))
    with pytest.raises(NotAllowed):
        fund.see(views.batches.list_fund_decision_batches, ListFundDecisionBatches(call_id=call[0]), reviewer())
    assert len(fund.see(views.batches.list_fund_decision_batches, ListFundDecisionBatches(call_id=call[0]), PROPOSER).items) == 1


def test_a_recused_persons_batch_has_no_trace_of_the_line(fund, call, cases):
    batch = drafted(fund, call, (cases[0], content()), (cases[1], content()))
    recused = management()
    build.recuse(fund, cases[0], recused.person_id)
    seen = looked_at(fund, batch.id, recused)
    assert [line.application_id for line in seen.lines] == [cases[1].id]
    assert seen.envelope_after == support(7_000_000, 96)
    assert [line.application_id for line in propose(fund, batch.id, recused).lines] == [cases[1].id]
    assert [build.state_of(fund, case) for case in cases[:2]] == ["in_panel", "decision_proposed"]


def test_lines_that_do_not_belong_are_refused(fund, call, cases):
    other = build.before_the_panel(fund)
    for lines, code in (
        (((other, content()),), "technical_fund.other_call"),
        (((cases[0], content()), (cases[0], in_part())), "technical_fund.named_twice"),
        ((), "technical_fund.lines_or_scores"),
    ):
        with pytest.raises(Invalid) as refused:
            drafted(fund, call, *lines)
        assert refused.value.details["errors"][0]["code"] == code


# ---------------------------------------------------------------- down the scores


def scored(fund, call, cases, lots=(None, None, None)):
    """A finished run in the order of `cases`; its id."""
    run = ScoreRun(id=new_id(), call_id=call[0], seed="0" * 64, level=90, started_at=fund.now, method="test", state=DONE)
    rows = tuple(
        ScoreRow(
            application_id=case.id,
            reviews=3,
            raw=50.0,
            raw_least=40.0,
            raw_most=60.0,
            raw_rank=rank,
            calibrated=50.0,
            standard_error=1.0,
            rank=rank,
            least_rank=1,
            most_rank=3,
            above=0.5,
            band="discuss",
            flipped=False,
            stands="below",
            lot=lot,
        )
        for rank, (case, lot) in enumerate(zip(cases, lots, strict=True), 1)
    )
    given = ScoreRunInput(
        call_id=call[0],
        rubric=Pin(id="basic", version=1),
        method="test",
        seed="0" * 64,
        level=90,
        applications=tuple(ScoredApplication(application_id=case.id) for case in cases),
        given=(),
    )

    def keep(unit):
        unit.score_runs.add(run)
        unit.score_sheets.keep(ScoreSheet(run_id=run.id, given=given, rows=rows))

    fund.within(keep)
    return run.id


def test_a_batch_from_scores_goes_down_their_order_until_the_envelope_is_empty(fund, call, cases):
    run_id = scored(fund, call, cases[::-1])
    batch = drafted(fund, call, scores=ScoreCut(run_id=run_id))
    assert [(line.application_id, line.outcome) for line in batch.lines] == [
        (cases[2].id, "fund"),
        (cases[1].id, "fund"),
        (cases[0].id, "decline"),
    ]
    assert codes(batch) == [["reason_missing"]] * 3
    only = drafted(fund, call, scores=ScoreCut(run_id=run_id, fund_only=True))
    assert [line.application_id for line in only.lines] == [cases[2].id, cases[1].id]


def test_scores_that_hold_what_one_may_not_know_make_no_batch(fund, call, cases):
    run_id = scored(fund, call, cases)
    recused = management()
    build.recuse(fund, cases[0], recused.person_id)
    for id in (run_id, new_id()):
        with pytest.raises(NotFound) as refused:
            drafted(fund, call, scores=ScoreCut(run_id=id), by=recused)
        assert refused.value.code == "technical_fund.no_score_run"


# ---------------------------------------------------------------- large ones


def test_a_large_batch_is_done_line_by_line_as_whoever_asked(fund, call, cases, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    begun = drafted(fund, call, (cases[0], content()), (cases[1], in_part()), (cases[2], content("decline")))
    assert begun.lines == ()
    fund.run_jobs()
    batch = looked_at(fund, begun.id)
    assert [(line.outcome, line.blockers) for line in batch.lines] == [("fund", ()), ("fund_in_part", ()), ("decline", ())]
    started = propose(fund, batch.id)
    assert started.job_id is not None
    assert [line.state for line in started.lines] == ["draft"] * 3
    build.put(fund, cases[1], "withdrawn")
    fund.run_jobs()
    job = fund.see(lambda unit, request: unit.jobs.get(request.job_id), GetJob(job_id=started.job_id), PROPOSER)
    assert [line["code"] for line in job.result["lines"]] == [None, "technical_fund.wrong_state", None]
    decision = fund.see(views.decisions.get_fund_decision, GetFundDecision(decision_id=batch.lines[0].decision_id), APPROVER)
    assert (decision.state, decision.proposed_by) == ("proposed", PROPOSER.person_id)
    assert build.available(fund, cases[0]) == support(7_000_000, 96)


def test_a_large_batch_goes_on_where_it_was_when_its_runner_dies(fund, call, cases, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    batch = drafted(fund, call, (cases[0], content("decline")), (cases[1], content("decline")), (cases[2], content("decline")))
    fund.run_jobs()
    propose(fund, batch.id)
    do, done = batches._do, []

    def dies_at_the_third(unit, decision_id, action, reason):
        if len(done) == 2:
            done.append("died")
            raise KeyboardInterrupt
        done.append(decision_id)
        do(unit, decision_id, action, reason)

    monkeypatch.setattr(batches, "_do", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        fund.run_jobs()
    assert [build.state_of(fund, case) for case in cases] == ["decision_proposed", "decision_proposed", "in_panel"]
    fund.now += timedelta(minutes=5)
    fund.run_jobs()
    assert [build.state_of(fund, case) for case in cases] == ["decision_proposed"] * 3
    assert len(said(fund, DecisionProposed)) == 3
