"""What else happens when an application takes a step, beyond the step itself. An area that has something to let go of adds its function."""

from collections.abc import Callable
from typing import Final

from services.technical_fund.domain.applications import Application
from services.technical_fund.usecases import appeals, deadlines, decisions, deriving, repair, screening
from services.technical_fund.usecases.ports import Fund

Effect = Callable[[Fund, Application], None]


def _release_reviewers(unit: Fund, application: Application) -> None:
    repair.release_all(unit, application.id, "withdrawn")


def _forget_deadlines(unit: Fund, application: Application) -> None:
    deadlines.done_with(unit, application.id)


def _drop_what_was_open(unit: Fund, application: Application) -> None:
    """A proposed decision, with what was set aside for it, and an appeal."""
    decisions.drop_open(unit, application.id)
    appeals.drop_open(unit, application.id)


WHEN_SUBMITTED: Final[tuple[Effect, ...]] = (screening.remember_facts, deriving.find_for_application)
"""In the transaction of the submission, after the step was taken. None may save the application."""

WHEN_WITHDRAWN: Final[tuple[Effect, ...]] = (_release_reviewers, _drop_what_was_open, _forget_deadlines)
"""In the transaction of the withdrawal, after the step was taken. None may save the application."""
