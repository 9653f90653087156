"""What stands around a review: its application, the pinned call with its rubric, the panel, and what the actor may see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.errors import NotAllowed, NotFound
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.blindness import Sight, sight
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.review_stage import under_review
from services.technical_fund.domain.reviews import Review
from services.technical_fund.domain.workflow import Workflow


class Reviews(Protocol):
    def find(self, id: str) -> Review | None: ...
    def of_application(self, application_id: str) -> Sequence[Review]: ...


class Assignments(access.Assignments, Protocol):
    def find(self, id: str) -> Assignment | None: ...


class CallVersions(Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion: ...


class Workflows(Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class Looking(access.Looking, Protocol):
    """What is looked into."""

    @property
    def reviews(self) -> Reviews: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def call_versions(self) -> CallVersions: ...
    @property
    def workflows(self) -> Workflows: ...


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One application's reviews as the actor may see them."""

    application: Application
    call: CallVersion
    parts: frozenset[str]
    assignments: Sequence[Assignment]
    reviews: Sequence[Review]
    sight: Sight
    open: bool

    @property
    def currency(self) -> str | None:
        return self.call.content.currency

    def seat_of(self, review_id: str) -> Assignment:
        return next(one for one in self.assignments if one.id == review_id)


def desk(unit: Looking, application_id: str) -> Desk:
    """Raises `technical_fund.no_application` for whoever is nothing on the Fund's side of it: the applying city, and the recused."""
    application, parts = access.known(unit, application_id)
    if parts.isdisjoint(access.FUND_SIDE):
        raise access.no_application()
    call = unit.call_versions.pinned(application.call_id, application.call_version)
    workflow = unit.workflows.version(application.workflow_id, application.workflow_version)
    assignments, reviews = unit.assignments.of_application(application.id), unit.reviews.of_application(application.id)
    return Desk(
        application=application,
        call=call,
        parts=parts,
        assignments=assignments,
        reviews=reviews,
        sight=sight(unit.actor.person_id, parts, assignments, reviews, call.content.anonymity),
        open=under_review(workflow, application.state),
    )


def review_desk(unit: Looking, review_id: str) -> tuple[Review, Desk]:
    """A review and what stands around it. Raises `technical_fund.no_review`, whatever the reason that the actor may not know of it."""
    review = unit.reviews.find(review_id)
    if review is None:
        raise no_review()
    try:
        around = desk(unit, review.application_id)
    except NotFound:
        raise no_review() from None
    if not around.sight.knows_of(review):
        raise no_review()
    return review, around


def own_review(unit: Looking, review_id: str) -> tuple[Review, Desk]:
    """One's own, from a seat one still holds."""
    review, around = review_desk(unit, review_id)
    if not around.sight.owns(review) or not around.seat_of(review.id).seated:
        raise no_review()
    return review, around


def own_seat(unit: Looking, assignment_id: str) -> tuple[Assignment, Desk]:
    """One's own seat and what stands around it. Raises `technical_fund.no_assignment` for anybody else's."""
    assignment = unit.assignments.find(assignment_id)
    if assignment is None or assignment.reviewer_id != unit.actor.person_id or not assignment.seated:
        raise no_assignment()
    try:
        return assignment, desk(unit, assignment.application_id)
    except NotFound:
        raise no_assignment() from None


def check_leads_panel(unit: Looking, around: Desk) -> None:
    """Whoever is appointed to lead the panel; the management unit, where nobody is. Raises `technical_fund.not_yours_to_do`."""
    call = unit.calls.find(around.application.call_id)
    led = call is not None and call.chair_id is not None
    if (access.CHAIR if led else access.MANAGEMENT) not in around.parts:
        raise NotAllowed("technical_fund.not_yours_to_do", "this is for whoever leads the panel")


def no_review() -> NotFound:
    return NotFound("technical_fund.no_review", "there is no such review")


def no_assignment() -> NotFound:
    return NotFound("technical_fund.no_assignment", "there is no such assignment")
