"""What we do when others speak, or when time has passed. Nobody speaks to membership yet."""

from services.membership.usecases import grants

TIMERS = {grants.TERM_TIMER: grants.end_term}
