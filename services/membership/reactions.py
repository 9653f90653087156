"""What we do when others speak, or when time has passed. Nobody speaks to membership yet."""

from services.membership.usecases import agreements, commitments, grants, invitations, life, needs

TIMERS = {
    grants.TERM_TIMER: grants.end_term,
    grants.REMINDER_TIMER: grants.remind_of_end,
    grants.LEFTOVER_TIMER: grants.settle_leftovers,
    invitations.EXPIRY_TIMER: invitations.expire_invitation,
    life.STANDING_TIMER: life.review_standing,
    needs.REVIEW_TIMER: needs.review_due,
    commitments.REPORT_TIMER: commitments.report_due,
    commitments.CLOSING_TIMER: commitments.last_day_over,
    **agreements.TIMERS,
}

JOBS = {
    life.RECKON_JOB: life.reckon_standings,
}
