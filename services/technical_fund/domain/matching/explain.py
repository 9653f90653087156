"""Why somebody was chosen for an item, or why not: for any pair, from the stored question and its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.technical_fund.domain.matching.fit import Fit, fit
from services.technical_fund.domain.matching.problem import COUNTRY, LOAD, SEATS, SENIOR, Item, Person, Problem, grounds_against, load_of
from services.technical_fund.domain.matching.solution import Pair, Solution, juniors_allowed, total_fit


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What stands against a pair. With `lasting` no choice of the others helps. `items` and `people` are those it is about."""

    rule: str
    lasting: bool
    items: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """`rank` counts from 1 among everybody who may be given to the item, by fit; people with equal fit share one."""

    item: str
    person: str
    chosen: bool
    fixed: bool
    fit: Fit
    rank: int
    of: int
    obstacles: tuple[Obstacle, ...]

    @property
    def possible(self) -> bool:
        """Whether it could have been chosen, at a price."""
        return not any(obstacle.lasting for obstacle in self.obstacles)


@dataclass(frozen=True, kw_only=True)
class Price:
    """What it costs to have a chosen pair not be, or another be: points of total fit, and of the floor. Null where it cannot be at all."""

    possible: bool
    fit_lost: int | None = None
    floor_lost: int | None = None
    proved: bool = False


def explain(problem: Problem, pairs: Sequence[Pair], item_id: str, person_id: str) -> Explanation:
    item, person = problem.item_by_id[item_id], problem.person_by_id[person_id]
    fixed, chosen = person_id in item.fixed, (item_id, person_id) in pairs
    others = [fit(problem, item, one).total for one in problem.people if not grounds_against(problem, item, one)]
    own = fit(problem, item, person)
    return Explanation(
        item=item_id,
        person=person_id,
        chosen=chosen or fixed,
        fixed=fixed,
        fit=own,
        rank=1 + sum(other > own.total for other in others),
        of=len(others),
        obstacles=() if chosen or fixed else tuple(_obstacles(problem, pairs, item, person)),
    )


def price(problem: Problem, solution: Solution, item_id: str, person_id: str, solve: Callable[[Problem], Solution]) -> Price:
    """Solved again with the pair forced, or forbidden where it was chosen."""
    pair = (item_id, person_id)
    other = solve(_without(problem, pair) if pair in solution.pairs else _with(problem, pair))
    if not other.found:
        return Price(possible=False, proved=other.status == "infeasible")
    there = total_fit(problem, [pair]) if pair not in solution.pairs else 0
    return Price(
        possible=True,
        fit_lost=max(0, (solution.objective or 0) - (other.objective or 0) - there),
        floor_lost=max(0, (solution.floor or 0) - (other.floor or 0)),
        proved=solution.status == other.status == "optimal",
    )


def _without(problem: Problem, pair: Pair) -> Problem:
    return replace(problem, bars=(*problem.bars, (*pair, "forbidden")))


def _with(problem: Problem, pair: Pair) -> Problem:
    """The pair becomes fixed and takes one of the person's places."""
    item_id, person_id = pair
    items = tuple(replace(item, fixed=(*item.fixed, person_id)) if item.id == item_id else item for item in problem.items)
    load = load_of(problem.item_by_id[item_id], problem.person_by_id[person_id])
    people = tuple(replace(one, capacity=one.capacity - load) if one.id == person_id else one for one in problem.people)
    return replace(problem, items=items, people=people)


def _obstacles(problem: Problem, pairs: Sequence[Pair], item: Item, person: Person) -> Any:
    """Lasting ones first."""
    for ground in grounds_against(problem, item, person):
        yield Obstacle(rule=ground, lasting=True)
    if not item.open_seats:
        yield Obstacle(rule=SEATS, lasting=True, people=item.fixed)
    same = tuple(one for one in item.fixed if _same_country(problem, person, one))
    if problem.has(COUNTRY) and same:
        yield Obstacle(rule=COUNTRY, lasting=True, people=same)
    if problem.has(LOAD) and person.capacity < load_of(item, person):
        yield Obstacle(rule=LOAD, lasting=True)
    if problem.has(SENIOR) and not person.senior and not juniors_allowed(problem, item):
        yield Obstacle(rule=SENIOR, lasting=True)
    yield from _passing(problem, pairs, item, person)


def _passing(problem: Problem, pairs: Sequence[Pair], item: Item, person: Person) -> Any:
    """What stands against it only as the others were chosen."""
    panel = [problem.person_by_id[one] for id, one in pairs if id == item.id]
    elsewhere = tuple(sorted(id for id, one in pairs if one == person.id))
    taken = sum(load_of(problem.item_by_id[one], person) for one in elsewhere)
    if problem.has(LOAD) and load_of(item, person) <= person.capacity < taken + load_of(item, person):
        yield Obstacle(rule=LOAD, lasting=False, items=elsewhere)
    same = tuple(sorted(one.id for one in panel if _same_country(problem, person, one.id)))
    if problem.has(COUNTRY) and same:
        yield Obstacle(rule=COUNTRY, lasting=False, people=same)
    juniors = tuple(sorted(one.id for one in panel if not one.senior))
    if problem.has(SENIOR) and not person.senior and 0 < juniors_allowed(problem, item) <= len(juniors):
        yield Obstacle(rule=SENIOR, lasting=False, people=juniors)
    if panel and len(panel) >= item.open_seats:
        yield Obstacle(rule=SEATS, lasting=False, people=tuple(sorted(one.id for one in panel)))


def _same_country(problem: Problem, person: Person, other: str) -> bool:
    return bool(person.country) and problem.person_by_id[other].country == person.country
