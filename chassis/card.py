"""A service's card (what it says, answers and hears) and its wiring (which parts it is made of). Light: no nameko, no kombu, no store.

The card stands in `services/<name>/__init__.py` as `CARD`; the wiring in `services/<name>/wiring.py` as `WIRING`. Deploying reads only
cards.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.declare import event_declaration, request_declaration, requests_of

Reaction = Callable[[Any, Any], Any]
"""`react(unit, event)`: what a service does when others speak."""

Sweep = tuple[float, Callable[[Any], Any]]
"""How often, in seconds, and what: a function of the background process's parts."""


class NoSuchService(Exception):
    """The name leads to no service."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """Who a service is to the others. Raises `TypeError` when something listed is not declared, or belongs to somebody else."""

    name: str
    answers: tuple[type, ...] = ()
    says: tuple[type, ...] = ()
    hears: tuple[type, ...] = ()
    asks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for request in self.answers:
            if request_declaration(request).service not in (self.name, "*"):
                raise TypeError(f"{self.name} does not answer {request.__name__}")
        for event in self.says:
            if event_declaration(event).publisher != self.name:
                raise TypeError(f"{self.name} does not say {event.__name__}")
        for event in self.hears:
            event_declaration(event)

    @property
    def event_types(self) -> frozenset[str]:
        """The CloudEvents types this service hears."""
        return frozenset(event_declaration(event).type for event in self.hears)

    @property
    def publishers(self) -> frozenset[str]:
        return frozenset(event_declaration(event).publisher for event in self.hears)

    @property
    def common(self) -> frozenset[str]:
        """The methods every service answers without listing them."""
        return frozenset(entry.method for entry in requests_of(self.name).values() if entry.service == "*")


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """The parts of one service. `door` names the nameko service class, imported only by the process that serves; `needs` are the settings
    without which there is no point in starting, as in `(Settings.need_store, Settings.need_secret)`.
    `warm` reads into memory what the first who asks would wait for: the process that serves does it once it has begun, and serves without
    it when it fails."""

    card: Card
    door: str
    build: Callable[[Any], Any] | None = None
    migrations: Sequence[Any] = ()
    reactions: Mapping[type, Reaction] = field(default_factory=dict)
    read_models: Sequence[Any] = ()
    timers: Mapping[str, Any] = field(default_factory=dict)
    jobs: Mapping[str, Any] = field(default_factory=dict)
    file_purposes: Mapping[str, Any] = field(default_factory=dict)
    sweeps: Mapping[str, Sweep] = field(default_factory=dict)
    needs: Sequence[Callable[[Any], object]] = ()
    warm: Callable[[Any], object] | None = None

    def __post_init__(self) -> None:
        taken_in = set(self.reactions).union(*(model.reactions for model in self.read_models))
        if odd := taken_in ^ set(self.card.hears):
            raise TypeError(f"{self.card.name}: card and reactions differ about {sorted(event.__name__ for event in odd)}")

    def door_class(self) -> type:
        module, _, name = self.door.partition(":")
        found = getattr(importlib.import_module(module), name)
        assert isinstance(found, type)
        return found


def service_names() -> list[str]:
    """Every service in `services/`: a package with a card."""
    services = importlib.import_module("services")
    return [entry.name for entry in pkgutil.iter_modules(services.__path__) if entry.ispkg and hasattr(_package(entry.name), "CARD")]


def card_of(name: str) -> Card:
    """The card of a service in `services/`, or of the package `name` when it has a dot. Raises `NoSuchService`."""
    card = getattr(_package(name), "CARD", None)
    if not isinstance(card, Card):
        raise NoSuchService(f"{name} is a package without a card")
    return card


def wiring_of(name: str) -> Wiring:
    package = _package(name).__name__
    if importlib.util.find_spec(f"{package}.wiring") is None:
        raise NoSuchService(f"{name} has no wiring")
    wiring = importlib.import_module(f"{package}.wiring").WIRING
    assert isinstance(wiring, Wiring)
    return wiring


def _package(name: str) -> Any:
    path = name if "." in name else f"services.{name}"
    try:
        found = importlib.util.find_spec(path)
    except (ImportError, ValueError):
        found = None
    if found is None:
        raise NoSuchService(f"there is no service named {name!r}")
    return importlib.import_module(path)
