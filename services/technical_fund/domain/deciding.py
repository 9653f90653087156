"""Which decisions somebody may know of, and what they may do with one."""

from typing import Protocol

from contracts.errors import NotAllowed, NotFound
from contracts.technical_fund import CallContent
from services.technical_fund.domain import access
from services.technical_fund.domain.access import CHAIR, CITY_SIDE, MANAGEMENT
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.decisions import APPROVED, DRAFT, GRANTING, PROPOSED, Decision, Frame
from services.technical_fund.domain.panel import Panel

PANEL: frozenset[str] = frozenset({MANAGEMENT, CHAIR})


class Decisions(Protocol):
    def find(self, id: str) -> Decision | None: ...


class CallVersions(Protocol):
    def pinned(self, call_id: str, number: int) -> CallVersion: ...


class Panels(Protocol):
    def of(self, application_id: str, call_id: str) -> Panel: ...


class Looking(access.Looking, Protocol):
    @property
    def decisions(self) -> Decisions: ...


class Pinned(Protocol):
    @property
    def call_versions(self) -> CallVersions: ...


class Seated(access.Looking, Protocol):
    @property
    def panels(self) -> Panels: ...


def no_decision() -> NotFound:
    """The one answer for what is not there and for what one may not know."""
    return NotFound("technical_fund.no_decision", "there is no such decision")


def known_decision(unit: Looking, decision_id: str) -> tuple[Decision, Application, frozenset[str]]:
    """The decision, its application, and the actor's parts in it. Raises `technical_fund.no_decision` for everybody but the management
    unit, the panel's chair and, once it was told, the city."""
    decision = unit.decisions.find(decision_id)
    application = None if decision is None else unit.applications.find(decision.application_id)
    if decision is None or application is None:
        raise no_decision()
    parts = access.parts_of(unit, application)
    if not may_read(decision, parts):
        raise no_decision()
    return decision, application, parts


def may_read(decision: Decision, parts: frozenset[str]) -> bool:
    return bool(parts & PANEL) or (bool(parts & CITY_SIDE) and decision.told_at is not None)


def check_untouched(unit: Seated, application: Application) -> None:
    """Whoever had a part in what an appeal undid decides nothing now. Raises `NotAllowed` `technical_fund.decided_before`."""
    if unit.actor.person_id in unit.panels.of(application.id, application.call_id).barred:
        raise NotAllowed("technical_fund.decided_before", "a panel after an appeal is a new one")


def frame_of(unit: Pinned, application: Application) -> Frame:
    """What a decision is held against: the call as the application pinned it, whatever has become of the call since."""
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    content: CallContent = version.content
    return Frame(
        criteria=version.rubric.criteria,
        currency=content.currency,
        requested=application.requested,
        floor=content.floor,
        ceiling=content.ceiling or content.envelope,
    )


def possible(decision: Decision, parts: frozenset[str], person_id: str | None) -> tuple[str, ...]:
    """What somebody with these parts may do with it now."""
    if decision.state == DRAFT and parts & PANEL:
        return ("write", "propose")
    if decision.state == PROPOSED and MANAGEMENT in parts:
        return ("return",) if person_id == decision.proposed_by else ("approve", "return")
    if decision.state == APPROVED and decision.outcome not in GRANTING and "mayor" in parts:
        return ("appeal",) if decision.outcome == "decline" else ()
    return ()
