"""The worst-served item first.

The exact maximum of a minimum of sums is hard for branch and bound (36 s at 120 × 40, and a limit reached at 500 × 120, when it was
measured). So the floor is bracketed: the linear relaxation gives what no solution exceeds, and each round asks for a solution with a floor
halfway between that and the best found, keeping the total fit as its aim. What is left of the bracket is reported.
"""

from typing import TYPE_CHECKING, Any, Final

from services.technical_fund.domain.matching.model import Model, Rows
from services.technical_fund.domain.matching.solution import INFEASIBLE, floor, served

if TYPE_CHECKING:
    from services.technical_fund.domain.matching.solver import Search

CLOSE: Final = 5
"""Points of the bracket at which another round is not worth it."""


def raise_floor(search: "Search") -> int | None:
    """Raise the floor round by round. `chosen` is then the best total fit with the highest floor found, as every round seeks the total fit
    above its floor. Gives what no floor exceeds."""
    values = dict(enumerate(search.model.fits))
    if search.maximise("fit", values).objective is None:
        return None
    best, reached = search.chosen, _floor_of(search)
    bound = max(reached, highest_floor(search.model, search.extra))
    for _ in range(search.model.problem.limits.rounds):
        if bound - reached <= CLOSE or search.clock_stopped:
            break
        wanted = (reached + bound + 1) // 2
        phase = search.maximise("floor", values, extra=search.model.floor_rows(wanted))
        if phase.objective is not None:
            best, reached = search.chosen, _floor_of(search)
        elif phase.status == INFEASIBLE:
            bound = wanted - 1
        else:
            break
    search.chosen = best
    return bound


def highest_floor(model: Model, extra: list[Rows]) -> int:
    """What no solution's floor exceeds: the best floor when people may be given in fractions. Points."""
    import numpy as np
    from scipy.optimize import Bounds, milp

    size, there = len(model.pairs), served(model.problem, ())
    constraints = [rows.constraint(size + 1) for rows in [model.rows, *extra, _above_floor(model, there)] if rows.columns]
    costs = np.zeros(size + 1)
    costs[size] = -1
    upper = np.append(np.ones(size), np.inf)
    result: Any = milp(costs, integrality=np.zeros(size + 1), bounds=Bounds(0, upper), constraints=constraints)
    closed = [there[item.id] for item in model.problem.items if item.seats and not item.open_seats]
    return int(min([result.x[size] + 1e-6, *closed]) if result.x is not None else 0)


def _above_floor(model: Model, there: dict[str, int]) -> Rows:
    """The last variable is the floor: no item that has open seats lies below it."""
    rows, size = Rows(), len(model.pairs)
    for item in model.problem.items:
        if item.open_seats:
            columns = model.of_item(item.id)
            rows.add([*columns, size], [*(model.fits[column] for column in columns), -1], -there[item.id], float("inf"))
    return rows


def _floor_of(search: "Search") -> int:
    return floor(search.model.problem, search.pairs) or 0
