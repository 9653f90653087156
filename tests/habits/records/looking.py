"""What somebody sees when they ask: the answer, or why there is none; and how much of the whole it is."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from chassis.context import Actor
from contracts.declare import dump, load
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from contracts.membership import GetMe
from services.gateway.operations import Operation
from services.gateway.routes import OPERATIONS
from tests.habits.records.world import World

BY_TITLE: Final = {f"{operation.method} {operation.path}": operation for operation in OPERATIONS}

SIGN_IN, NOT_ALLOWED, FACTOR, NOT_FOUND, LATER, WITHOUT, WHOLE = "s", "x", "f", "-", "c", ".", "W"
"""Sign in first; not allowed; not without a second factor; there is no such thing; not in this state; a list without it; all of it."""

REFUSALS: Final = (SIGN_IN, NOT_ALLOWED, FACTOR, NOT_FOUND, LATER)
_OF_THE_READER: Final = ("next_steps", "current")
"""What a reader may do, and where they are, is not part of the record."""

Answer = dict[str, Any]


def request_of(world: World, operation: Operation, asked: str) -> Any:
    """`city_a/need_a_public?limit=5` fills the path in order, then the query."""
    path, _, query = asked.partition("?")
    values = dict(zip(operation.path_names, path.split("/"), strict=True)) if operation.path_names else {}
    values |= dict(pair.split("=") for pair in query.split("&") if pair)
    return load(operation.request, {name: _value(name, world.ids.get(value, value)) for name, value in values.items()})


def _value(name: str, text: str) -> Any:
    if name in ("ids", "type"):
        return [text]
    return {"true": True, "false": False}.get(text, int(text) if text.isdigit() else text)


def look(world: World, request: Any, by: Actor, service: str = "membership") -> str | Answer:
    """The answer as a client gets it, or the letter of the refusal."""
    try:
        answer: Answer = dump(world.doors.ask(request, by, service=service))
    except Refusal as refusal:
        return letter_of(refusal)
    return {"items": [answer]} if isinstance(request, GetMe) else answer


def letter_of(refusal: Refusal) -> str:
    if isinstance(refusal, NotAllowed):
        return {"not_signed_in": SIGN_IN, "second_factor_required": FACTOR}.get(refusal.code, NOT_ALLOWED)
    if isinstance(refusal, NotFound):
        return NOT_FOUND
    if isinstance(refusal, Conflict | Invalid):
        return LATER
    raise refusal


def by_name(world: World, items: list[Answer]) -> dict[str, Answer]:
    """The items of a list by the names of our records; what has no name keeps what tells it apart."""
    names = {id: name for name, id in reversed(world.ids.items())}
    found: dict[str, Answer] = {}
    for item in items:
        told = next(str(item[key]) for key in _TELLS_APART if item.get(key) is not None)
        name = names.get(told, told)
        while name in found:
            name += "+"
        found[name] = item
    return found


_TELLS_APART: Final = ("id", "grant_id", "version", "number", "code", "line", "email", "name_en", "city_id", "city_names")


def hidden(whole: Any, seen: Any, path: str = "") -> Iterator[str]:
    """The places at which less is seen than there is. Raises `AssertionError` where something else is seen, not less."""
    if path in _OF_THE_READER or whole == seen:
        return
    if isinstance(whole, Mapping) and isinstance(seen, Mapping):
        for name in {*whole, *seen}:
            yield from hidden(whole.get(name), seen.get(name), f"{path}.{name}" if path else name)
    elif isinstance(whole, list) and isinstance(seen, list) and len(whole) == len(seen):
        for one, other in zip(whole, seen, strict=True):
            yield from hidden(one, other, path)
    else:
        assert seen in (None, [], {}) or (isinstance(seen, list) and all(one in whole for one in seen)), (path, whole, seen)
        yield path
