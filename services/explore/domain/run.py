"""One comparison of all cities with each other."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.explore import MatchesRecomputed


@dataclass(kw_only=True)
class Run(Aggregate):
    kind: ClassVar[str] = "runs"
    weights_version: int
    cities: int
    computed_at: datetime

    @classmethod
    def done(cls, *, id: str, weights_version: int, cities: int, at: datetime) -> "Run":
        run = cls(id=id, weights_version=weights_version, cities=cities, computed_at=at)
        run.say(MatchesRecomputed(run_id=id, weights_version=weights_version, cities=cities, computed_at=at))
        return run
