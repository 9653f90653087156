"""Vacant seats: what becomes of a panel when somebody leaves it."""

from services.technical_fund.domain.assignment import UNTOUCHED
from services.technical_fund.usecases import panels
from services.technical_fund.usecases.ports import Fund


def after_recusal(unit: Fund, application_id: str, person_id: str) -> None:
    """Somebody has a conflict now: whatever seat they hold is given up, a started or submitted review included."""
    for assignment in unit.assignments.of_application(application_id):
        if assignment.reviewer_id == person_id and assignment.seated:
            panels.release(unit, assignment, "conflict")


def after_new_absence(unit: Fund, person_id: str) -> None:
    """Somebody says when they are away: seats in which nothing is written yet may be better with others."""
    calls = {assignment.call_id for assignment in unit.assignments.of_reviewer(person_id, UNTOUCHED)}
    for call_id in sorted(calls):
        panels.look_for_repair(unit, call_id)


def release_all(unit: Fund, application_id: str, reason: str) -> None:
    """The application is reviewed no further: every seat is given up. `reason` is one of `ReleaseReason`."""
    for assignment in unit.assignments.of_application(application_id):
        if assignment.seated:
            panels.release(unit, assignment, reason)
