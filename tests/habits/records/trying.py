"""What comes of a command of somebody's: let in, or refused; and afterwards everything is as it was."""

import json
from pathlib import Path
from typing import Any, Final

from chassis.context import Actor
from contracts.declare import EVERY_SERVICE, load
from contracts.errors import Conflict, Invalid, NotFound, Refusal
from services.gateway.operations import Operation
from services.membership.repository import Directory
from tests.habits.records.looking import letter_of
from tests.habits.records.world import World

EXAMPLES: Final = Path(__file__).resolve().parents[3] / "contracts" / "examples"
LET_IN: Final = "+"
"""Carried out, or refused for what was said or for the state of things: whoever hears that knows of the record and may act on it."""

COUNTED_BESIDE: Final = frozenset({"throttles"})
"""Attempts are counted even when they are refused."""


def command_of(world: World, operation: Operation, asked: str) -> Any:
    """The published example, about our records: `city_a/need_a_public?successor_id=person_focal_a` fills the path, then other fields."""
    declared = operation.declaration
    owner = "standard" if declared.service == EVERY_SERVICE else declared.service
    body = json.loads((EXAMPLES / f"{owner}.{declared.method}.json").read_text())
    path, _, rest = asked.partition("?")
    body |= dict(zip(operation.path_names, (world.ids.get(name, name) for name in path.split("/") if name), strict=True))
    for name, value in (pair.split("=") for pair in rest.split("&") if pair):
        body[name] = world.ids[value] if value in world.ids else json.loads(value)
    return load(operation.request, body)


def attempt(world: World, request: Any, by: Actor, *, version: int | None = None, service: str = "membership") -> str:
    """The letter of what came of it. Raises `AssertionError` when somebody who was refused changed something."""
    before = [store.snapshot() for store in world.doors.stores]
    try:
        world.doors.ask(request, by, version=version, service=service)
    except Refusal as refusal:
        assert _kept(world) == [_lasting(one) for one in before], f"{type(request).__name__} was refused and changed something"
        return LET_IN if _is_about_what_was_said(refusal, request) else letter_of(refusal)
    else:
        return LET_IN
    finally:
        for store, snapshot in zip(world.doors.stores, before, strict=True):
            store.restore(snapshot)
        world.doors.membership.directory = Directory()


def _is_about_what_was_said(refusal: Refusal, request: Any) -> bool:
    """A file that is not there is one's own mistake."""
    return isinstance(refusal, Conflict | Invalid) or (
        isinstance(refusal, NotFound) and refusal.code == "not_found" and _sends_file(request)
    )


def _sends_file(request: Any) -> bool:
    return hasattr(request, "upload_id") and not hasattr(request, "offset")


def _kept(world: World) -> list[dict[str, Any]]:
    return [_lasting(store.snapshot()) for store in world.doors.stores]


def _lasting(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {name: rows for name, rows in snapshot.items() if name not in COUNTED_BESIDE}
