"""What came out of a search, and the proof that it keeps the rules."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.technical_fund.domain.matching.fit import fit
from services.technical_fund.domain.matching.problem import (
    COUNTRY,
    LOAD,
    SEATS,
    SENIOR,
    Item,
    Person,
    Problem,
    digest,
    grounds_against,
    load_of,
    to_data,
)

Pair = tuple[str, str]

OPTIMAL: Final = "optimal"
STOPPED: Final = "stopped"
"""A limit was reached with a solution at hand; `gap` says how far from the best it may be."""
INFEASIBLE: Final = "infeasible"
NOTHING_FOUND: Final = "nothing_found"
"""A limit was reached before any solution was found, or before it was clear that there is none."""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One search of a run. `objective` and `bound` are in its own unit: seats for `fill` and `keep`, points of fit for `fit` and `floor`
    (fit above a floor)."""

    name: str
    status: str
    objective: float | None
    bound: float | None
    nodes: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Solution:
    """Pairs chosen beside the fixed ones. `objective` is their fit in points, `bound` what no solution exceeds, `gap` their relative
    distance; `floor` is the fit of the worst-served item, fixed seats included, `floor_bound` what no solution's floor exceeds."""

    status: str
    pairs: tuple[Pair, ...] = ()
    objective: int | None = None
    bound: float | None = None
    gap: float | None = None
    floor: int | None = None
    floor_bound: int | None = None
    phases: tuple[Phase, ...] = ()
    clock_stopped: bool = False
    seconds: float = 0.0

    @property
    def found(self) -> bool:
        return self.status in (OPTIMAL, STOPPED)

    @property
    def digest(self) -> str:
        """Over what a replay must find again; times are not part of it."""
        return digest({"status": self.status, "pairs": sorted(self.pairs)})


def solution_from(data: Mapping[str, Any]) -> Solution:
    given = dict(data)
    given["pairs"] = tuple((str(item), str(person)) for item, person in given["pairs"])
    given["phases"] = tuple(Phase(**phase) for phase in given["phases"])
    return Solution(**given)


def solution_data(solution: Solution) -> dict[str, Any]:
    return to_data(solution)


def total_fit(problem: Problem, pairs: Iterable[Pair]) -> int:
    return sum(fit(problem, problem.item_by_id[item], problem.person_by_id[person]).total for item, person in pairs)


def served(problem: Problem, pairs: Iterable[Pair]) -> dict[str, int]:
    """The fit of each item that has seats, fixed ones included."""
    points = {item.id: total_fit(problem, ((item.id, person) for person in item.fixed)) for item in problem.items if item.seats}
    for item, person in pairs:
        points[item] += total_fit(problem, [(item, person)])
    return points


def floor(problem: Problem, pairs: Iterable[Pair]) -> int | None:
    return min(served(problem, pairs).values(), default=None)


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that pairs break, and where."""

    rule: str
    item: str | None
    person: str | None = None


def breaches(problem: Problem, pairs: Iterable[Pair]) -> tuple[Breach, ...]:
    """Every rule broken: counted afresh from the question, by no part of what solved it. What is fixed is never to blame."""
    chosen = sorted(pairs)
    found = [breach for item in problem.items for breach in _in_panel(problem, item, [person for id, person in chosen if id == item.id])]
    if problem.has(LOAD):
        load: Counter[str] = Counter()
        for item_id, person_id in chosen:
            load[person_id] += load_of(problem.item_by_id[item_id], problem.person_by_id[person_id])
        found += [
            Breach(rule=LOAD, item=None, person=person)
            for person, number in sorted(load.items())
            if number > problem.person_by_id[person].capacity
        ]
    return tuple(found)


def _in_panel(problem: Problem, item: Item, chosen: list[str]) -> Iterable[Breach]:
    people = [problem.person_by_id[person] for person in chosen]
    if len(set(chosen) | set(item.fixed)) != len(chosen) + len(item.fixed):
        yield Breach(rule=SEATS, item=item.id)
    if problem.has(SEATS) and (len(chosen) > item.open_seats or (problem.fill == "all" and len(chosen) < item.open_seats)):
        yield Breach(rule=SEATS, item=item.id)
    if problem.has(SENIOR) and sum(not person.senior for person in people) > juniors_allowed(problem, item):
        yield Breach(rule=SENIOR, item=item.id)
    if problem.has(COUNTRY):
        yield from _one_country_twice(problem, item, people)
    for person in people:
        yield from (Breach(rule=ground, item=item.id, person=person.id) for ground in grounds_against(problem, item, person))


def juniors_allowed(problem: Problem, item: Item) -> int:
    """Of the open seats, how many need no senior."""
    there = sum(problem.person_by_id[person].senior for person in item.fixed)
    return item.open_seats - min(item.open_seats, max(0, item.seniors - there))


def _one_country_twice(problem: Problem, item: Item, people: list[Person]) -> Iterable[Breach]:
    taken = {problem.person_by_id[person].country for person in item.fixed}
    for person in people:
        if person.country and person.country in taken:
            yield Breach(rule=COUNTRY, item=item.id, person=person.id)
        taken.add(person.country)
