"""The funding line: how far down an order the envelope, or a number of places, reaches; and the tie in which it ends, if it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Room:
    """What is left to give. Of `places`, money and half-days, each that is None does not bound anything."""

    places: int | None = None
    minor: int | None = None
    half_days: int | None = None

    def after(self, asked: "Asked") -> "Room | None":
        """What is left once `asked` is given; None when it does not fit."""
        left = Room(
            places=None if self.places is None else self.places - 1,
            minor=None if self.minor is None else self.minor - asked.minor,
            half_days=None if self.half_days is None else self.half_days - asked.half_days,
        )
        return None if any(value is not None and value < 0 for value in (left.places, left.minor, left.half_days)) else left


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one application asks for."""

    minor: int = 0
    half_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Line:
    """`above` in their order. `tied` stand at the line with equal scores, and not all of them fit: a draw decides among them."""

    above: tuple[str, ...]
    tied: tuple[str, ...] = ()


def line(groups: Sequence[Sequence[str]], asked: Mapping[str, Asked], room: Room) -> Line:
    """Go down the groups (equal scores together, best first) until something does not fit. Nothing below it is taken instead: whoever
    asked for less would otherwise overtake whoever scored more."""
    above: list[str] = []
    for group in groups:
        left = _all_of(group, asked, room)
        if left is None:
            fits_alone = any(room.after(asked[name]) is not None for name in group)
            return Line(above=tuple(above), tied=tuple(sorted(group)) if len(group) > 1 and fits_alone else ())
        above.extend(group)
        room = left
    return Line(above=tuple(above))


def _all_of(group: Sequence[str], asked: Mapping[str, Asked], room: Room) -> Room | None:
    left: Room | None = room
    for name in group:
        left = None if left is None else left.after(asked[name])
    return left
