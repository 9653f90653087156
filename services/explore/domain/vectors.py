"""Cities as numbers, one set for each audience. Only the background process comes here: NumPy has no place in the one that answers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from contracts.explore import CHALLENGE, COMPLEMENTARITY, CONTEXT, ContextWeights
from services.explore.domain.scores import BANDS_APART, DECADES, FLOOR, HALF_WAY
from services.explore.domain.seen import Seen

Floats = NDArray[np.float32]
Keys = NDArray[np.uint32]
Places = NDArray[np.intp]

STEPS: Final = 100_000
"""Scores are ranked in steps this fine; whoever reads a list computes the exact scores of what is on it."""
ATTRIBUTES: Final = ("region", "tier", "income", "mandate", "prevention_network", "strategy", "population")
STRUCTURES: Final = ("mandate", "prevention_network", "strategy")
YES_OR_NO: Final = {"False": 0, "True": 1}
WORDED: Final = ("region", "continent", "tier", "country", "language", "theme")


@dataclass(frozen=True, kw_only=True)
class Vectors:
    """One row for each city, in the order given. `left` times `right` is the weighted similarity of all that is not population, `weighted`
    times `known` the weight of what is known of both."""

    left: Floats
    right: Floats
    weighted: Floats
    known: Floats
    enough: float
    population: Floats
    counts: Floats
    needs: Floats
    offers: Floats
    languages: Floats
    countries: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.countries)

    def merged(self, kept: Places, stay: Places, come: Places, new: "Vectors") -> "Vectors":
        """Rows `kept` of these at places `stay`, and the rows of `new` at places `come`."""

        def rows(name: str) -> NDArray[Any]:
            before, after = getattr(self, name), getattr(new, name)
            found = np.empty((len(stay) + len(come), *before.shape[1:]), dtype=before.dtype)
            found[stay], found[come] = before[kept], after
            return found

        return Vectors(enough=self.enough, **{name: rows(name) for name in vars(self) if name != "enough"})


Words = Mapping[str, Mapping[str, int]]
"""The column of every word, by what it is a word for."""


def words_of(cities: Iterable[Seen]) -> Words:
    """Every word that occurs."""
    found: dict[str, set[str]] = {name: set() for name in WORDED}
    for city in cities:
        for name, words in _words(city).items():
            found[name].update(words)
    return {name: {word: place for place, word in enumerate(sorted(words))} for name, words in found.items()}


def are_known(cities: Iterable[Seen], words: Words) -> bool:
    return all(word in words[name] for city in cities for name, said in _words(city).items() for word in said)


def _words(city: Seen) -> dict[str, Iterable[str]]:
    return {
        "region": (city.region,),
        "continent": (city.continent or city.region,),
        "tier": (city.tier,),
        "country": (city.country,),
        "language": city.languages,
        "theme": (*city.needs.priorities, *city.offers.priorities),
    }


def vectors(cities: Sequence[Seen], weights: ContextWeights, words: Words) -> Vectors:
    """The attributes named by `weights`, each as far as it is known."""
    blocks = _attributes(cities, words)
    shares = {name: np.float32(getattr(weights, name)) for name in ATTRIBUTES}
    similar = [name for name in ATTRIBUTES if name != "population"]
    known = np.stack([_known(cities, name) for name in ATTRIBUTES], axis=1)
    population = np.array([np.log10(city.population or 1) for city in cities], dtype=np.float32)
    return Vectors(
        left=np.concatenate([blocks[name][0] * shares[name] for name in similar], axis=1),
        right=np.concatenate([blocks[name][1] for name in similar], axis=1),
        weighted=known * np.array([shares[name] for name in ATTRIBUTES], dtype=np.float32),
        known=known,
        enough=FLOOR * float(sum(shares.values())),
        population=population / np.float32(DECADES),
        counts=_known(cities, "population") * np.sqrt(shares["population"]),
        needs=_one_hot([city.needs.priorities for city in cities], words["theme"]),
        offers=_one_hot([city.offers.priorities for city in cities], words["theme"]),
        languages=_one_hot([city.languages for city in cities], words["language"]),
        countries=np.array([words["country"][city.country] for city in cities], dtype=np.int32),
    )


# ---------------------------------------------------------------- scores of some cities with all


def score(kind: str, all_cities: Vectors, rows: NDArray[np.intp], *, towards: bool = False) -> Floats:
    """The scores of `rows` with everybody, 0 where there is none. `towards`: as the others see these rows, where that differs."""
    if kind == CONTEXT:
        return _context(all_cities, rows)
    if kind == CHALLENGE:
        return _challenge(all_cities, rows)
    they_help = all_cities.needs[rows] @ all_cities.offers.T
    we_help = all_cities.offers[rows] @ all_cities.needs.T
    if kind == COMPLEMENTARITY:
        both = they_help * we_help
        return _divided(both * np.float32(2 / HALF_WAY), both * np.float32(2 / HALF_WAY) + they_help + we_help)
    given, back = (we_help, they_help) if towards else (they_help, we_help)
    return np.where(back > 0, np.float32(0), given / (given + np.float32(HALF_WAY)))


def keys(kind: str, all_cities: Vectors, rows: NDArray[np.intp], *, towards: bool = False) -> Keys:
    """What cities are ranked by: the score in steps, then whether the country is another; 0 for no score and for oneself."""
    found = score(kind, all_cities, rows, towards=towards)
    steps = np.rint(found * np.float32(STEPS)).astype(np.uint32)
    abroad = (all_cities.countries[rows][:, None] != all_cities.countries[None, :]).astype(np.uint32)
    ranked: Keys = np.where(steps > 0, steps * np.uint32(2) + abroad, np.uint32(0))
    ranked[np.arange(len(rows)), rows] = 0
    return ranked


def understood(all_cities: Vectors, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Who shares a language with `rows`."""
    shared: NDArray[np.bool_] = (all_cities.languages[rows] @ all_cities.languages.T) > 0
    return shared


