"""Comparing cities in the background: everybody as a job, and, in between, those who have changed and those on whose lists they stand.

Both write the same lists. Whoever begins takes the next epoch, and a refresh that finds another epoch than its own stops: so a slow one
never writes over the lists of a later one. A changed city's own row is written last, and with it the facts it was compared by: after a
crash it is still known where it stood before.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chassis.context import Context, new_id
from chassis.documents import to_document
from chassis.job_runner import RunningJob
from chassis.leases import Lease
from chassis.unit import Document, Unit, Work
from contracts.explore import ContextWeights
from services.explore.domain.facts import CityFacts
from services.explore.domain.ranking import LISTS, Comparison, Ranked
from services.explore.domain.run import Run
from services.explore.domain.seen import AUDIENCES, seen
from services.explore.domain.weights import Weights
from services.explore.usecases.comparing import MATCHING, REMATCH, begin_rematch, recipe, unfinished
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

    epoch: int
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
    epoch, weights = transact(_take_epoch)
    cities = [city for some in _chunks(transact(_all_ids), READ_AT_ONCE) for city in _read(transact, some) if city.listed]
    numbers = transact(lambda unit: unit.matches.numbers())
    for some in _chunks(sorted({city.city_id for city in cities} - numbers.keys()), READ_AT_ONCE):
        numbers |= transact(_numbering(numbers, some))
    return Begun(epoch=epoch, weights=weights, cities=cities, numbers=numbers, written=transact(lambda unit: unit.matches.ids()))


def _take_epoch(unit: Explore) -> tuple[int, Weights]:
    unit.guard(MATCHING)
    state = unit.state.keep(epoch=unit.state.get()["epoch"] + 1)
    return state["epoch"], unit.weights.current()


def _all_ids(unit: Explore) -> list[str]:
    return unit.facts.ids()


def _read(transact: Transact, city_ids: Sequence[str]) -> list[CityFacts]:
    found: list[CityFacts] = transact(lambda unit: unit.facts.many(city_ids))
    return found


def _numbering(known: Mapping[str, int], city_ids: Sequence[str]) -> Callable[[Explore], dict[str, int]]:
    return lambda unit: numbered(unit, known, city_ids)


def _end(unit: Explore, begun: Begun, comparison: Comparison) -> dict[str, Any]:
    unit.guard(MATCHING)
    for city_id in begun.written - comparison.places.keys():
        unit.matches.remove(city_id)
    run = Run.done(id=new_id(), weights_version=begun.weights.number, cities=len(comparison), at=unit.now)
    unit.runs.add(run)
    now = unit.weights.current()
    again = {} if now.number == begun.weights.number else {"job_id": unit.jobs.start(REMATCH, {}).id, "asked": recipe(now)}
    unit.state.keep(epoch=begun.epoch + 1, computed_by=recipe(begun.weights), **again)
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
        return row | {"basis": to_document(self._facts[city_id]), "floors": ranked.floors} | lists


# ---------------------------------------------------------------- those who have changed


@dataclass(kw_only=True)
class Known:
    """What the lists in the store were computed from."""

    epoch: int
    cities: dict[str, CityFacts]
    floors: dict[str, list[int]]
    numbers: dict[str, int]

    def floors_of(self, comparison: Comparison) -> NDArray[np.uint32]:
        """A row for each city compared; whoever has no lists yet has room on all of them."""
        room = [0] * len(LISTS)
        rows = [self.floors.get(city_id, room) for city_id in comparison.ids]
        return np.array(rows, dtype=np.uint32).reshape(len(comparison), len(LISTS))


class Matcher:
    """Keeps the lists up with the facts. One per process; a lease chooses the process."""

    def __init__(self, work: Work[Any]) -> None:
        self._work = work
        self._lease = Lease(work, MATCHING, LEASE_SECONDS)
        self._token: int | None = None
        self._known: Known | None = None

    def refresh(self) -> int:
        """Compare anew what has changed; how many cities that were."""
        waiting, state, weights, is_busy = self._look(_waiting)
        if is_busy:
            self._known = None
            return 0
        if waiting and state["computed_by"] != recipe(weights) and state["asked"] != recipe(weights):
            self._within(begin_rematch)
            return 0
        if not waiting or not self._hold():
            return 0
        try:
            return self._catch_up(waiting, weights)
        except Overtaken:
            self._known = None
            return 0

    def _hold(self) -> bool:
        """Have the lease. Whoever has it newly takes an epoch, so that the holder before stops."""
        held = self._lease.take()
        if held is not None and held.token != self._token:
            self._within(_next_epoch)
            self._known, self._token = None, held.token
        return held is not None

    def _catch_up(self, waiting: dict[str, str], weights: Weights) -> int:
        epoch = self._look(lambda unit: unit.state.get()["epoch"])
        if self._known is None or self._known.epoch != epoch:
            self._known = _load(self._look, epoch)
        now = {city.city_id: city for some in _chunks(waiting, READ_AT_ONCE) for city in _read(self._look, some)}
        changed = {city_id for city_id in waiting if _looks(self._known.cities.get(city_id)) != _looks(now.get(city_id))}
        if changed:
            self._compare(self._known, changed, now, weights)
        for some in _chunks(waiting.items(), CHUNK):
            self._within(lambda unit, some=some: _done(unit, some))
        return len(waiting)

    def _compare(self, known: Known, changed: set[str], now: dict[str, CityFacts], weights: Weights) -> None:
        cities = {city_id: city for city_id, city in known.cities.items() if city_id not in changed}
        cities |= {city_id: now[city_id] for city_id in changed if city_id in now and now[city_id].listed}
        affected = self._affected(known, known.cities.values(), changed, weights.in_force)
        affected |= self._affected(known, cities.values(), changed, weights.in_force)
        comparison = Comparison(list(cities.values()), weights.in_force)
        known.numbers = self._fenced(known, lambda unit: numbered(unit, known.numbers, comparison.ids))
        begun = Begun(epoch=known.epoch, weights=weights, cities=list(cities.values()), numbers=known.numbers, written=set(known.floors))
        for rows in ((affected - changed) & cities.keys(), changed & cities.keys()):
            self._write(known, Writer(comparison, begun), comparison, sorted(rows))
        for city_id in changed - cities.keys():
            self._fenced(known, lambda unit, city_id=city_id: unit.matches.remove(city_id))
            known.floors.pop(city_id, None)
        known.cities = cities

    def _affected(self, known: Known, cities: Iterable[CityFacts], changed: set[str], weights: ContextWeights) -> set[str]:
        comparison = Comparison(list(cities), weights)
        places = [comparison.places[city_id] for city_id in sorted(changed) if city_id in comparison.places]
        return {comparison.ids[place] for place in comparison.touched(places, known.floors_of(comparison))}

    def _write(self, known: Known, writer: Writer, comparison: Comparison, city_ids: Sequence[str]) -> None:
        for rows in _chunks(comparison.ranked([comparison.places[city_id] for city_id in city_ids]), CHUNK):
            self._lease.take()
            self._fenced(known, writer.writing(rows))
            known.floors |= {comparison.ids[ranked.place]: ranked.floors for ranked in rows}

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


def _next_epoch(unit: Explore) -> None:
    unit.guard(MATCHING)
    unit.state.keep(epoch=unit.state.get()["epoch"] + 1)


def _load(look: Transact, epoch: int) -> Known:
    known = Known(epoch=epoch, cities={}, floors={}, numbers=look(lambda unit: unit.matches.numbers()))
    for some in _chunks(look(lambda unit: sorted(unit.matches.ids())), READ_AT_ONCE):
        for basis, floors in look(lambda unit, some=some: unit.matches.bases(some)):
            known.cities[basis.city_id], known.floors[basis.city_id] = basis, floors
    return known


def _looks(city: CityFacts | None) -> tuple[Any, ...]:
    """All that comparing sees of a city."""
    return tuple(None if city is None else seen(city, audience) for audience in AUDIENCES)


def _done(unit: Explore, some: Sequence[tuple[str, str]]) -> None:
    for city_id, stamp in some:
        unit.dirty.done(city_id, stamp)


def _chunks(found: Iterable[Any], most: int) -> Iterable[list[Any]]:
    left = iter(found)
    while some := list(islice(left, most)):
        yield some
