"""Comparing cities in the background: everybody as a job, and, in between, those who have changed and those on whose lists they stand.

Both write the same lists. Whoever begins takes the next epoch, and a refresh stops at any other epoch than the one in which it saw that no
rematch was there: so a slow one never writes over the lists of a later one. A changed city's own row is written last, and with it the facts
it was compared by: after a crash it is still known where it stood before.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chassis.context import Context, new_id
from chassis.documents import to_document
from chassis.job_runner import RunningJob
from chassis.leases import Lease
from chassis.unit import Document, Unit, Work
from services.explore.domain.facts import CityFacts
from services.explore.domain.ranking import COLUMN, LISTS, SCORES, Comparison, Ranked, Score
from services.explore.domain.run import Run
from services.explore.domain.seen import ranked_by, seen
from services.explore.domain.weights import Weights
from services.explore.usecases.comparing import MATCHING, begin_rematch, recipe, unfinished
from services.explore.usecases.ports import Explore

LEASE_SECONDS: Final = 30.0
STEP_SECONDS: Final = 60.0
CHUNK: Final = 64


READ_AT_ONCE: Final = 500

Transact = Callable[[Callable[[Explore], Any]], Any]
"""Runs something in one transaction."""


class Overtaken(Exception):
    """Somebody else has begun to compare."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What one comparison works with, read in one transaction."""

    recipe: str
    weights: Weights
    cities: list[CityFacts]
    numbers: dict[str, int]
    written: set[str]


# ---------------------------------------------------------------- everybody


def rematch(job: RunningJob[Explore]) -> dict[str, Any]:
    """The job: lists of all cities, and the news that they are there."""
    begun = _begin(lambda body: job.transact(lambda _, unit: body(unit)))
    comparison = Comparison(begun.cities, begun.weights.in_force)
    total = len(comparison)
    writer = Writer(comparison, begun)
    done = 0
    for rows in _chunks(comparison.ranked(range(total)), CHUNK):
        done += len(rows)
        job.step(writer.writing(rows), phase="comparing", done=done, total=total)
    return job.transact(lambda _, unit: _end(unit, begun, comparison))


def _begin(transact: Transact) -> Begun:
    """Takes the epoch, then reads some at a time, so that no transaction takes long. What changes meanwhile is compared afterwards, as
    any change is. Cities that have no number are given one."""
    by, weights = transact(_take_epoch)
    cities = [city for some in _chunks(transact(_all_ids), READ_AT_ONCE) for city in _read(transact, some) if city.listed]
    numbers = transact(lambda unit: unit.matches.numbers())
    for some in _chunks(sorted({city.city_id for city in cities} - numbers.keys()), READ_AT_ONCE):
        numbers |= transact(_numbering(numbers, some))
    return Begun(recipe=by, weights=weights, cities=cities, numbers=numbers, written=transact(lambda unit: unit.matches.ids()))


def _take_epoch(unit: Explore) -> tuple[str, Weights]:
    weights = unit.weights.current()
    return recipe(_next_epoch(unit), weights), weights


def _all_ids(unit: Explore) -> list[str]:
    return unit.facts.ids()


def _read(transact: Transact, city_ids: Sequence[str]) -> list[CityFacts]:
    found: list[CityFacts] = transact(lambda unit: unit.facts.many(city_ids))
    return found


def _numbering(known: Mapping[str, int], city_ids: Sequence[str]) -> Callable[[Explore], dict[str, int]]:
    return lambda unit: numbered(unit, known, city_ids)


def _end(unit: Explore, begun: Begun, comparison: Comparison) -> dict[str, Any]:
    _next_epoch(unit)
    for city_id in begun.written - comparison.places.keys():
        unit.matches.remove(city_id)
    run = Run.done(id=new_id(), weights_version=begun.weights.number, cities=len(comparison), at=unit.now)
    unit.runs.add(run)
    unit.state.keep(computed_by=begun.recipe)
    return {"run_id": run.id, "cities": run.cities, "weights_version": run.weights_version}


