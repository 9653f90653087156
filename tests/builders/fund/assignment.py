"""A call whose eligible applications want reviewers, and a pool of them; the solver computes within the test's own process."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from chassis.context import Actor
from contracts.standard import Job
from contracts.technical_fund import (
    ApplyFundRun,
    AssignFundReviewer,
    DeclineFundAssignment,
    ExplainFundRunPair,
    FundAssignmentView,
    FundRunView,
    GetFundRun,
    ListFundRunPairs,
    PairExplanation,
    StartAssignmentRun,
)
from services.technical_fund import views
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.conflicts import Conflict as Ground
from services.technical_fund.domain.matching.answers import ANSWERS
from services.technical_fund.usecases import assignment, run_jobs, runs
from tests.builders.fund import facts
from tests.builders.fund.reviewers import a_reviewer
from tests.builders.fund.reviews import Panel
from tests.fakes.technical_fund import Fund, management

LANDS = ("CA", "FR", "DE", "JP", "BR", "NZ", "ZA", "IN")


def here(question: Mapping[str, Any], beat: Callable[[str, int], None], *, seconds: float) -> dict[str, Any]:
    """The solver without its process."""
    begun = [0]

    def tell(phase: str) -> None:
        begun[0] += 1
        beat(phase, begun[0])

    return ANSWERS[question["do"]](question, tell)


def solve_here(fund: Fund) -> None:
    for kind, work in (
        (runs.COMPUTE_JOB, run_jobs.compute_run),
        (runs.PRICE_JOB, run_jobs.price_pair),
        (runs.REPLAY_JOB, run_jobs.replay_run),
    ):
        fund.jobs[kind] = partial(work, solver=here)


class Round(Panel):
    """Two reviews for each application. Reviewers come from different countries, unless they are said not to."""

    def __init__(self, fund: Fund, **content: Any) -> None:
        super().__init__(fund, **content)
        solve_here(fund)
        self.pool: list[Actor] = []

    def waiting(self, country: str = "CL", **fields: Any) -> Application:
        """An eligible application of a city that membership has told of."""
        told = facts.admitted(country=country)
        self.fund.hear(told)
        return self.application("eligible", city_id=told.city_id, country=country, language="en", **fields)

    def judge(self, *, senior: bool = False, **profile: Any) -> Actor:
        """Somebody in the pool."""
        actor = a_reviewer(self.fund, **{"country": LANDS[len(self.pool) % len(LANDS)], "languages": ("en",), **profile})

        def promote(unit: Any) -> None:
            found = unit.reviewers.get(actor.person_id)
            found.senior = senior
            unit.reviewers.save(found)

        self.fund.within(promote)
        self.pool.append(actor)
        return actor

    def begun(self, **options: Any) -> FundRunView:
        view: FundRunView = self.fund.ask(runs.start_assignment_run, StartAssignmentRun(call_id=self.call.id, **options), self.unit)
        return view

    def computed(self, by: Actor | None = None, **options: Any) -> FundRunView:
        """Begun and computed."""
        run = self.begun(**options)
        self.fund.run_jobs()
        return self.seen(run.id, by)

    def seen(self, run_id: str, by: Actor | None = None) -> FundRunView:
        view: FundRunView = self.fund.see(views.runs.get_fund_run, GetFundRun(run_id=run_id), by or self.unit)
        return view

    def pairs(self, run_id: str, by: Actor | None = None) -> set[tuple[str, str]]:
        page = self.fund.see(views.runs.list_fund_run_pairs, ListFundRunPairs(run_id=run_id, limit=200), by or self.unit)
        return {(one.item_id, one.person_id) for one in page.items}

    def applied(self, run_id: str, by: Actor | None = None) -> FundRunView:
        view: FundRunView = self.fund.ask(runs.apply_fund_run, ApplyFundRun(run_id=run_id), by or self.unit)
        return view

    def seats(self, application: Application) -> list[Assignment]:
        """Those that are taken."""
        found: list[Assignment] = self.fund.within(
            lambda unit: [one for one in unit.assignments.of_application(application.id) if one.seated]
        )
        return found

    def sitting(self, application: Application) -> set[str]:
        return {one.reviewer_id for one in self.seats(application)}

    def assign(self, application: Application, who: Actor, by: Actor | None = None) -> FundAssignmentView:
        request = AssignFundReviewer(application_id=application.id, reviewer_id=str(who.person_id), reason="They know ports.")
        view: FundAssignmentView = self.fund.ask(assignment.assign_fund_reviewer, request, by or self.unit)
        return view

    def decline(self, seat: str, who: Actor, reason: str = "too_many", **said: Any) -> None:
        self.fund.ask(assignment.decline_fund_assignment, DeclineFundAssignment(assignment_id=seat, reason=reason, **said), who)

    def job(self, job_id: str) -> Job:
        found: Job = self.fund.work.within(lambda unit, _: unit.jobs.get(job_id), self.fund.context(management()))
        return found


def a_usual_round(fund: Fund) -> Round:
    """Three applications, five reviewers, two of them seniors."""
    found = Round(fund)
    for _ in range(3):
        found.waiting()
    for number in range(5):
        found.judge(senior=number < 2)
    return found


def applications(fund: Fund, round_: Round) -> list[Any]:
    return sorted(fund.within(lambda unit: unit.applications.of_call(round_.call.id)), key=lambda one: one.id)


def why(fund: Fund, run_id: str, item_id: str, person_id: str, by: Actor) -> PairExplanation:
    request = ExplainFundRunPair(run_id=run_id, item_id=item_id, person_id=person_id)
    told: PairExplanation = fund.see(views.runs.explain_fund_run_pair, request, by)
    return told


def set_terms(fund: Fund, **changes: Any) -> None:
    def change(unit: Any) -> None:
        found = unit.terms.current()
        found.set(replace(found.content, **changes), at=unit.now)
        unit.terms.save(found) if found.version else unit.terms.add(found)

    fund.within(change)


def bar(fund: Fund, round_: Round, item_id: str, person_id: str, ground: str = "partner_agreement") -> None:
    found = Ground(application_id=item_id, person_id=person_id, call_id=round_.call.id, kind="derived", ground=ground, since=fund.now)
    fund.within(lambda unit: unit.conflicts.add([found]))
