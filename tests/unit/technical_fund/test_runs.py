"""Runs: proposals that keep the rules, say why, come out the same again, and change nothing until they are applied."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from contracts.errors import Conflict, NotFound
from contracts.technical_fund import (
    AwayRange,
    DiscardFundRun,
    ExplainFundRunPair,
    FundRunApplied,
    FundRunComputed,
    FundRunDiscarded,
    FundRunStarted,
    FundTerms,
    ListFundRunPairs,
    ListFundRuns,
    PairExplanation,
    PriceFundRunPair,
    ReplayFundRun,
    ReviewerAssigned,
    ReviseReviewerProfile,
    SetFundTerms,
)
from services.technical_fund import views
from services.technical_fund.carriers import solver
from services.technical_fund.domain.bidding import Bid
from services.technical_fund.domain.conflicts import Conflict as Ground
from services.technical_fund.domain.matching.answers import solve_question
from services.technical_fund.usecases import panels, reviewers, run_jobs, runs, terms
from tests.builders.fund.assignment import Round, here
from tests.builders.fund.matching import synthetic
from tests.fakes.technical_fund import Actor, MemoryFund, management, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def round_(fund: MemoryFund) -> Round:
    return Round(fund)


@pytest.fixture
def usual(round_: Round) -> Round:
    """Three applications, five reviewers, two of them seniors."""
    for _ in range(3):
        round_.waiting()
    for number in range(5):
        round_.judge(senior=number < 2)
    return round_


def applications(fund: MemoryFund, round_: Round) -> list[Any]:
    return sorted(fund.within(lambda unit: unit.applications.of_call(round_.call.id)), key=lambda one: one.id)


def why(fund: MemoryFund, run_id: str, item_id: str, person_id: str, by: Actor) -> PairExplanation:
    request = ExplainFundRunPair(run_id=run_id, item_id=item_id, person_id=person_id)
    told: PairExplanation = fund.see(views.runs.explain_fund_run_pair, request, by)
    return told


def set_terms(fund: MemoryFund, **changes: Any) -> None:
    def change(unit: Any) -> None:
        found = unit.terms.current()
        found.set(replace(found.content, **changes), at=unit.now)
        unit.terms.save(found) if found.version else unit.terms.add(found)

    fund.within(change)


def bar(fund: MemoryFund, round_: Round, item_id: str, person_id: str, ground: str = "partner_agreement") -> None:
    found = Ground(application_id=item_id, person_id=person_id, call_id=round_.call.id, kind="derived", ground=ground, since=fund.now)
    fund.within(lambda unit: unit.conflicts.add([found]))


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


# ---------------------------------------------------------------- recusal


def test_whoever_is_recused_from_an_application_sees_a_run_without_it(fund: MemoryFund, usual: Round) -> None:
    kept, recused = applications(fund, usual)[0], management()
    usual.recuse(kept, recused)
    run = usual.computed()
    seen = usual.seen(run.id, recused)
    assert (seen.partial, seen.items, seen.proposed) == (True, 2, 4)
    assert (seen.bound, seen.gap, seen.floor_bound, seen.phases) == (None, None, None, ())
    assert seen.objective is not None
    assert run.objective is not None
    assert seen.objective < run.objective
    assert kept.id not in {item for item, _ in usual.pairs(run.id, recused)}
    for deed in (
        lambda: why(fund, run.id, kept.id, str(usual.pool[0].person_id), recused),
        lambda: fund.ask(
            runs.price_fund_run_pair,
            PriceFundRunPair(run_id=run.id, item_id=kept.id, person_id=str(usual.pool[0].person_id)),
            recused,
        ),
    ):
        with pytest.raises(NotFound) as refused:
            deed()  # type: ignore[no-untyped-call]
        assert refused.value.code == "technical_fund.no_application"


def test_what_a_recused_manager_may_not_know_of_is_left_to_others(fund: MemoryFund, usual: Round) -> None:
    kept, recused = applications(fund, usual)[0], management()
    usual.recuse(kept, recused)
    run = usual.computed()
    assert usual.applied(run.id, recused).state == "applied"
    assert usual.seats(kept) == []
    assert usual.seen(run.id).state == "proposed"
    assert usual.applied(run.id).state == "applied"
    assert len(usual.seats(kept)) == 2


def test_a_run_about_nothing_else_is_no_run_to_the_recused(fund: MemoryFund, usual: Round) -> None:
    kept, recused = applications(fund, usual)[0], management()
    usual.recuse(kept, recused)
    run = usual.computed(application_ids=(kept.id,))
    with pytest.raises(NotFound) as refused:
        usual.seen(run.id, recused)
    assert refused.value.code == "technical_fund.no_run"
    assert fund.see(views.runs.list_fund_runs, ListFundRuns(), recused).items == ()
    assert len(fund.see(views.runs.list_fund_runs, ListFundRuns(call_id=usual.call.id), usual.unit).items) == 1


# ---------------------------------------------------------------- repair


def test_a_repair_moves_nothing_that_was_begun_or_given_by_hand(fund: MemoryFund, usual: Round) -> None:
    usual.applied(usual.computed().id)
    one, two, three = applications(fund, usual)
    begun = sorted(usual.seats(one), key=lambda seat: seat.id)[0]
    fund.within(lambda unit: _begin(unit, begun.id))
    before = {item.id: usual.sitting(item) for item in (one, two, three)}
    lost = next(seat for seat in usual.seats(two))
    usual.recuse(two, reviewer(lost.reviewer_id))
    run = usual.computed(kind="repair")
    usual.applied(run.id)
    assert begun.reviewer_id in usual.sitting(one)
    assert lost.reviewer_id not in usual.sitting(two)
    assert all(len(usual.sitting(item)) == 2 for item in (one, two, three))
    moves = sum(len(before[item.id] - usual.sitting(item)) for item in (one, two, three))
    assert moves == 1


def _begin(unit: Any, seat: str) -> None:
    found = unit.assignments.get(seat)
    found.begin_review_work(at=unit.now)
    unit.assignments.save(found)


def vacate(usual: Round) -> Any:
    """Everybody seated, and one gives a seat back."""
    usual.applied(usual.computed().id)
    application = applications(usual.fund, usual)[0]  # type: ignore[arg-type]
    seat = usual.seats(application)[0]
    usual.decline(seat.id, reviewer(seat.reviewer_id))
    return application, seat


def test_a_vacant_seat_has_a_repair_proposed_after_a_while(fund: MemoryFund, usual: Round) -> None:
    application, seat = vacate(usual)
    fund.wait(minutes=11)
    fund.run_jobs()
    (run,) = [one for one in fund.see(views.runs.list_fund_runs, ListFundRuns(), usual.unit).items if one.kind == "repair"]
    assert (run.state, run.started_by, run.items) == ("proposed", None, 1)
    assert len(usual.sitting(application)) == 1
    usual.applied(run.id)
    assert len(usual.sitting(application)) == 2
    assert seat.reviewer_id not in usual.sitting(application)


def test_a_vacant_seat_is_filled_at_once_where_the_terms_say_so(fund: MemoryFund, usual: Round) -> None:
    set_terms(fund, vacated_seats="fill")
    application, seat = vacate(usual)
    fund.wait(minutes=11)
    fund.run_jobs()
    assert len(usual.sitting(application)) == 2
    assert seat.reviewer_id not in usual.sitting(application)


def test_a_vacant_seat_is_only_told_of_where_the_terms_say_so(fund: MemoryFund, usual: Round) -> None:
    set_terms(fund, vacated_seats="tell")
    vacate(usual)
    fund.wait(minutes=11)
    assert fund.run_jobs() == 0


def test_another_vacant_seat_replaces_the_repair_that_was_proposed(fund: MemoryFund, usual: Round) -> None:
    vacate(usual)
    fund.wait(minutes=11)
    fund.run_jobs()
    other = applications(fund, usual)[1]
    seat = usual.seats(other)[0]
    usual.decline(seat.id, reviewer(seat.reviewer_id))
    fund.wait(minutes=11)
    fund.run_jobs()
    repairs = [one for one in fund.see(views.runs.list_fund_runs, ListFundRuns(), usual.unit).items if one.kind == "repair"]
    assert [one.state for one in repairs] == ["proposed", "discarded"]
    assert repairs[0].items == 2


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


def test_seats_of_somebody_who_will_be_away_are_looked_at_again(fund: MemoryFund, usual: Round) -> None:
    usual.applied(usual.computed().id)
    seat = usual.seats(applications(fund, usual)[0])[0]
    first = fund.now.date()
    away = {"away": [{"first": first.isoformat(), "last": (first + timedelta(days=40)).isoformat()}]}
    fund.ask(
        reviewers.revise_reviewer_profile,
        ReviseReviewerProfile(person_id=seat.reviewer_id, changes=away),
        reviewer(seat.reviewer_id),
    )
    usual.judge(senior=True)
    fund.wait(minutes=11)
    fund.run_jobs()
    (repair,) = [one for one in fund.see(views.runs.list_fund_runs, ListFundRuns(), usual.unit).items if one.kind == "repair"]
    usual.applied(repair.id)
    assert all(seat.reviewer_id not in usual.sitting(one) for one in applications(fund, usual))
    assert all(len(usual.sitting(one)) == 2 for one in applications(fund, usual))