def numbered(unit: Explore, known: Mapping[str, int], city_ids: Iterable[str]) -> dict[str, int]:
    """Every city's number; new ones go on after the greatest."""
    missing = sorted(set(city_ids) - known.keys())
    return {**known, **unit.matches.number(missing, after=max(known.values(), default=0))}


class Writer:
    """Turns rankings into rows and writes them within a transaction."""

    def __init__(self, comparison: Comparison, begun: Begun) -> None:
        self._comparison = comparison
        self._numbers = np.array([begun.numbers[city_id] for city_id in comparison.ids], dtype="<u4")
        self._facts = {city.city_id: city for city in begun.cities}
        self._written = begun.written
        self._version = begun.weights.number

    def writing(self, rows: Sequence[Ranked]) -> Any:
        def write(unit: Explore) -> None:
            made = [self._row(ranked, unit.now) for ranked in rows]
            unit.matches.add([row for row in made if row["_id"] not in self._written])
            unit.matches.change({row.pop("_id"): row for row in made if row["_id"] in self._written})

        return write

    def _row(self, ranked: Ranked, now: datetime) -> Document:
        city_id = self._comparison.ids[ranked.place]
        lists = {name: self._numbers[places].tobytes() for name, places in ranked.lists.items()}
        row = {"_id": city_id, "number": int(self._numbers[ranked.place]), "computed_at": now, "weights_version": self._version}
        return row | {"basis": to_document(self._facts[city_id]), "floors": [ranked.floors[name] for name in LISTS]} | lists


# ---------------------------------------------------------------- those who have changed


@dataclass(kw_only=True)
class Known:
    """What the lists in the store were computed from. `floors` has a row for each city compared, in order; whoever has no lists yet has
    room on all of them. `prints` tell whether a list is another than the one that was written, where that was here; 0 is not known."""

    epoch: int
    weights: Weights
    cities: dict[str, CityFacts]
    numbers: dict[str, int]
    written: set[str]
    comparison: Comparison
    floors: NDArray[np.uint32]
    prints: NDArray[np.int64]

    def follow(self, comparison: Comparison) -> None:
        """Have rows for the cities of `comparison`."""
        before = np.array([self.comparison.places.get(city_id, -1) for city_id in comparison.ids], dtype=np.intp)
        self.floors, self.prints = _placed(self.floors, before), _placed(self.prints, before)
        self.comparison = comparison


def _placed(rows: NDArray[Any], before: NDArray[np.intp]) -> NDArray[Any]:
    found = np.zeros((len(before), rows.shape[1]), dtype=rows.dtype)
    found[before >= 0] = rows[before[before >= 0]]
    return found


