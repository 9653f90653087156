"""Runs under recusal, large ones, and repairs when somebody leaves a panel."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.errors import Conflict, NotFound
from contracts.technical_fund import (
    ListFundRuns,
    PriceFundRunPair,
    ReviseReviewerProfile,
)
from services.technical_fund import views
from services.technical_fund.usecases import reviewers, runs
from tests.builders.fund.assignment import Round, a_usual_round, applications, bar, set_terms, why
from tests.fakes.technical_fund import MemoryFund, management, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def round_(fund: MemoryFund) -> Round:
    return Round(fund)


@pytest.fixture
def usual(fund: MemoryFund) -> Round:
    return a_usual_round(fund)


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


# ---------------------------------------------------------------- large ones


@pytest.fixture
def large(usual: Round, monkeypatch: pytest.MonkeyPatch) -> Round:
    """Where more than two seats are many."""
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    return usual


def test_many_seats_are_given_by_a_job_in_the_name_of_who_applied_them(fund: MemoryFund, large: Round) -> None:
    run = large.applied(large.computed().id)
    assert run.state == "applying"
    assert all(large.seats(one) == [] for one in applications(fund, large))
    with pytest.raises(Conflict) as twice:
        large.applied(run.id)
    assert twice.value.code == "technical_fund.wrong_run_state"
    fund.run_jobs()
    seats = [seat for one in applications(fund, large) for seat in large.seats(one)]
    assert (large.seen(run.id).state, len(seats)) == ("applied", 6)
    assert {seat.assigned_by for seat in seats} == {large.unit.person_id}


def test_what_changes_before_the_job_has_its_turn_makes_it_a_proposal_again(fund: MemoryFund, large: Round) -> None:
    run = large.applied(large.computed().id)
    item, person = sorted(large.pairs(run.id))[0]
    bar(fund, large, item, person)
    fund.run_jobs()
    seen = large.seen(run.id)
    assert (seen.state, seen.error_code) == ("proposed", "technical_fund.run_outdated")
    assert large.job(str(seen.job_id)).error_code == "technical_fund.run_outdated"
    assert all(large.seats(one) == [] for one in applications(fund, large))


def test_a_recused_manager_s_job_leaves_out_what_they_may_not_know_of(fund: MemoryFund, large: Round) -> None:
    kept, recused = applications(fund, large)[0], management()
    large.recuse(kept, recused)
    run = large.applied(large.computed().id, recused)
    fund.run_jobs()
    assert large.seats(kept) == []
    assert (large.seen(run.id, recused).state, large.seen(run.id).state) == ("applied", "proposed")


def test_a_run_that_lost_its_job_while_it_was_applied_is_a_proposal_again(fund: MemoryFund, large: Round) -> None:
    run = large.applied(large.computed().id)
    fund.work.within(lambda unit, _: unit.jobs.cancel(run.job_id), fund.context(large.unit))
    fund.wait(minutes=25)
    assert large.seen(run.id).state == "proposed"
    assert large.applied(run.id).state == "applying"


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
