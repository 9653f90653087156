"""What explore's use cases need from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from chassis.aggregate import Aggregate
from chassis.context import Context
from chassis.jobs import Jobs
from chassis.read_models import ReadModel
from chassis.unit import Document, Unit
from services.explore.domain.facts import CityFacts
from services.explore.domain.run import Run
from services.explore.domain.weights import Weights


class Facts(Protocol):
    def find(self, city_id: str) -> CityFacts | None: ...
    def many(self, city_ids: Sequence[str]) -> list[CityFacts]: ...
    def ids(self) -> list[str]: ...
    def keep(self, facts: CityFacts) -> None:
        """The city is to be compared anew."""


class Matches(Protocol):
    def bases(self, city_ids: Sequence[str]) -> list[tuple[CityFacts, list[int]]]: ...
    def ids(self) -> set[str]: ...
    def numbers(self) -> dict[str, int]: ...
    def number(self, city_ids: Sequence[str], after: int) -> dict[str, int]: ...
    def add(self, rows: Sequence[Document]) -> None: ...
    def change(self, rows: dict[str, Document]) -> None: ...
    def remove(self, city_id: str) -> None: ...


class Dirty(Protocol):
    def all(self) -> dict[str, str]: ...
    def done(self, stamps: Sequence[str]) -> None: ...


class State(Protocol):
    def get(self) -> Document: ...
    def keep(self, **changed: Any) -> Document: ...


class WeightsCollection(Protocol):
    def current(self) -> Weights: ...
    def add(self, aggregate: Weights) -> None: ...
    def save(self, aggregate: Weights) -> None: ...


class Runs(Protocol):
    def add(self, aggregate: Run) -> None: ...


class Explore(Protocol):
    """One unit of work of this service."""

    unit: Unit
    context: Context
    model: ReadModel

    @property
    def now(self) -> datetime: ...
    @property
    def jobs(self) -> Jobs: ...

    facts: Facts
    matches: Matches
    dirty: Dirty
    state: State
    weights: WeightsCollection
    runs: Runs

    def expect(self, aggregate: Aggregate) -> None: ...
    def guard(self, name: str) -> None: ...
