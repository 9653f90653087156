"""What we do when others speak, or when time has passed."""

from collections.abc import Callable
from typing import Any, Final

from services.technical_fund.usecases import delegations, deadlines, reviews
from services.technical_fund.usecases.facts import FACTS_REACTIONS as FACTS_REACTIONS

Reaction = Callable[[Any, Any], None]

TIMERS: Final[dict[str, Callable[[Any, Any], None]]] = {**delegations.TIMERS, **deadlines.TIMERS, **reviews.TIMERS}

JOBS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {}

REACTIONS: Final[dict[type, Reaction]] = {}


def leave_it_to_the_read_model(unit: Any, event: Any) -> None:
    """What only the read model takes in."""
