"""What the views need from outside."""

from collections.abc import Sequence
from typing import Any, Protocol

from chassis.context import Actor
from chassis.read_models import ReadModel
from chassis.unit import Document, Unit
from services.explore.domain.facts import CityFacts
from services.explore.domain.weights import Weights


class Facts(Protocol):
    def find(self, city_id: str) -> CityFacts | None: ...
    def many(self, city_ids: Sequence[str]) -> list[CityFacts]: ...
    def of_country(self, country: str) -> list[CityFacts]: ...


class Matches(Protocol):
    def listed(self, city_id: str, name: str) -> Document | None: ...


class WeightsCollection(Protocol):
    def current(self) -> Weights: ...


class Explore(Protocol):
    unit: Unit
    actor: Actor
    model: ReadModel
    facts: Facts
    matches: Matches
    weights: WeightsCollection


class Neighbours(Protocol):
    """Other services, asked by their declared requests."""

    def ask(self, request: Any, *, seconds: float) -> dict[str, Any]: ...
