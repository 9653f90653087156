"""Who stands on whose list: the best of every city by every score, for both audiences, with a language in common and without."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.explore import KINDS, ContextWeights
from services.explore.domain.facts import CityFacts
from services.explore.domain.seen import AUDIENCES, Seen, seen
from services.explore.domain.vectors import Keys, Vectors, Words, are_known, keys, understood, vectors, words_of

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
COLUMN: Final = {name: column for column, name in enumerate(LISTS)}
"""Every list a city has, in the order of its floors."""
Score = tuple[str, str]
"""One kind of score as one audience sees it."""
SCORES: Final[tuple[Score, ...]] = tuple((audience, kind) for audience in AUDIENCES for kind in KINDS)


def list_of(score: Score, gate: str) -> str:
    return f"{score[0]}:{score[1]}:{gate}"


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """Lists of one city: places of other cities, best first, and for each list the key of the last one on it, 0 while there is room."""

    place: int
    lists: dict[str, NDArray[np.intp]]
    floors: dict[str, int]


class Comparison:
    """All listed cities, ready to be compared. Cities stand in the order of their ids."""

    def __init__(
        self, cities: Iterable[CityFacts], weights: ContextWeights, before: "Comparison | None" = None, changed: Iterable[str] = ()
    ):
        """With `before`, only those of `cities` that have `changed` since are looked at."""
        listed = {city.city_id: city for city in cities if city.listed}
        self.ids = sorted(listed)
        self.places = {city_id: place for place, city_id in enumerate(self.ids)}
        self._words: dict[str, Words] = {}
        self._seen: dict[str, Vectors] = {}
        for audience in AUDIENCES if listed else ():
            if before is None or not self._taken_over(audience, before, _seen(listed, set(changed) & listed.keys(), audience), weights):
                everybody = list(_seen(listed, self.ids, audience).values())
                self._words[audience] = words_of(everybody)
                self._seen[audience] = vectors(everybody, weights, self._words[audience])

    def __len__(self) -> int:
        return len(self.ids)

    def _taken_over(self, audience: str, before: "Comparison", changed: Mapping[str, Seen], weights: ContextWeights) -> bool:
        """Not when a word occurs that had no column."""
        words = before._words.get(audience)
        if words is None or not are_known(changed.values(), words):
            return False
        same = [city_id for city_id in self.ids if city_id in before.places and city_id not in changed]
        kept, stay = _places(before.places, same), _places(self.places, same)
        new = vectors(list(changed.values()), weights, words)
        self._seen[audience] = before._seen[audience].merged(kept, stay, _places(self.places, changed), new)
        self._words[audience] = words
        return True

    def ranked(self, places: Sequence[int], scores: Sequence[Score] = SCORES) -> Iterator[Ranked]:
        """The lists of the cities at `places`, some at a time."""
        for start in range(0, len(places), ROWS):
            yield from self._block(np.array(places[start : start + ROWS], dtype=np.intp), scores)

    def touched(self, score: Score, places: Sequence[int], floors: NDArray[np.uint32]) -> set[str]:
        """The cities on whose lists one of `places` stands or would stand, going by the lists' `floors`."""
        audience, kind = score
        found = np.zeros(len(self), dtype=np.bool_)
        for start in range(0, len(places), ROWS):
            rows = np.array(places[start : start + ROWS], dtype=np.intp)
            ranked = keys(kind, self._seen[audience], rows, towards=True)
            for gate in GATES:
                on_it = (ranked > 0) & (ranked + np.uint32(CLOSE) >= floors[None, :, COLUMN[list_of(score, gate)]])
                if gate == SHARED:
                    on_it &= understood(self._seen[audience], rows)
                found |= on_it.any(axis=0)
        return {self.ids[place] for place in np.flatnonzero(found).tolist()}

    def _block(self, rows: NDArray[np.intp], scores: Sequence[Score]) -> list[Ranked]:
        found = [Ranked(place=int(place), lists={}, floors={}) for place in rows]
        shared = {audience: understood(self._seen[audience], rows) for audience in dict(scores)}
        for score in scores:
            audience, kind = score
            ranked = keys(kind, self._seen[audience], rows)
            best = _best(ranked, shared[audience])
            for row, one in enumerate(found):
                for gate in GATES:
                    name, chosen = list_of(score, gate), best[gate][row]
                    one.lists[name] = chosen
                    one.floors[name] = int(ranked[row, chosen[-1]]) if len(chosen) == KEEP else 0
        return found


def _places(places: Mapping[str, int], city_ids: Iterable[str]) -> NDArray[np.intp]:
    return np.array([places[city_id] for city_id in city_ids], dtype=np.intp)


def _seen(cities: Mapping[str, CityFacts], city_ids: Iterable[str], audience: str) -> dict[str, Seen]:
    return {city_id: one for city_id in city_ids if (one := seen(cities[city_id], audience)) is not None}


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
