"""What the probe is asked and told. Imported by the probe's own processes only, so that the catalogue of the others stays as it is."""

from dataclasses import dataclass

from contracts.declare import event, request
from contracts.roles import ANYONE
from contracts.words import Json, Line


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a probe says of itself."""

    n: int = 0
    text: str = ""


@request("probe", kind="command", may=(ANYONE,), answer=Told, seconds=60)
@dataclass(frozen=True, kw_only=True)
class Linger:
    """Wait, as for a slow neighbour."""

    n: int
    seconds: float


@request("probe", kind="command", may=(ANYONE,), answer=Told, seconds=60)
@dataclass(frozen=True, kw_only=True)
class Burn:
    """Compute without a pause, where one should not."""

    n: int
    seconds: float


@request("probe", kind="command", may=(ANYONE,), answer=Told, seconds=60)
@dataclass(frozen=True, kw_only=True)
class Heavy:
    """Compute without a pause, where one should."""

    n: int
    seconds: float


@request("probe", kind="query", may=(ANYONE,), answer=Told)
@dataclass(frozen=True, kw_only=True)
class Echo:
    """The value's form, as the handler sees it."""

    value: Json


@request("probe", kind="query", may=(ANYONE,), answer=Told)
@dataclass(frozen=True, kw_only=True)
class Fail:
    """A defect."""

    words: Line


@request("probe", kind="query", may=(ANYONE,), answer=Told)
@dataclass(frozen=True, kw_only=True)
class WhoAsks:
    """For whom the probe takes the caller."""


@request("probe", kind="command", may=(ANYONE,), answer=Told)
@dataclass(frozen=True, kw_only=True)
class SayThing:
    """Say something about a thing, once more."""

    thing_id: str


@request("probe", kind="command", may=(ANYONE,), answer=Told)
@dataclass(frozen=True, kw_only=True)
class Remind:
    """Be told later."""

    key: Line
    seconds: float


@event("probe", subject="things/{thing_id}")
@dataclass(frozen=True, kw_only=True)
class ThingSaid:
    """Something was said."""

    thing_id: str
    n: int


@event("source", subject="things/{thing_id}")
@dataclass(frozen=True, kw_only=True)
class ThingOpened:
    """A thing began. `mood`: fine, failing (a defect) or waiting (for something that is away)."""

    thing_id: str
    n: int
    mood: str = "fine"
    seconds: float = 0.0


@event("source", subject="things/{thing_id}")
@dataclass(frozen=True, kw_only=True)
class ThingChanged:
    """A thing changed."""

    thing_id: str
    n: int
    mood: str = "fine"
    seconds: float = 0.0
