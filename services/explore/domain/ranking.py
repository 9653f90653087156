"""Who stands on whose list: the best of every city by every score, for both audiences, with a language in common and without."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.explore import KINDS, ContextWeights
from services.explore.domain.facts import CityFacts
from services.explore.domain.seen import AUDIENCES, seen
from services.explore.domain.vectors import Keys, Vectors, keys, understood, vectors

KEEP: Final = 100
ROWS: Final = 64
"""Cities compared with all others at a time: what bounds the memory."""
NARROW: Final = 14
"""Bits that are left beside a key for the order of ids, while there are no more cities than that."""
CLOSE: Final = 8
"""Rounding differs between seeing a pair from one side and from the other; so near a list's end counts as on it."""

SHARED: Final = "shared"
ANY: Final = "any"
GATES: Final = (SHARED, ANY)
LISTS: Final = tuple(f"{audience}:{kind}:{gate}" for audience in AUDIENCES for kind in KINDS for gate in GATES)
"""Every list a city has, in the order of `Ranked.floors`."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """One city's lists: places of other cities, best first, and for each list the key of the last one on it, 0 while there is room."""

    place: int
    lists: dict[str, NDArray[np.intp]]
    floors: list[int]


class Comparison:
    """All listed cities, ready to be compared. Cities stand in the order of their ids."""

    def __init__(self, cities: Sequence[CityFacts], weights: ContextWeights) -> None:
        listed = sorted((city for city in cities if city.listed), key=lambda city: city.city_id)
        self.ids = [city.city_id for city in listed]
        self.places = {city_id: place for place, city_id in enumerate(self.ids)}
        self._seen: dict[str, Vectors] = {}
        for audience in AUDIENCES if listed else ():
            self._seen[audience] = vectors([one for city in listed if (one := seen(city, audience)) is not None], weights)

    def __len__(self) -> int:
        return len(self.ids)

    def ranked(self, places: Sequence[int]) -> Iterator[Ranked]:
        """The lists of the cities at `places`, some at a time."""
        for start in range(0, len(places), ROWS):
            yield from self._block(np.array(places[start : start + ROWS], dtype=np.intp))

    def touched(self, places: Sequence[int], floors: NDArray[np.uint32]) -> set[int]:
        """Places of the cities on whose lists one of `places` stands or would stand, going by the lists' `floors`."""
        found = np.zeros(len(self), dtype=np.bool_)
        for start in range(0, len(places), ROWS):
            rows = np.array(places[start : start + ROWS], dtype=np.intp)
            for column, (audience, kind, gate) in enumerate(name.split(":") for name in LISTS):
                ranked = keys(kind, self._seen[audience], rows, towards=True)
                on_it = (ranked > 0) & (ranked + np.uint32(CLOSE) >= floors[None, :, column])
                if gate == SHARED:
                    on_it &= understood(self._seen[audience], rows)
                found |= on_it.any(axis=0)
        return set(np.flatnonzero(found).tolist())

    def _block(self, rows: NDArray[np.intp]) -> list[Ranked]:
        found = [Ranked(place=int(place), lists={}, floors=[]) for place in rows]
        for audience in AUDIENCES:
            cities = self._seen[audience]
            shared = understood(cities, rows)
            for kind in KINDS:
                ranked = keys(kind, cities, rows)
                best = _best(ranked, shared)
                for one, row in zip(found, range(len(rows)), strict=True):
                    for gate in GATES:
                        chosen = best[gate][row]
                        one.lists[f"{audience}:{kind}:{gate}"] = chosen
                        one.floors.append(int(ranked[row, chosen[-1]]) if len(chosen) == KEEP else 0)
        return found


def _best(ranked: Keys, shared: NDArray[np.bool_]) -> dict[str, list[NDArray[np.intp]]]:
    """For every row the places of the best, best first, for both gates. Row by row: most keys are 0, and those need not be looked at."""
    ordered = _with_ids(ranked)
    found: dict[str, list[NDArray[np.intp]]] = {SHARED: [], ANY: []}
    for row, values in enumerate(ordered):
        places = np.flatnonzero(values)
        found[ANY].append(_top(values, places))
        found[SHARED].append(_top(values, places[shared[row, places]]))
    return found


def _with_ids(ranked: Keys) -> NDArray[np.unsignedinteger]:
    """Keys that also tell equals apart, by their ids."""
    count = ranked.shape[1]
    if count <= 1 << NARROW:
        order = np.arange(count - 1, -1, -1, dtype=np.uint32)
        return np.where(ranked > 0, (ranked << np.uint32(NARROW)) | order[None, :], np.uint32(0))
    wide = np.arange(count - 1, -1, -1, dtype=np.uint64)
    return np.where(ranked > 0, (ranked.astype(np.uint64) << np.uint64(32)) | wide[None, :], np.uint64(0))


def _top(values: NDArray[np.unsignedinteger], places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those of `places` with the greatest values, greatest first."""
    chosen = values[places]
    if len(places) > KEEP:
        kept = np.argpartition(chosen, len(places) - KEEP)[len(places) - KEEP :]
        places, chosen = places[kept], chosen[kept]
    return places[np.argsort(chosen)[::-1]]