def _context(all_cities: Vectors, rows: NDArray[np.intp]) -> Floats:
    total = all_cities.left[rows] @ all_cities.right.T
    apart = np.abs(all_cities.population[rows][:, None] - all_cities.population[None, :])
    np.minimum(apart, 1, out=apart)
    np.subtract(1, apart, out=apart)
    apart *= all_cities.counts[rows][:, None]
    apart *= all_cities.counts[None, :]
    total += apart
    weight = all_cities.weighted[rows] @ all_cities.known.T
    total[weight < all_cities.enough] = 0
    return _divided(total, weight)


def _challenge(all_cities: Vectors, rows: NDArray[np.intp]) -> Floats:
    shared = all_cities.needs[rows] @ all_cities.needs.T
    sizes = all_cities.needs.sum(axis=1)
    return _divided(shared, sizes[rows][:, None] + sizes[None, :] - shared)


def _divided(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


# ---------------------------------------------------------------- features


def _attributes(cities: Sequence[Seen], words: Words) -> dict[str, tuple[Floats, Floats]]:
    """For each attribute a left and a right part whose product is the similarity of two cities."""
    half = np.float32(0.5)
    places = [_one(cities, lambda city: city.region, words["region"])]
    places.append(_one(cities, lambda city: city.continent or city.region, words["continent"]))
    region = np.concatenate(places, axis=1)
    found = {"region": (region * half, region), "tier": _twice(_one(cities, lambda city: city.tier, words["tier"]))}
    bands = np.arange(BANDS_APART + 1, dtype=np.float32)
    alike = (1 - np.abs(bands[:, None] - bands[None, :]) / BANDS_APART).astype(np.float32)
    income = _bands(cities)
    found["income"] = (income @ alike, income)
    for name in STRUCTURES:
        found[name] = _twice(_one(cities, _asking(name), YES_OR_NO))
    return found


def _asking(name: str) -> Callable[[Seen], Any]:
    return lambda city: getattr(city, name)


def _twice(part: Floats) -> tuple[Floats, Floats]:
    return part, part


def _one(cities: Sequence[Seen], value: Callable[[Seen], Any], columns: Mapping[str, int]) -> Floats:
    return _one_hot([() if (one := value(city)) is None else (str(one),) for city in cities], columns)


def _bands(cities: Sequence[Seen]) -> Floats:
    found = np.zeros((len(cities), BANDS_APART + 1), dtype=np.float32)
    for row, city in enumerate(cities):
        if city.income is not None:
            found[row, city.income - 1] = 1
    return found


def _known(cities: Sequence[Seen], name: str) -> Floats:
    return np.array([getattr(city, name) is not None for city in cities], dtype=np.float32)


def _one_hot(words: Sequence[Iterable[str]], columns: Mapping[str, int]) -> Floats:
    """One column at least, so that there is something to multiply."""
    found = np.zeros((len(words), max(1, len(columns))), dtype=np.float32)
    for row, those in enumerate(words):
        for word in those:
            found[row, columns[word]] = 1
    return found
