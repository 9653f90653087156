"""How much each circumstance counts, and since when. Every version is kept: what was computed with it must stay explainable."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.explore import ContextWeights

THE_WEIGHTS: Final = "weights"

BEGINNING: Final = ContextWeights(population=30, region=15, tier=10, income=20, mandate=10, prevention_network=10, strategy=5)


@dataclass(kw_only=True)
class Weights(Aggregate):
    """There is one of these."""

    kind: ClassVar[str] = "weights"
    id: str = THE_WEIGHTS
    changed_at: datetime | None = None
    versions: list[ContextWeights] = field(default_factory=lambda: [BEGINNING])

    @property
    def number(self) -> int:
        return len(self.versions) - 1

    @property
    def in_force(self) -> ContextWeights:
        return self.versions[-1]

    def change(self, context: ContextWeights, *, at: datetime) -> None:
        """Raises `Invalid` when nothing would count."""
        if not any(vars(context).values()):
            raise Invalid.field("/context", "explore.nothing_counts", "at least one weight must be above zero")
        self.versions.append(context)
        self.changed_at = at
