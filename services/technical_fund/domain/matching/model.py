"""The question as an integer programme: one 0/1 variable for each pair that may be, one row for each rule of each item or person.

Rows are `lower <= A x <= upper` as `scipy.optimize.milp` wants them. Variables stand in an order drawn from the seed, so that ties are not
broken by who has the smaller id, and the same seed breaks them the same way.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from services.technical_fund.domain.matching.fit import fit
from services.technical_fund.domain.matching.problem import COUNTRY, LOAD, SEATS, SENIOR, Item, Person, Problem, grounds_against, load_of
from services.technical_fund.domain.matching.solution import Pair, juniors_allowed, served


@dataclass
class Rows:
    """Rows of one kind, growing."""

    columns: list[Sequence[int]] = field(default_factory=list)
    values: list[Sequence[int]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(self, columns: Sequence[int], values: Sequence[int] | None, lower: float, upper: float) -> None:
        if columns or lower > 0:
            self.columns.append(columns)
            self.values.append(values if values is not None else [1] * len(columns))
            self.lower.append(lower)
            self.upper.append(upper)

    def constraint(self, variables: int) -> Any:
        """As SciPy's `LinearConstraint`, sparse."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        pointers = [0]
        for columns in self.columns:
            pointers.append(pointers[-1] + len(columns))
        data = [value for values in self.values for value in values]
        indices = [column for columns in self.columns for column in columns]
        matrix = csr_array((data, indices, pointers), shape=(len(self.columns), variables), dtype=float)
        return LinearConstraint(matrix, self.lower, self.upper)


class Model:
    """The variables and rows of a question."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pairs: list[Pair] = _allowed(problem)
        self._of_item: dict[str, list[int]] = defaultdict(list)
        self._of_person: dict[str, list[int]] = defaultdict(list)
        for column, (item, person) in enumerate(self.pairs):
            self._of_item[item].append(column)
            self._of_person[person].append(column)

    def of_item(self, item_id: str) -> list[int]:
        return self._of_item[item_id]

    @cached_property
    def fits(self) -> list[int]:
        """Points of each pair."""
        people, items = self.problem.person_by_id, self.problem.item_by_id
        return [fit(self.problem, items[item], people[person]).total for item, person in self.pairs]

    @cached_property
    def kept(self) -> list[int]:
        """Columns of seats that stay if they can."""
        there = {(item.id, person) for item in self.problem.items for person in item.kept}
        return [column for column, pair in enumerate(self.pairs) if pair in there]

    @cached_property
    def rows(self) -> Rows:
        rows = Rows()
        for item in self.problem.items:
            self._panel(rows, item)
        if self.problem.has(LOAD):
            for person in self.problem.people:
                self._load(rows, person)
        return rows

    def floor_rows(self, at_least: int) -> Rows:
        """Every item's fit, fixed seats included, is at least so much."""
        rows, there = Rows(), served(self.problem, ())
        for item in self.problem.items:
            if item.open_seats and there[item.id] < at_least:
                columns = self._of_item[item.id]
                rows.add(columns, [self.fits[column] for column in columns], at_least - there[item.id], float("inf"))
        return rows

    def _load(self, rows: Rows, person: Person) -> None:
        columns = self._of_person[person.id]
        loads = [load_of(self.problem.item_by_id[self.pairs[column][0]], person) for column in columns]
        if sum(loads) > person.capacity:
            rows.add(columns, loads, 0, max(0, person.capacity))

    def _panel(self, rows: Rows, item: Item) -> None:
        columns, problem = self._of_item[item.id], self.problem
        all_of_them = problem.has(SEATS) and problem.fill == "all"
        rows.add(columns, None, item.open_seats if all_of_them else 0, item.open_seats)
        if problem.has(SENIOR):
            juniors = [column for column in columns if not self._person(column).senior]
            if len(juniors) > (allowed := juniors_allowed(problem, item)):
                rows.add(juniors, None, 0, allowed)
        if problem.has(COUNTRY):
            self._countries(rows, item, columns)

    def _countries(self, rows: Rows, item: Item, columns: Iterable[int]) -> None:
        taken = {self.problem.person_by_id[person].country for person in item.fixed}
        by_country: dict[str, list[int]] = defaultdict(list)
        for column in columns:
            by_country[self._person(column).country].append(column)
        for country in sorted(by_country):
            if country and (country in taken or len(by_country[country]) > 1):
                rows.add(by_country[country], None, 0, 0 if country in taken else 1)

    def _person(self, column: int) -> Any:
        return self.problem.person_by_id[self.pairs[column][1]]


def _allowed(problem: Problem) -> list[Pair]:
    items = [item for item in problem.items if item.open_seats]
    items.sort(key=lambda item: _drawn(problem.seed, item.id))
    people = sorted(problem.people, key=lambda person: _drawn(problem.seed, person.id))
    return [
        (item.id, person.id)
        for item in items
        for person in people
        if person.id not in item.fixed
        and (person.capacity >= load_of(item, person) or not problem.has(LOAD))
        and not grounds_against(problem, item, person)
    ]


def _drawn(seed: int, id: str) -> bytes:
    return hashlib.sha256(f"{seed}:{id}".encode()).digest()
