"""Vacant seats: what becomes of a panel when somebody leaves it."""

from services.technical_fund.usecases import panels
from services.technical_fund.usecases.ports import Fund


def after_recusal(unit: Fund, application_id: str, person_id: str) -> None:
    """Somebody has a conflict now: whatever seat they hold is given up, a started or submitted review included."""
    for assignment in unit.assignments.of_application(application_id):
        if assignment.reviewer_id == person_id and assignment.seated:
            panels.release(unit, assignment, "conflict")


def release_all(unit: Fund, application_id: str, reason: str) -> None:
    """The application is reviewed no further: every seat is given up. `reason` is one of `ReleaseReason`."""
    for assignment in unit.assignments.of_application(application_id):
        if assignment.seated:
            panels.release(unit, assignment, reason)
