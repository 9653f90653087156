"""The one way in which an application moves: its own workflow is asked, its state set, its history written, the fact said."""

from collections.abc import Mapping
from typing import Any, Final

from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.steps import fact_of
from services.technical_fund.domain.workflow import Workflow
from services.technical_fund.usecases import history
from services.technical_fund.usecases.ports import Fund

AS_SYSTEM: Final = frozenset({access.SYSTEM})


def take(
    unit: Fund,
    application: Application,
    event: str,
    *,
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str | None] | None = None,
) -> None:
    """Take a step as the actor, and save the application.

    `data` are ids, codes, numbers and instants: they go into the history, and into the event where it has such a field. `texts` are
    people's words, for the history alone. Raises `technical_fund.wrong_state` or `technical_fund.not_yours_to_do`.
    """
    _move(unit, application, event, access.parts_of(unit, application), data or {}, texts)


def as_system(
    unit: Fund,
    application: Application,
    event: str,
    *,
    data: Mapping[str, Any] | None = None,
    texts: Mapping[str, str | None] | None = None,
) -> None:
    """Take a step because time has passed or the Fund's own work is done: for timers, jobs and reactions."""
    _move(unit, application, event, AS_SYSTEM, data or {}, texts)


def check(unit: Fund, application: Application, event: str) -> None:
    """Raises what `take` would, and changes nothing."""
    workflow_of(unit, application).step(application.state, event, access.parts_of(unit, application))


def workflow_of(unit: Fund, application: Application) -> Workflow:
    """The version of the process that the application was begun under, whatever has been published since."""
    return unit.workflows.version(application.workflow_id, application.workflow_version)


def _move(
    unit: Fund, application: Application, event: str, parts: frozenset[str], data: Mapping[str, Any], texts: Mapping[str, str | None] | None
) -> None:
    before = application.state
    application.move(workflow_of(unit, application).step(before, event, parts), at=unit.now)
    application.say(fact_of(event, application, data))
    by = None if parts == AS_SYSTEM else history.THE_ACTOR
    history.note(unit, application.id, event, data={**data, "from": before, "to": application.state}, texts=texts, person_id=by)
    unit.applications.save(application)
