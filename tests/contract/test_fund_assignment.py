"""Assignment on a real store: the same stories as on the memory, and what only transactions can show."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from pymongo.database import Database

from contracts.errors import Refusal
from contracts.technical_fund import (
    FundAssignmentView,
    FundRunView,
    ListFundAssignments,
    ListFundPanels,
    ListFundRunPairs,
    ListFundRuns,
    ListMyFundAssignments,
    RecordFundConflict,
    ReviewerAssigned,
)
from services.technical_fund import views
from services.technical_fund.domain.matching.problem import problem_from, to_data
from services.technical_fund.domain.runs import Papers, Run
from services.technical_fund.usecases import conflicts, gathering
from tests.builders.fund.assignment import Round
from tests.fakes.technical_fund import StoredFund

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def fund(database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(database)


@pytest.fixture
def round_(fund: StoredFund) -> Round:
    found = Round(fund)
    for number in range(5):
        found.judge(senior=number < 2)
    return found


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same moment; what each answered, or the refusal it met."""
    ready, answers = Barrier(len(acts)), [None] * len(acts)

    def act(place: int) -> None:
        ready.wait()
        try:
            answers[place] = acts[place]()
        except Refusal as refused:
            answers[place] = refused  # type: ignore[call-overload]

    threads = [Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_run_is_computed_applied_and_listed(fund: StoredFund, round_: Round) -> None:
    applications = [round_.waiting() for _ in range(3)]
    run = round_.computed(fair=True)
    assert (run.state, run.proposed) == ("proposed", 6)
    assert round_.applied(run.id).state == "applied"
    assert all(len(round_.sitting(one)) == 2 for one in applications)
    assert len([one for one in fund.said() if isinstance(one, ReviewerAssigned)]) == 6
    first = fund.see(views.assignment.list_fund_assignments, ListFundAssignments(call_id=round_.call.id, limit=4), round_.unit)
    rest = fund.see(
        views.assignment.list_fund_assignments,
        ListFundAssignments(call_id=round_.call.id, limit=4, cursor=first.next),
        round_.unit,
    )
    assert (len(first.items), len(rest.items), rest.next) == (4, 2, None)
    panels = fund.see(views.assignment.list_fund_panels, ListFundPanels(call_id=round_.call.id), round_.unit)
    assert [one.missing for one in panels.items] == [0, 0, 0]
    assert [one.id for one in fund.see(views.runs.list_fund_runs, ListFundRuns(call_id=round_.call.id), round_.unit).items] == [run.id]
    pairs = fund.see(views.runs.list_fund_run_pairs, ListFundRunPairs(run_id=run.id), round_.unit)
    assert len(pairs.items) == 6
    busy = next(who for who in round_.pool if any(one.person_id == who.person_id for one in pairs.items))
    own = fund.see(views.assignment.list_my_fund_assignments, ListMyFundAssignments(state="assigned"), busy)
    assert {one.reviewer_id for one in own.items} == {busy.person_id}


def test_a_run_is_applied_once_however_many_apply_it(fund: StoredFund, round_: Round) -> None:
    application = round_.waiting()
    run = round_.computed()
    answers = at_once(*(lambda: round_.applied(run.id) for _ in range(4)))
    assert sum(isinstance(one, FundRunView) for one in answers) == 1
    assert {one.code for one in answers if isinstance(one, Refusal)} == {"technical_fund.wrong_run_state"}
    assert len(round_.seats(application)) == 2


def test_two_runs_applied_at_once_do_not_seat_two_panels(fund: StoredFund, round_: Round) -> None:
    application = round_.waiting()
    one, other = round_.computed(), round_.computed(seed=7)
    answers = at_once(lambda: round_.applied(one.id), lambda: round_.applied(other.id))
    assert sum(isinstance(found, FundRunView) for found in answers) == 1
    assert [found.code for found in answers if isinstance(found, Refusal)] == ["technical_fund.run_outdated"]
    assert len(round_.seats(application)) == 2


def test_a_load_is_not_exceeded_by_two_runs_at_once(fund: StoredFund) -> None:
    rounds = [Round(fund), Round(fund)]
    seniors = [rounds[0].judge(senior=True, max_load=1), rounds[0].judge(max_load=1)]
    applications = [one.waiting() for one in rounds]
    runs = [one.computed() for one in rounds]
    assert [run.proposed for run in runs] == [2, 2]
    answers = at_once(*(lambda one=one, run=run: one.applied(run.id) for one, run in zip(rounds, runs, strict=True)))  # type: ignore[misc]
    assert sum(isinstance(found, FundRunView) for found in answers) == 1
    held = [fund.within(lambda unit, who=who: len(unit.assignments.of_reviewer(who.person_id))) for who in seniors]  # type: ignore[misc]
    assert held == [1, 1]
    assert sorted(len(one.seats(application)) for one, application in zip(rounds, applications, strict=True)) == [0, 2]


def test_a_reviewer_is_seated_once_however_many_hands_give_the_seat(fund: StoredFund, round_: Round) -> None:
    application, who = round_.waiting(), round_.pool[0]
    answers = at_once(*(lambda: round_.assign(application, who) for _ in range(4)))
    assert sum(isinstance(one, FundAssignmentView) for one in answers) == 1
    assert {one.code for one in answers if isinstance(one, Refusal)} == {"technical_fund.seated_already"}
    assert len(round_.seats(application)) == 1


def test_a_conflict_and_a_seat_at_once_never_leave_both(fund: StoredFund, round_: Round) -> None:
    for _ in range(3):
        application, who = round_.waiting(), round_.judge()
        declared = RecordFundConflict(
            application_id=application.id, person_id=str(who.person_id), nature="business", reason="They sell it lamps."
        )
        at_once(
            lambda application=application, who=who: round_.assign(application, who),  # type: ignore[misc]
            lambda declared=declared: fund.ask(conflicts.record_fund_conflict, declared, round_.unit),  # type: ignore[misc]
        )
        assert fund.within(lambda unit, id=application.id: unit.recusals.of(id)) == {who.person_id}  # type: ignore[misc]
        assert round_.seats(application) == []


def test_a_question_of_the_whole_network_is_kept_and_comes_back(fund: StoredFund, round_: Round) -> None:
    for _ in range(12):
        round_.waiting()
    run = Run(id=round_.call.id, call_id=round_.call.id, seed=3, started_at=fund.now)
    question = fund.within(lambda unit: gathering.question_of(unit, run))

    fund.within(lambda unit: unit.run_papers.keep(Papers(run_id=run.id, question=to_data(question))))
    again = fund.within(lambda unit: unit.run_papers.find(run.id))
    assert problem_from(again.question) == question
    assert problem_from(again.question).digest == question.digest
