"""A call in review: applications, the reviewers who sit in their panels, and what they write."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from chassis.context import Actor, new_id
from contracts.technical_fund import CallContent, CriterionScore, FundReviewView, SaveFundReview, StartFundReview, SubmitFundReview
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.calls import PUBLISHED, Call, version_of
from services.technical_fund.domain.conflicts import Conflict
from services.technical_fund.domain.standard_workflow import STANDARD
from services.technical_fund.usecases import repair, reviews
from tests.builders.fund import calls
from tests.fakes.technical_fund import Fund, management, reviewer

COMPLETE: Final[dict[str, Any]] = {
    "scores": {
        "need": {"score": 4, "comment": "The figures show it."},
        "plan": {"score": 3, "comment": "Sound, and a little vague on schools."},
        "risk": {"score": 2},
    },
    "to_city": "Thank you for a clear application.",
    "confidential": "I doubt the budget.",
    "recommendation": "fund",
}


class Panel:
    """One call and what is reviewed under it. Reviewers are actors; a seat is an assignment's id."""

    def __init__(self, fund: Fund, **content: Any) -> None:
        self.fund = fund
        self.unit = management()
        self.content: CallContent = calls.content(reviews_per_application=2, **content)
        self.call = Call(id=new_id(), content=self.content, drafted_at=fund.now, state=PUBLISHED, number=1, published_at=fund.now)
        fund.within(self._publish)

    def _publish(self, unit: Any) -> None:
        workflow = unit.workflows.version(STANDARD, 1)
        unit.calls.add(self.call)
        unit.call_versions.add(version_of(self.call, calls.form(), calls.rubric(), workflow, by=None, at=unit.now))

    def application(self, state: str = "in_review", **fields: Any) -> Application:
        """An application that has come as far as `state`."""
        known: dict[str, Any] = {
            "title": "Safer streets",
            "city_id": new_id(),
            "country": "KE",
            "answers": {"plan": "We light the streets."},
            "requested": calls.support(5_000_000),
            "reference": f"TSF-2027-{self.fund.within(lambda unit: unit.count_up('test')):04}",
        }
        made = Application(
            id=new_id(),
            call_id=self.call.id,
            call_version=1,
            workflow_id=STANDARD,
            workflow_version=1,
            started_by=new_id(),
            created_at=self.fund.now,
            updated_at=self.fund.now,
            submitted_at=self.fund.now,
            state=state,
            **{**known, **fields},
        )
        self.fund.within(lambda unit: unit.applications.add(made))
        return made

    def seat(self, application: Application, who: Actor | None = None, round: int = 1) -> tuple[str, Actor]:
        """A seat in the application's panel, accepted by nobody yet."""
        who = who or reviewer()
        assert who.person_id is not None
        made = Assignment(
            id=new_id(),
            application_id=application.id,
            call_id=self.call.id,
            reviewer_id=who.person_id,
            round=round,
            assigned_at=self.fund.now,
            accept_by=self.fund.now + timedelta(days=5),
        )
        self.fund.within(lambda unit: unit.assignments.add(made))
        return made.id, who

    def started(self, application: Application, who: Actor | None = None, round: int = 1) -> tuple[str, Actor]:
        seat, who = self.seat(application, who, round)
        self.fund.ask(reviews.start_fund_review, StartFundReview(assignment_id=seat), who)
        return seat, who

    def written(self, application: Application, who: Actor | None = None, round: int = 1, **changes: Any) -> tuple[str, Actor]:
        """A review that is complete and not handed in."""
        seat, who = self.started(application, who, round)
        self.save(seat, who, **{**COMPLETE, **changes})
        return seat, who

    def handed_in(self, application: Application, who: Actor | None = None, round: int = 1, **changes: Any) -> tuple[str, Actor]:
        seat, who = self.written(application, who, round, **changes)
        self.fund.ask(reviews.submit_fund_review, SubmitFundReview(review_id=seat), who)
        return seat, who

    def submitted(self, application: Application, who: Actor | None = None, round: int = 1, **changes: Any) -> tuple[str, Actor]:
        """A review that is final: its ten minutes are over."""
        seat, who = self.handed_in(application, who, round, **changes)
        self.fund.wait(minutes=10)
        return seat, who

    def save(self, seat: str, who: Actor, *, version: int | None = None, **changes: Any) -> FundReviewView:
        view: FundReviewView = self.fund.ask(
            reviews.save_fund_review, SaveFundReview(review_id=seat, changes=changes), who, version=version
        )
        return view

    def recuse(self, application: Application, person: Actor) -> None:
        """Somebody turns out to have a conflict."""
        assert person.person_id is not None
        person_id = person.person_id
        found = Conflict(
            application_id=application.id,
            person_id=person_id,
            call_id=self.call.id,
            kind="declared",
            ground="declared",
            since=self.fund.now,
        )

        def late(unit: Any) -> None:
            unit.conflicts.add([found])
            repair.after_recusal(unit, application.id, person_id)

        self.fund.within(late)

    def appoint(self, chair: Actor) -> None:
        def appoint(unit: Any) -> None:
            call = unit.calls.get(self.call.id)
            call.chair_id = chair.person_id
            unit.calls.save(call)

        self.fund.within(appoint)

    def move(self, application: Application, state: str) -> None:
        """The application has come to `state`, however it did."""

        def move(unit: Any) -> None:
            found = unit.applications.get(application.id)
            found.state = state
            unit.applications.save(found)

        self.fund.within(move)


def scored(need: int, plan: int, risk: int, **changes: Any) -> dict[str, Any]:
    """A complete review with these scores."""
    scores = {
        "need": {"score": need, "comment": "Because."},
        "plan": {"score": plan, "comment": "Because."},
        "risk": {"score": risk},
    }
    return {**COMPLETE, "scores": scores, **changes}


def score(value: int | None, comment: str | None = None) -> CriterionScore:
    return replace(CriterionScore(), score=value, comment=comment)
