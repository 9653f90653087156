"""Who is what to an application, and who may know that it exists.

Everything that reads or changes an application asks here. A recused person is nothing to it but, should they work for the applying city,
its applicant: they hear the same words as for an id that nobody ever had.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from chassis.context import Actor
from contracts.errors import NotAllowed, NotFound
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE, REVIEWER
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.assignment import Assignment
from services.technical_fund.domain.knowing import Recusals

APPLICANT: Final = "applicant"
MAYOR: Final = "mayor"
DELEGATE: Final = "delegate"
READER: Final = "reader"
"""A delegate who may read only. No step of a workflow is theirs."""
MANAGEMENT: Final = "management"
CHAIR: Final = "chair"
REVIEWING: Final = "reviewer"
SYSTEM: Final = "system"

CITY_SIDE: Final = frozenset({APPLICANT, MAYOR, DELEGATE, READER})
FUND_SIDE: Final = frozenset({MANAGEMENT, CHAIR, REVIEWING})
CITY_PART: Final = {FOCAL_POINT: APPLICANT, MAYORS_OFFICE: MAYOR}


class Applications(Protocol):
    def find(self, id: str) -> Application | None: ...


class Assignments(Protocol):
    def of_application(self, application_id: str) -> Sequence[Assignment]: ...


class Call(Protocol):
    @property
    def chair_id(self) -> str | None: ...


class Calls(Protocol):
    def find(self, id: str) -> Call | None: ...


class Looking(Protocol):
    """What is looked into to say who somebody is."""

    @property
    def actor(self) -> Actor: ...
    @property
    def now(self) -> datetime: ...
    @property
    def applications(self) -> Applications: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def recusals(self) -> Recusals: ...
    @property
    def calls(self) -> Calls: ...


def parts_of(unit: Looking, application: Application) -> frozenset[str]:
    """Who the actor is to this application; nobody, when it is empty. A draft is the city's own, and whoever works for the city or
    was let in by it is nobody else in its application."""
    actor = unit.actor
    if actor.kind != "person" or actor.person_id is None:
        return frozenset()
    city = _city_side(actor, application, unit.now)
    if application.is_draft or city:
        return city
    return city | _fund_side(unit, actor.person_id, application)


def parts_by_role(actor: Actor, application: Application, at: datetime) -> frozenset[str]:
    """The parts that roles and delegations give, without those of the panel. For rows of lists, which have left out already what the
    actor is recused from: nothing is asked of the store."""
    city = _city_side(actor, application, at)
    if application.is_draft or city or not actor.has(MANAGEMENT_UNIT):
        return city
    return frozenset({MANAGEMENT})


def readable(unit: Looking, application_id: str) -> Application:
    """The application, for whoever is anything to it. Raises `technical_fund.no_application` for everybody else, the recused included."""
    return known(unit, application_id)[0]


def known(unit: Looking, application_id: str) -> tuple[Application, frozenset[str]]:
    """The application and the actor's parts in it; raises as `readable` does."""
    application = unit.applications.find(application_id)
    parts = frozenset[str]() if application is None else parts_of(unit, application)
    if application is None or not parts:
        raise no_application()
    return application, parts


def acting(unit: Looking, application_id: str, *wanted: str) -> Application:
    """The application, for whoever has one of these parts. Those who may know it but are somebody else hear that it is not theirs to do."""
    application, parts = known(unit, application_id)
    if parts.isdisjoint(wanted):
        raise not_yours()
    return application


def hidden(unit: Looking) -> frozenset[str]:
    """Ids of the applications that must not be in any list, count or figure made for the actor."""
    return unit.recusals.from_person(unit.actor.person_id)


def chairs(unit: Looking, call_id: str) -> bool:
    """Whether the actor leads the panel of a call."""
    call = unit.calls.find(call_id)
    return call is not None and call.chair_id is not None and call.chair_id == unit.actor.person_id


def not_yours() -> NotAllowed:
    return NotAllowed("technical_fund.not_yours_to_do", "this is for others to do")


def no_application() -> NotFound:
    """The one answer for what is not there and for what one may not know."""
    return NotFound("technical_fund.no_application", "there is no such application")


def _city_side(actor: Actor, application: Application, at: datetime) -> frozenset[str]:
    parts = {part for role, part in CITY_PART.items() if actor.has(role, application.city_id)}
    right = application.right_of(actor.person_id, at)
    if right is not None:
        parts.add(DELEGATE if right == "edit" else READER)
    return frozenset(parts)


def _fund_side(unit: Looking, person_id: str, application: Application) -> frozenset[str]:
    actor = unit.actor
    if not (actor.has(MANAGEMENT_UNIT) or actor.has(REVIEWER)) or unit.recusals.holds(application.id, person_id):
        return frozenset()
    parts = set()
    if actor.has(MANAGEMENT_UNIT):
        parts.add(MANAGEMENT)
    if chairs(unit, application.call_id):
        parts.add(CHAIR)
    if actor.has(REVIEWER) and _is_seated(unit, person_id, application.id):
        parts.add(REVIEWING)
    return frozenset(parts)


def _is_seated(unit: Looking, person_id: str, application_id: str) -> bool:
    return any(one.seated for one in unit.assignments.of_application(application_id) if one.reviewer_id == person_id)
