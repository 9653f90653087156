"""What the demo service and its imaginary neighbour say."""

from dataclasses import dataclass

from contracts.declare import event, request
from contracts.roles import ANYONE, MANAGEMENT_UNIT, SIGNED_IN
from contracts.words import Json, Line


@dataclass(frozen=True, kw_only=True)
class Echoed:
    text: Line
    anything: Json | None = None
    asked_by: Line = ""


@request("demo", kind="query", may=(ANYONE,), answer=Echoed)
@dataclass(frozen=True, kw_only=True)
class Echo:
    text: Line
    anything: Json | None = None


@request("demo", kind="query", may=(MANAGEMENT_UNIT,), answer=Echoed)
@dataclass(frozen=True, kw_only=True)
class GuardedEcho:
    text: Line


@request("demo", kind="command", may=(ANYONE,), answer=Echoed, seconds=60.0)
@dataclass(frozen=True, kw_only=True)
class Dawdle:
    """Takes its time, and writes in the logbook when it begins and when it ends."""

    name: Line
    seconds: float


@request("demo", kind="command", may=(ANYONE,), answer=Echoed)
@dataclass(frozen=True, kw_only=True)
class Fail:
    """Fails in the way it is asked to."""

    how: Line


@request("demo", kind="command", may=(ANYONE,), answer=Echoed, seconds=60.0)
@dataclass(frozen=True, kw_only=True)
class Burn:
    """Computes for some seconds, in the way a service should."""

    seconds: float


@request("demo", kind="command", may=(SIGNED_IN,), answer=Echoed)
@dataclass(frozen=True, kw_only=True)
class Remember:
    text: Line


@request("demo", kind="query", may=(ANYONE,), answer=Echoed)
@dataclass(frozen=True, kw_only=True)
class ReadLogbook:
    """The lines of the logbook, joined."""


@event("atlas", subject="places/{place_id}")
@dataclass(frozen=True, kw_only=True)
class PlaceOpened:
    place_id: Line
    how: Line = "well"
