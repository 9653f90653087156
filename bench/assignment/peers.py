"""What others would take for the same question: network flow and linear assignment. Both leave forbidden pairs out and keep loads; neither
can ask for a senior in each panel, nor keep two of one country apart."""

from typing import Final

import numpy as np

from services.technical_fund.domain.matching.model import Model
from services.technical_fund.domain.matching.problem import Problem
from services.technical_fund.domain.matching.solution import Pair

FORBIDDEN: Final = -1_000_000


def flow(problem: Problem) -> list[Pair]:
    """OR-Tools: the cheapest flow from applications through reviewers."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    model, network = Model(problem), SimpleMinCostFlow()
    items = {item.id: number + 1 for number, item in enumerate(problem.items)}
    people = {person.id: len(items) + number + 1 for number, person in enumerate(problem.people)}
    source, sink = 0, len(items) + len(people) + 1
    for item in problem.items:
        network.add_arc_with_capacity_and_unit_cost(source, items[item.id], item.open_seats, 0)
    for person in problem.people:
        network.add_arc_with_capacity_and_unit_cost(people[person.id], sink, person.capacity, 0)
    arcs = [
        network.add_arc_with_capacity_and_unit_cost(items[item], people[person], 1, -points)
        for (item, person), points in zip(model.pairs, model.fits, strict=True)
    ]
    seats = sum(item.open_seats for item in problem.items)
    network.set_node_supply(source, seats)
    network.set_node_supply(sink, -seats)
    if network.solve() != network.OPTIMAL:
        return []
    return [pair for pair, arc in zip(model.pairs, arcs, strict=True) if network.flow(arc)]


def linear(problem: Problem) -> list[Pair]:
    """SciPy's `linear_sum_assignment`: a row for each seat, a column for each place a reviewer has."""
    from scipy.optimize import linear_sum_assignment

    model = Model(problem)
    rows = [item.id for item in problem.items for _ in range(item.open_seats)]
    columns = [person.id for person in problem.people for _ in range(person.capacity)]
    points = dict(zip(model.pairs, model.fits, strict=True))
    fits = np.array([[points.get((item, person), FORBIDDEN) for person in columns] for item in rows])
    chosen = zip(*linear_sum_assignment(fits, maximize=True), strict=True)
    return [(rows[row], columns[column]) for row, column in chosen if fits[row, column] != FORBIDDEN]