class Refreshed:
    """What comes of comparing some cities anew: only what is other than before is written."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._numbers = np.array([known.numbers[city_id] for city_id in known.comparison.ids], dtype="<u4")
        self.lists: dict[str, dict[str, bytes]] = {}

    def add(self, ranked: Ranked) -> None:
        city_id = self._known.comparison.ids[ranked.place]
        for name, places in ranked.lists.items():
            self._take(city_id, ranked.place, name, self._numbers[places].tobytes(), ranked.floors[name])

    def _take(self, city_id: str, place: int, name: str, numbers: bytes, floor: int) -> None:
        known, column, mark = self._known, COLUMN[name], hash(numbers) or 1
        if known.prints[place, column] != mark:
            self.lists.setdefault(city_id, {})[name] = numbers
            known.prints[place, column] = mark
        if known.floors[place, column] != floor:
            self.lists.setdefault(city_id, {})
            known.floors[place, column] = floor

    def rows(self, bases: Mapping[str, CityFacts], now: datetime) -> dict[str, Document]:
        """The fields to be set, by city; `bases` are the facts of the cities that have changed themselves."""
        known, found = self._known, {}
        for city_id in {**self.lists, **bases}:
            place = known.comparison.places[city_id]
            row: Document = {"floors": known.floors[place].tolist(), "computed_at": now, **self.lists.get(city_id, {})}
            if city_id in bases:
                row |= {"basis": to_document(bases[city_id]), "number": int(self._numbers[place])}
                row["weights_version"] = known.weights.number
            found[city_id] = row
        return found


class Matcher:
    """Keeps the lists up with the facts. One per process; a lease chooses the process."""

    def __init__(self, work: Work[Any]) -> None:
        self._work = work
        self._lease = Lease(work, MATCHING, LEASE_SECONDS)
        self._token: int | None = None
        self._renew_at = 0.0
        self._known: Known | None = None

    def refresh(self) -> int:
        """Compare anew what has changed; how many cities that were."""
        waiting, state, weights, is_busy = self._look(_waiting)
        if is_busy:
            self._known = None
            return 0
        if (waiting or state["computed_by"]) and recipe(state, weights) not in (state["computed_by"], state["asked"]):
            self._within(begin_rematch)
            return 0
        try:
            if not waiting or (epoch := self._hold(state["epoch"])) is None:
                return 0
            known, self._known = self._known, None  # half-way through, it is not what the store holds
            self._known = self._catch_up(known, waiting, weights, epoch)
        except Overtaken:
            return 0
        return len(waiting)

    def _hold(self, epoch: int) -> int | None:
        """Have the lease, and the epoch to write in. Whoever has it newly takes the one after `epoch`, so that the holder before stops."""
        held = self._lease.take()
        self._renew_at = time.monotonic() + LEASE_SECONDS / 3
        if held is None:
            return None
        if held.token != self._token:
            epoch = self._within(partial(_epoch_after, epoch))
            self._known, self._token = None, held.token
        return epoch

    def _renew(self) -> None:
        if time.monotonic() > self._renew_at:
            self._lease.take()
            self._renew_at = time.monotonic() + LEASE_SECONDS / 3

    def _catch_up(self, known: Known | None, waiting: dict[str, str], weights: Weights, epoch: int) -> Known:
        if known is None or known.epoch != epoch or known.weights.number != weights.number:
            known = _load(self._look, epoch, weights)
        now = {city.city_id: city for some in _chunks(waiting, READ_AT_ONCE) for city in _read(self._look, some) if city.listed}
        moved = {score: {one for one in waiting if _otherwise(score, known.cities.get(one), now.get(one))} for score in SCORES}
        changed = set().union(*moved.values())
        if changed:
            self._compare(known, changed, now, moved)
        for some in _chunks(waiting.values(), READ_AT_ONCE):
            self._within(lambda unit, some=some: unit.dirty.done(some))
        return known

    def _compare(self, known: Known, changed: set[str], now: dict[str, CityFacts], moved: dict[Score, set[str]]) -> None:
        """`moved` says on which kinds of lists the change can show."""
        cities = {city_id: city for city_id, city in known.cities.items() if city_id not in changed}
        cities |= {city_id: now[city_id] for city_id in changed & now.keys()}
        affected = {score: _touched(known, score, moved[score]) for score in SCORES}
        known.follow(Comparison(cities.values(), known.weights.in_force, known.comparison, changed))
        if missing := cities.keys() - known.numbers.keys():
            known.numbers = self._fenced(known, lambda unit: numbered(unit, known.numbers, missing))
        for score in SCORES:
            affected[score] |= _touched(known, score, moved[score])
            affected[score] = (affected[score] | moved[score]) & cities.keys()
        everybody = set().union(*affected.values())
        for rows in (everybody - changed, everybody & changed):
            self._write(known, affected, sorted(rows), {city_id: cities[city_id] for city_id in rows & changed})
        for city_id in changed - cities.keys():
            self._fenced(known, lambda unit, city_id=city_id: unit.matches.remove(city_id))
            known.written.discard(city_id)
        known.cities = cities

    def _write(self, known: Known, affected: dict[Score, set[str]], city_ids: Sequence[str], bases: dict[str, CityFacts]) -> None:
        places = known.comparison.places
        for some in _chunks(city_ids, CHUNK):
            self._renew()
            refreshed = Refreshed(known)
            for score in SCORES:
                for ranked in known.comparison.ranked([places[one] for one in some if one in affected[score]], (score,)):
                    refreshed.add(ranked)
            mine = {city_id: bases[city_id] for city_id in some if city_id in bases}
            if refreshed.lists or mine:
                self._fenced(known, _writing(refreshed, mine, known.written))
                known.written |= mine.keys()

    def _fenced(self, known: Known, body: Any) -> Any:
        def fenced(unit: Explore) -> Any:
            unit.guard(MATCHING)
            if unit.state.get()["epoch"] != known.epoch:
                raise Overtaken
            return body(unit)

        return self._within(fenced)

    def _within(self, body: Any) -> Any:
        def transaction(_: Unit, unit: Explore) -> Any:
            return body(unit)

        return self._work.within(transaction, self._context())

    def _look(self, body: Any) -> Any:
        return self._work.look(lambda _, unit: body(unit), self._context())

    def _context(self) -> Context:
        return Context.for_service(self._work.service, seconds=STEP_SECONDS)


def _waiting(unit: Explore) -> tuple[dict[str, str], Document, Weights, bool]:
    state = unit.state.get()
    return unit.dirty.all(), state, unit.weights.current(), unfinished(unit, state["job_id"]) is not None


def _next_epoch(unit: Explore) -> Document:
    unit.guard(MATCHING)
    return unit.state.keep(epoch=unit.state.get()["epoch"] + 1)


def _epoch_after(epoch: int, unit: Explore) -> int:
    state = _next_epoch(unit)
    if state["epoch"] != epoch + 1:
        raise Overtaken
    return int(state["epoch"])


def _bases(unit: Explore, *, some: Sequence[str]) -> Sequence[tuple[CityFacts, list[int]]]:
    return unit.matches.bases(some)


def _load(look: Transact, epoch: int, weights: Weights) -> Known:
    cities, floors = dict[str, CityFacts](), dict[str, list[int]]()
    for some in _chunks(look(lambda unit: sorted(unit.matches.ids())), READ_AT_ONCE):
        for basis, of_lists in look(partial(_bases, some=some)):
            cities[basis.city_id], floors[basis.city_id] = basis, of_lists
    comparison = Comparison(cities.values(), weights.in_force)
    rows = np.array([floors[city_id] for city_id in comparison.ids], dtype=np.uint32).reshape(len(comparison), len(LISTS))
    return Known(
        epoch=epoch,
        weights=weights,
        cities=cities,
        numbers=look(lambda unit: unit.matches.numbers()),
        written=set(cities),
        comparison=comparison,
        floors=rows,
        prints=np.zeros(rows.shape, dtype=np.int64),
    )


def _otherwise(score: Score, before: CityFacts | None, now: CityFacts | None) -> bool:
    audience, kind = score
    one, other = (ranked_by(None if city is None else seen(city, audience), kind) for city in (before, now))
    return one != other


def _touched(known: Known, score: Score, city_ids: set[str]) -> set[str]:
    comparison = known.comparison
    places = [comparison.places[city_id] for city_id in sorted(city_ids) if city_id in comparison.places]
    return comparison.touched(score, places, known.floors) if places else set()


def _writing(refreshed: Refreshed, bases: dict[str, CityFacts], written: set[str]) -> Callable[[Explore], None]:
    def write(unit: Explore) -> None:
        rows = refreshed.rows(bases, unit.now)
        unit.matches.add([{"_id": city_id, **row} for city_id, row in rows.items() if city_id not in written])
        unit.matches.change({city_id: row for city_id, row in rows.items() if city_id in written})

    return write


def _chunks(found: Iterable[Any], most: int) -> Iterable[list[Any]]:
    left = iter(found)
    while some := list(islice(left, most)):
        yield some
