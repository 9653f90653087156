"""What we do when others speak, or when time has passed. Nobody speaks to membership yet."""

from services.membership.usecases import agreements, grants, needs

TIMERS = {
    grants.TERM_TIMER: grants.end_term,
    grants.REMINDER_TIMER: grants.remind_of_end,
    grants.LEFTOVER_TIMER: grants.settle_leftovers,
    needs.REVIEW_TIMER: needs.review_due,
    **agreements.TIMERS,
}
