"""What we do when others speak, or when time has passed."""

from collections.abc import Callable
from typing import Any, Final

from contracts.membership import PersonErased
from services.technical_fund.usecases import (
    award_agreements,
    batches,
    calls,
    deadlines,
    decisions,
    delegations,
    deriving,
    dossier,
    exports,
    letters,
    privacy,
    retention,
    reviews,
    run_jobs,
    runs,
    scores,
)
from services.technical_fund.usecases.facts import FACTS_REACTIONS as FACTS_REACTIONS

Reaction = Callable[[Any, Any], None]

TIMERS: Final[dict[str, Callable[[Any, Any], None]]] = {
    **decisions.TIMERS,
    **letters.TIMERS,
    **calls.TIMERS,
    **delegations.TIMERS,
    **deadlines.TIMERS,
    **reviews.TIMERS,
    **runs.TIMERS,
}

JOBS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    **dossier.JOBS,
    **exports.JOBS,
    **retention.JOBS,
    **batches.JOBS,
    **letters.JOBS,
    **run_jobs.JOBS,
    **scores.JOBS,
    **award_agreements.JOBS,
    deriving.FIND_ALL: deriving.find_all,
}

REACTIONS: Final[dict[type, Reaction]] = {
    PersonErased: privacy.when_person_erased_forget_them,
}


def leave_it_to_the_read_model(unit: Any, event: Any) -> None:
    """What only the read model takes in."""
