"""Runs: proposals that keep the rules, say why, come out the same again, and change nothing until they are applied."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from contracts.errors import Conflict
from contracts.technical_fund import (
    AwayRange,
    DiscardFundRun,
    FundRunApplied,
    FundRunComputed,
    FundRunDiscarded,
    FundRunStarted,
    FundTerms,
    ListFundRunPairs,
    PriceFundRunPair,
    ReplayFundRun,
    ReviewerAssigned,
    SetFundTerms,
)
from services.technical_fund import views
from services.technical_fund.carriers import solver
from services.technical_fund.domain.bidding import Bid
from services.technical_fund.domain.matching.answers import solve_question
from services.technical_fund.usecases import panels, run_jobs, runs, terms
from tests.builders.fund.assignment import Round, a_usual_round, applications, bar, here, why
from tests.builders.fund.matching import synthetic
from tests.fakes.technical_fund import MemoryFund, management


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def round_(fund: MemoryFund) -> Round:
    return Round(fund)


@pytest.fixture
def usual(fund: MemoryFund) -> Round:
    return a_usual_round(fund)


# ---------------------------------------------------------------- a proposal


def test_a_run_proposes_and_changes_nothing(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    assert (run.state, run.status, run.proposed, run.missing, run.gap) == ("proposed", "optimal", 6, 0, 0.0)
    assert run.replayable
    assert not run.partial
    assert len(usual.pairs(run.id)) == 6
    assert all(usual.seats(one) == [] for one in applications(fund, usual))
    assert [type(one) for one in fund.said() if isinstance(one, FundRunStarted | FundRunComputed)] == [FundRunStarted, FundRunComputed]


def test_applying_seats_everybody_and_opens_the_reviews(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    pairs = usual.pairs(run.id)
    assert usual.applied(run.id).state == "applied"
    there = {(one.id, seat.reviewer_id) for one in applications(fund, usual) for seat in usual.seats(one)}
    assert there == pairs
    assert {one.state for one in applications(fund, usual)} == {"in_review"}
    said = [one for one in fund.said() if isinstance(one, ReviewerAssigned)]
    assert {(one.run_id, one.how) for one in said} == {(run.id, "run")}
    assert sum(isinstance(one, FundRunApplied) for one in fund.said()) == 1
    with pytest.raises(Conflict) as refused:
        usual.applied(run.id)
    assert refused.value.code == "technical_fund.wrong_run_state"


def test_every_rule_is_kept(fund: MemoryFund, round_: Round) -> None:
    one, two = round_.waiting(), round_.waiting()
    senior = round_.judge(senior=True, country="FR", max_load=2)
    compatriot = round_.judge(country="FR")
    stranger = round_.judge(country="DE", languages=("ar",))
    away = round_.judge(country="JP", away=(AwayRange(first=fund.now.date(), last=fund.now.date() + timedelta(days=30)),))
    busy = round_.judge(country="BR", max_load=0)
    tied = round_.judge(country="IN")
    fit = round_.judge(country="NZ")
    bar(fund, round_, one.id, str(tied.person_id))
    run = round_.computed()
    pairs = round_.pairs(run.id)
    assert {person for item, person in pairs if item == one.id} == {senior.person_id, fit.person_id}
    assert {person for item, person in pairs if item == two.id} <= {senior.person_id, fit.person_id, tied.person_id}
    for who, rule in ((stranger, "language"), (away, "away"), (busy, "load"), (tied, "partner_agreement")):
        told = why(fund, run.id, one.id, str(who.person_id), round_.unit)
        assert not told.possible
        assert [obstacle.rule for obstacle in told.obstacles if obstacle.lasting] == [rule]
    clash = why(fund, run.id, one.id, str(compatriot.person_id), round_.unit)
    assert clash.possible
    assert ("country", (senior.person_id,)) in [(obstacle.rule, obstacle.person_ids) for obstacle in clash.obstacles]


def test_some_days_away_are_no_hindrance(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    for number in range(2):
        first = fund.now.date() + timedelta(days=3)
        round_.judge(senior=number == 0, away=(AwayRange(first=first, last=first + timedelta(days=5)),))
    assert len(round_.pairs(round_.computed().id)) == 2
    assert application.state == "eligible"


def test_themes_and_bids_decide_who_fits(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.judge(senior=True)
    keen, other = round_.judge(), round_.judge()
    bid = Bid(application_id=application.id, person_id=str(keen.person_id), call_id=round_.call.id, bid="eager", said_at=fund.now)
    fund.within(lambda unit: unit.bids.keep(bid))
    run = round_.computed()
    assert (application.id, keen.person_id) in round_.pairs(run.id)
    told = why(fund, run.id, application.id, str(other.person_id), round_.unit)
    assert (told.chosen, told.possible, told.rank, told.among) == (False, True, 3, 3)
    assert why(fund, run.id, application.id, str(keen.person_id), round_.unit).fit.bid == 200


# ---------------------------------------------------------------- no answer


def test_when_the_rules_clash_the_run_names_a_smallest_set(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.judge(senior=True, country="FR")
    round_.judge(country="FR")
    run = round_.computed()
    assert (run.state, run.status) == ("infeasible", "infeasible")
    assert [(one.rules, one.item_ids, one.smallest) for one in run.clashes] == [(("seats", "country"), (application.id,), True)]
    assert run.missing == 1
    lifted = round_.computed(lifted=("country",))
    assert lifted.state == "proposed"
    partly = round_.computed(leave_vacant=True)
    assert (partly.state, partly.proposed, partly.missing) == ("proposed", 1, 1)


def test_a_disjoint_panel_that_cannot_be_is_refused_by_the_solver(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    first = [round_.judge(senior=number == 0) for number in range(2)]
    round_.applied(round_.computed().id)
    fund.within(lambda unit: unit.applications.get(application.id))
    fund.within(lambda unit: panels.open_next_round(unit, application.id, round_.call.id, []))
    run = round_.computed()
    assert run.state == "infeasible"
    assert [one.rules for one in run.clashes] == [("seats", "former_round")]
    for who in first:
        told = why(fund, run.id, application.id, str(who.person_id), round_.unit)
        assert "former_round" in [obstacle.rule for obstacle in told.obstacles if obstacle.lasting]
    new = [round_.judge(senior=number == 0) for number in range(2)]
    again = round_.computed()
    assert {person for _, person in round_.pairs(again.id)} == {who.person_id for who in new}
    round_.applied(again.id)
    assert {seat.round for seat in round_.seats(application) if seat.run_id == again.id} == {2}


def test_nobody_to_ask_for_is_a_proposal_of_nothing(round_: Round) -> None:
    run = round_.computed()
    assert (run.state, run.proposed, run.items) == ("proposed", 0, 0)


# ---------------------------------------------------------------- outdated


def test_a_run_is_not_applied_once_somebody_in_it_has_a_conflict(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    item, person = sorted(usual.pairs(run.id))[0]
    bar(fund, usual, item, person)
    with pytest.raises(Conflict) as refused:
        usual.applied(run.id)
    assert refused.value.code == "technical_fund.run_outdated"
    assert refused.value.details["changes"] == [{"what": "partner_agreement", "item_id": item, "person_id": person}]
    assert all(usual.seats(one) == [] for one in applications(fund, usual))


def test_a_run_is_not_applied_to_an_application_that_has_moved_on(fund: MemoryFund, usual: Round) -> None:
    run, gone = usual.computed(), applications(fund, usual)[0]
    usual.move(gone, "withdrawn")
    with pytest.raises(Conflict) as refused:
        usual.applied(run.id)
    assert refused.value.details["changes"] == [{"what": "item_gone", "item_id": gone.id, "person_id": None}]


def test_a_run_is_not_applied_to_a_panel_that_was_changed_by_hand(fund: MemoryFund, usual: Round) -> None:
    run, one = usual.computed(), applications(fund, usual)[0]
    usual.assign(one, usual.pool[0])
    with pytest.raises(Conflict) as refused:
        usual.applied(run.id)
    assert [change["what"] for change in refused.value.details["changes"]] == ["panel_changed"]


def test_a_run_is_not_applied_when_a_reviewer_has_less_room(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    person = sorted(usual.pairs(run.id))[0][1]

    def fill_up(unit: Any) -> None:
        found = unit.reviewers.get(person)
        found.profile = replace(found.profile, max_load=0)
        unit.reviewers.save(found)

    fund.within(fill_up)
    with pytest.raises(Conflict) as refused:
        usual.applied(run.id)
    assert [(change["what"], change["person_id"]) for change in refused.value.details["changes"]] == [("load", person)]


def test_what_does_not_touch_the_proposal_does_not_outdate_it(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    usual.judge()
    usual.waiting()
    item, person = sorted(usual.pairs(run.id))[0]
    idle = next(who.person_id for who in usual.pool if (item, who.person_id) not in usual.pairs(run.id))
    bar(fund, usual, item, str(idle))
    assert usual.applied(run.id).state == "applied"


# ---------------------------------------------------------------- laid aside, failed


def test_a_proposal_can_be_laid_aside(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    laid = fund.ask(runs.discard_fund_run, DiscardFundRun(run_id=run.id), usual.unit)
    assert laid.state == "discarded"
    assert sum(isinstance(one, FundRunDiscarded) for one in fund.said()) == 1
    with pytest.raises(Conflict):
        usual.applied(run.id)


def test_a_run_that_is_laid_aside_before_it_is_computed_is_not_computed(fund: MemoryFund, usual: Round) -> None:
    run = usual.begun()
    fund.ask(runs.discard_fund_run, DiscardFundRun(run_id=run.id), usual.unit)
    fund.run_jobs()
    assert usual.seen(run.id).state == "discarded"
    assert usual.job(str(run.job_id)).state == "cancelled"


def test_a_run_whose_job_is_cancelled_while_it_computes_ends(fund: MemoryFund, usual: Round) -> None:
    run = usual.begun()

    def cancelled_meanwhile(question: Any, beat: Any, *, seconds: float) -> dict[str, Any]:
        fund.work.within(lambda unit, _: unit.jobs.cancel(run.job_id), fund.context(usual.unit))
        return here(question, beat, seconds=seconds)

    fund.jobs[runs.COMPUTE_JOB] = partial(run_jobs.compute_run, solver=cancelled_meanwhile)
    fund.run_jobs()
    assert usual.job(str(run.job_id)).state == "cancelled"
    assert usual.seen(run.id).state == "discarded"


def test_a_solver_that_finds_nothing_in_time_says_so(fund: MemoryFund, usual: Round) -> None:
    def too_slow(question: Any, beat: Any, *, seconds: float) -> dict[str, Any]:
        raise Conflict("technical_fund.no_solution_in_time", "nothing")

    run = usual.begun()
    fund.jobs[runs.COMPUTE_JOB] = partial(run_jobs.compute_run, solver=too_slow)
    fund.run_jobs()
    seen = usual.seen(run.id)
    assert (seen.state, seen.error_code) == ("failed", "technical_fund.no_solution_in_time")


def test_a_solver_that_breaks_a_rule_is_not_believed(fund: MemoryFund, usual: Round) -> None:
    def liar(question: Any, beat: Any, *, seconds: float) -> dict[str, Any]:
        answer = here(question, beat, seconds=seconds)
        item, person = answer["solution"]["pairs"][0]
        answer["solution"]["pairs"] = [[item, person], [item, person], *answer["solution"]["pairs"][1:]]
        return answer

    run = usual.begun()
    fund.jobs[runs.COMPUTE_JOB] = partial(run_jobs.compute_run, solver=liar)
    fund.run_jobs()
    assert usual.seen(run.id).error_code == "technical_fund.solver_failed"


def test_a_run_that_lost_its_job_does_not_compute_for_ever(fund: MemoryFund, usual: Round) -> None:
    run = usual.begun()
    fund.work.within(lambda unit, _: unit.jobs.cancel(run.job_id), fund.context(usual.unit))
    fund.wait(minutes=25)
    assert usual.seen(run.id).state == "failed"


# ---------------------------------------------------------------- again, and at what price


def test_a_replay_comes_out_the_same_in_a_process_of_its_own(fund: MemoryFund, usual: Round) -> None:
    fund.jobs = {}
    run = usual.computed(fair=True)
    job = fund.ask(runs.replay_fund_run, ReplayFundRun(run_id=run.id), usual.unit)
    fund.run_jobs()
    result = usual.job(job.id).result
    assert result["same"]
    assert result["differing"] == []
    assert result["result_digest"] == run.result_digest
    assert result["input_digest"] == run.input_digest


def test_a_replay_with_other_libraries_names_them(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()

    def newer(question: Any, beat: Any, *, seconds: float) -> dict[str, Any]:
        answer = here(question, beat, seconds=seconds)
        return answer | {"versions": answer["versions"] | {"highs": "99.0.0"}}

    fund.jobs[runs.REPLAY_JOB] = partial(run_jobs.replay_run, solver=newer)
    job = fund.ask(runs.replay_fund_run, ReplayFundRun(run_id=run.id), usual.unit)
    fund.run_jobs()
    assert usual.job(job.id).result["differing"] == ["highs"]


def test_what_a_pair_would_cost_is_computed_on_demand(fund: MemoryFund, round_: Round) -> None:
    application = round_.waiting()
    round_.judge(senior=True)
    fits, does_not = round_.judge(), round_.judge(themes=())
    run = round_.computed()
    request = PriceFundRunPair(run_id=run.id, item_id=application.id, person_id=str(does_not.person_id))
    job = fund.ask(runs.price_fund_run_pair, request, round_.unit)
    fund.run_jobs()
    themes = why(fund, run.id, application.id, str(fits.person_id), round_.unit).fit.themes
    assert themes > 0
    assert round_.job(job.id).result == {"possible": True, "fit_lost": themes, "floor_lost": themes, "proved": True}


def test_the_solver_is_stopped_when_its_asker_has_enough() -> None:
    class EnoughError(Exception):
        pass

    def enough(phase: str, begun: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        solver.ask(solve_question(synthetic(60, 24)), enough, seconds=30)


def test_a_solver_that_dies_is_a_refusal_and_so_is_one_that_takes_too_long() -> None:
    with pytest.raises(Conflict) as died:
        solver.ask({"do": "nonsense"}, lambda phase, begun: None, seconds=30)
    assert died.value.code == "technical_fund.solver_failed"
    with pytest.raises(Conflict) as slow:
        solver.ask({"do": "nonsense"}, lambda phase, begun: None, seconds=0)
    assert slow.value.code == "technical_fund.no_solution_in_time"


def test_the_pages_of_a_proposal_follow_each_other(fund: MemoryFund, usual: Round) -> None:
    run = usual.computed()
    first = fund.see(views.runs.list_fund_run_pairs, ListFundRunPairs(run_id=run.id, limit=4), usual.unit)
    rest = fund.see(views.runs.list_fund_run_pairs, ListFundRunPairs(run_id=run.id, limit=4, cursor=first.next), usual.unit)
    assert len(first.items) == 4
    assert len(rest.items) == 2
    assert rest.next is None


def test_the_terms_say_what_becomes_of_vacant_seats(fund: MemoryFund) -> None:
    told = fund.ask(terms.set_fund_terms, SetFundTerms(terms=FundTerms(vacated_seats="fill", acceptance_days=3)), management())
    assert (told.vacated_seats, told.acceptance_days) == ("fill", 3)
