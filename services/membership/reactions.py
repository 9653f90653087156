"""What we do when others speak, or when time has passed."""

from collections.abc import Callable
from typing import Any, Final

from contracts.holders import HOLDERS
from services.membership.usecases import (
    adoption,
    agreements,
    commitments,
    exporting,
    grants,
    importing,
    imports,
    introductions,
    invitations,
    life,
    needs,
    privacy,
    transfers,
)

TIMERS = {
    grants.START_TIMER: grants.begin_term,
    grants.TERM_TIMER: grants.end_term,
    grants.REMINDER_TIMER: grants.remind_of_end,
    grants.LEFTOVER_TIMER: grants.settle_leftovers,
    invitations.EXPIRY_TIMER: invitations.expire_invitation,
    life.STANDING_TIMER: life.review_standing,
    life.WATCH_TIMER: life.watch_reckoning,
    transfers.DUE_TIMER: transfers.begin_transfer,
    adoption.ADOPTION_TIMER: adoption.adopt_some,
    transfers.WATCH_TIMER: transfers.watch_transfer,
    needs.REVIEW_TIMER: needs.review_due,
    introductions.EXPIRY_TIMER: introductions.answer_overdue,
    privacy.OVERDUE_TIMER: privacy.look_after_erasure,
    commitments.REPORT_TIMER: commitments.report_due,
    commitments.CLOSING_TIMER: commitments.last_day_over,
    **agreements.TIMERS,
    imports.FORGET_TIMER: imports.forget_import,
}

JOBS = {
    **importing.JOBS,
    life.RECKON_JOB: life.reckon_standings,
    transfers.MOVE_JOB: transfers.move_country,
    privacy.EXPORT_JOB: exporting.carry_out_export,
}

Reaction = Callable[[Any, Any], None]


def _confirmed_by(service: str) -> Reaction:
    def when_a_service_forgot_a_person_note_it(unit: Any, event: Any) -> None:
        privacy.confirm_forgotten(unit, event.erasure_id, service)

    return when_a_service_forgot_a_person_note_it


REACTIONS: Final[dict[type, Reaction]] = {event: _confirmed_by(service) for service, event in HOLDERS.items()}
"""Every holder of people's data confirms with an event of its own."""
