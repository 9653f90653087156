"""Everything that is declared, whoever asks: imports every module of contracts so that the registries are full."""

import importlib
import pkgutil
from pathlib import Path
from typing import Final

from contracts.declare import EVENTS, EVERY_SERVICE, REQUESTS, EventDeclaration, RequestDeclaration

EXAMPLES: Final = Path(__file__).parent / "examples"


def load_all() -> None:
    """Declare everything there is to declare."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)], "contracts."):
        importlib.import_module(module.name)


def events() -> list[EventDeclaration]:
    """Every fact of the network's own, by type: what a package elsewhere declares for itself is in its own catalogue."""
    load_all()
    return [EVENTS[type_] for type_ in sorted(EVENTS) if _ours(EVENTS[type_].message)]


def requests() -> list[RequestDeclaration]:
    """Every request, by wire name; what every service answers comes first."""
    load_all()
    return [REQUESTS[name] for name in sorted(REQUESTS) if _ours(REQUESTS[name].message)]


def _ours(message: type) -> bool:
    return message.__module__.partition(".")[0] == __package__


def sample_file(declaration: EventDeclaration | RequestDeclaration) -> Path:
    """Where the sample of a wire name is kept; common requests stand under `standard`."""
    if isinstance(declaration, EventDeclaration):
        return EXAMPLES / f"{declaration.type}.json"
    service = "standard" if declaration.service == EVERY_SERVICE else declaration.service
    return EXAMPLES / f"{service}.{declaration.method}.json"
