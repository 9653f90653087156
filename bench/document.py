"""The one document that every contender carries."""

from typing import Any, Final

COUNT: Final = 1000

DOCUMENT: Final[dict[str, Any]] = {
    "name": {"en": "Port Azure", "es": "Puerto Azul", "fr": "Port-Azur", "ar": "بورت أزور"},
    "country": "XK",
    "tier": "municipality",
    "population": 412_339,
    "languages": ["es", "fr", "ar"],
    "coordinates": [12.4924, 41.8902],
    "needs": ["violence_prevention", "digital_literacy", "rural_inclusion"],
    "offers": ["mediation", "youth_councils"],
    "contact": {"office": "Office of the mayor", "address": "1 Harbour Square", "since": "2026-03-01T09:00:00.000Z"},
    "summary": "A harbour city that shares its mediation service with its neighbours and asks for help with digital literacy. " * 3,
}
"""About a kilobyte of JSON: text in two scripts, numbers, nesting."""


def identity(number: int) -> str:
    return f"{number:04d}"


def stored() -> list[dict[str, Any]]:
    """What the store read finds."""
    return [{"_id": identity(number), "document": DOCUMENT} for number in range(COUNT)]
