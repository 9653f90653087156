"""The door-keeper: whether somebody may ask at all, from the request's declaration. Which item they may touch is the use case's to
decide."""

from typing import Final

from chassis.context import Actor
from contracts.declare import EVERY_SERVICE, RequestDeclaration
from contracts.errors import NotAllowed
from contracts.roles import ANYONE, ROLES, SIGNED_IN, service

SUBSCRIBER: Final = service("subscriber")
"""In a declaration: any of our own services, known by its broker user."""

UNKNOWN: Final = "unknown"

READ: Final = "read"
WRITE: Final = "write"
EVENTS: Final = "events"
_EVENT_REQUESTS: Final = frozenset({"read_events", "read_sequences"})


def check(declaration: RequestDeclaration, actor: Actor) -> None:
    """Raises `NotAllowed`: `not_signed_in` when signing in could help, otherwise `not_allowed`."""
    if not _is_welcome(declaration.may, actor):
        if actor.kind == "anonymous":
            raise NotAllowed("not_signed_in", "sign in first")
        check_second_factor(declaration.may, actor)
        raise NotAllowed("not_allowed", f"{declaration.wire_name()} is not yours to ask")
    scope = key_scope(declaration)
    if actor.key_scopes is not None and scope not in actor.key_scopes and not _is_open(declaration):
        raise NotAllowed("not_allowed", f"this key has no scope {scope!r}", {"scope": scope})


def check_second_factor(may: frozenset[str], actor: Actor) -> None:
    """Raises `NotAllowed` `second_factor_required` when only the second factor keeps a role from the actor that would open the door."""
    if wanted := sorted(may.intersection(actor.withheld)):
        raise NotAllowed("second_factor_required", "this role wants a second factor", {"roles": wanted, "enrol": "/v1/me/second-factor"})


def key_scope(declaration: RequestDeclaration) -> str:
    """The scope an API key needs."""
    if declaration.service == EVERY_SERVICE and declaration.method in _EVENT_REQUESTS:
        return EVENTS
    return READ if declaration.kind == "query" else WRITE


def _is_open(declaration: RequestDeclaration) -> bool:
    """A key cannot see less than somebody without one."""
    return declaration.kind == "query" and ANYONE in declaration.may


def _is_welcome(may: frozenset[str], actor: Actor) -> bool:
    if ANYONE in may:
        return True
    if actor.kind == "person":
        return SIGNED_IN in may or not actor.roles.isdisjoint(may.intersection(ROLES))
    if actor.kind == "service" and actor.service not in (None, UNKNOWN):
        return service(str(actor.service)) in may or SUBSCRIBER in may
    return False
