"""Builds the service: the only place that chooses real parts. What needs NumPy is imported when the background process first does it."""

import functools
from typing import Any, Final

from chassis import settings
from chassis.card import Wiring
from chassis.job_runner import RunningJob
from chassis.parts import Parts
from chassis.read_models import ReadModel
from chassis.unit import ServiceUnit, Unit
from services.explore import CARD, reactions, repository
from services.explore.domain.facts import FACTS
from services.explore.usecases.comparing import REMATCH

REFRESH_SECONDS: Final = 2.0
"""How long changes are gathered before cities are compared anew."""

MODEL: Final = ReadModel(
    name=FACTS,
    collections=(FACTS,),
    reactions=reactions.REACTIONS,
    indexes=repository.FACTS_INDEXES,
    swapped=reactions.when_facts_were_rebuilt_compare_anew,
)


class ExploreUnit(ServiceUnit):
    """One unit of work of explore, with everything its use cases and views name."""

    model = MODEL

    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.facts = repository.StoredFacts(unit)
        self.matches = repository.StoredMatches(unit)
        self.dirty = repository.StoredDirty(unit)
        self.state = repository.StoredState(unit)
        self.weights = repository.StoredWeights(unit)
        self.runs = repository.StoredRuns(unit)


def rematch(job: RunningJob[Any]) -> dict[str, Any]:
    from services.explore.usecases import matching

    return matching.rematch(job)


def refresh(parts: Parts) -> int:
    """Nothing is left to do at once: what comes meanwhile is gathered for the next time."""
    _matcher(parts).refresh()
    return 0


@functools.cache
def _matcher(parts: Parts) -> Any:
    from services.explore.usecases.matching import Matcher

    return Matcher(parts.work)


WIRING = Wiring(
    card=CARD,
    door="services.explore.service:ExploreService",
    build=ExploreUnit,
    migrations=repository.migrations([MODEL]),
    read_models=(MODEL,),
    jobs={REMATCH: rematch},
    sweeps={"matches": (REFRESH_SECONDS, refresh)},
    needs=(settings.Settings.need_store,),
)
