"""Every event declared has a sender, on its publisher's card and in its publisher's rules; every event heard is said by somebody."""

import ast
from functools import cache
from pathlib import Path

import pytest

from chassis.card import card_of
from contracts import catalogue
from contracts.declare import EventDeclaration
from deploy.services import SERVICE_NAMES

ROOT = Path(__file__).resolve().parents[2]
EVENTS = catalogue.events()


@cache
def made_in(service: str) -> frozenset[str]:
    """Names the rooms behind the doors use: rules, use cases and reactions."""
    rooms = [
        path
        for path in (ROOT / "services" / service).rglob("*.py")
        if "service" not in path.relative_to(ROOT / "services" / service).parts and path.name not in ("service.py", "wiring.py")
    ]
    rooms.remove(ROOT / "services" / service / "__init__.py")
    nodes = [node for path in rooms for node in ast.walk(ast.parse(path.read_text()))]
    return frozenset(node.id if isinstance(node, ast.Name) else node.attr for node in nodes if isinstance(node, ast.Name | ast.Attribute))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_an_event_is_on_its_publishers_card_and_made_in_its_rooms(event: EventDeclaration) -> None:
    publisher = event.type.partition(".")[0]
    assert event.message in card_of(publisher).says
    assert event.message.__name__ in made_in(publisher)


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_what_a_service_hears_somebody_says(service: str) -> None:
    said = {message for name in SERVICE_NAMES for message in card_of(name).says}
    assert set(card_of(service).hears) <= said
