"""Merge patches."""

from typing import Any, TypeVar

from contracts.declare import patched
from contracts.errors import Invalid

T = TypeVar("T")


def apply_changes(content: T, changes: dict[str, Any], pointer: str = "/changes") -> T:
    """`content` with a merge patch applied; faults are named under `pointer`."""
    try:
        return patched(content, changes)
    except Invalid as wrong:
        errors = wrong.details.get("errors", [])
        raise Invalid.fields([{**error, "pointer": f"{pointer}{error['pointer']}"} for error in errors], wrong.code) from None
