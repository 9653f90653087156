"""The search: `scipy.optimize.milp` (HiGHS), one aim after the other.

First the number of seats filled (where not all need be), then of seats kept (in a repair), then the worst-served item (where that is asked
for), then the total fit. Each aim that was reached stays as a row of the next search. HiGHS ends at the same place for the same rows and
the same limits on nodes and gap; only the clock differs, and a run the clock has stopped says so.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from services.technical_fund.domain.matching import fairness
from services.technical_fund.domain.matching.model import Model, Rows
from services.technical_fund.domain.matching.problem import Problem
from services.technical_fund.domain.matching.solution import (
    INFEASIBLE,
    NOTHING_FOUND,
    OPTIMAL,
    STOPPED,
    Pair,
    Phase,
    Solution,
    floor,
    total_fit,
)

Tell = Callable[[str], None]
FITTING: Final = ("fit", "floor")
"""Searches whose aim is the total fit."""
_STATUS: Final = {0: OPTIMAL, 1: STOPPED, 2: INFEASIBLE}


@dataclass
class Search:
    """The searches of one run: rows gather, phases are noted, the best pairs so far are at hand."""

    model: Model
    tell: Tell
    deadline: float
    extra: list[Rows] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    chosen: list[int] | None = None
    clock_stopped: bool = False

    @property
    def pairs(self) -> list[Pair]:
        return [self.model.pairs[column] for column in self.chosen or ()]

    def maximise(self, name: str, values: dict[int, int], *, extra: Rows | None = None, nodes: int | None = None) -> Phase:
        """One search. What it finds becomes `chosen`; a search that finds nothing leaves what was there."""
        self.tell(name)
        started = time.monotonic()
        result = self._milp(values, [*self.extra, extra] if extra else self.extra, nodes)
        found = getattr(result, "x", None) is not None
        status = _STATUS.get(int(result.status), NOTHING_FOUND)
        if status == STOPPED and not found:
            status = NOTHING_FOUND
        if found:
            self.chosen = [column for column, value in enumerate(result.x) if value > 0.5]
        self.clock_stopped = self.clock_stopped or (status in (STOPPED, NOTHING_FOUND) and time.monotonic() >= self.deadline)
        phase = Phase(
            name=name,
            status=status,
            objective=float(sum(values.get(column, 0) for column in self.chosen or ())) if found else None,
            bound=None if (bound := getattr(result, "mip_dual_bound", None)) is None else float(-bound),
            nodes=int(getattr(result, "mip_node_count", 0) or 0),
            seconds=round(time.monotonic() - started, 3),
        )
        self.phases.append(phase)
        return phase

    def hold(self, values: dict[int, int], at_least: float) -> None:
        """Keep what has been reached while the next aim is sought."""
        rows = Rows()
        rows.add(list(values), list(values.values()), at_least, float("inf"))
        self.extra.append(rows)

    def _milp(self, values: dict[int, int], extra: list[Rows], nodes: int | None) -> Any:
        import numpy as np
        from scipy.optimize import Bounds, milp

        size, limits = len(self.model.pairs), self.model.problem.limits
        costs = np.zeros(size)
        for column, value in values.items():
            costs[column] = -value
        options = {
            "mip_rel_gap": limits.gap,
            "node_limit": limits.nodes if nodes is None else nodes,
            "time_limit": max(0.1, self.deadline - time.monotonic()),
        }
        constraints = [rows.constraint(size) for rows in [self.model.rows, *extra] if rows.columns]
        return milp(costs, integrality=np.ones(size), bounds=Bounds(0, 1), constraints=constraints, options=options)


def solve(problem: Problem, tell: Tell = lambda phase: None) -> Solution:
    """The best pairs under the rules, or that there are none. `tell` hears the name of each search as it begins."""
    started = time.monotonic()
    problem = problem.settled()
    search = Search(Model(problem), tell, deadline=started + problem.limits.seconds)
    if not search.model.pairs:
        return _without_choice(problem, started)
    _prepare(search)
    floor_bound = _fit(search) if _going(search) else None
    return _solution(search, floor_bound, started)


def _prepare(search: Search) -> None:
    """The aims that come before the fit."""
    model = search.model
    if model.problem.fill == "most":
        _reach(search, "fill", dict.fromkeys(range(len(model.pairs)), 1))
    if model.kept and _going(search):
        _reach(search, "keep", dict.fromkeys(model.kept, 1))


def _fit(search: Search) -> int | None:
    if search.model.problem.fair:
        return fairness.raise_floor(search)
    search.maximise("fit", dict(enumerate(search.model.fits)))
    return None


def _reach(search: Search, name: str, values: dict[int, int]) -> None:
    phase = search.maximise(name, values)
    if phase.objective is not None:
        search.hold(values, phase.objective)


def _going(search: Search) -> bool:
    return not search.phases or search.phases[-1].status not in (INFEASIBLE, NOTHING_FOUND)


def _solution(search: Search, floor_bound: int | None, started: float) -> Solution:
    seconds = round(time.monotonic() - started, 3)
    if search.chosen is None:
        return Solution(status=search.phases[-1].status, phases=tuple(search.phases), clock_stopped=search.clock_stopped, seconds=seconds)
    problem, pairs = search.model.problem, sorted(search.pairs)
    objective, bound = total_fit(problem, pairs), _bound(search)
    stopped = any(phase.status in (STOPPED, NOTHING_FOUND) for phase in search.phases)
    return Solution(
        status=STOPPED if stopped else OPTIMAL,
        pairs=tuple(pairs),
        objective=objective,
        bound=bound,
        gap=None if bound is None else round(max(0.0, bound - objective) / max(1, objective), 6),
        floor=floor(problem, pairs),
        floor_bound=floor_bound,
        phases=tuple(search.phases),
        clock_stopped=search.clock_stopped,
        seconds=seconds,
    )


def _bound(search: Search) -> float | None:
    """The bound of the search that found what is chosen: the last that found anything."""
    return next((phase.bound for phase in reversed(search.phases) if phase.name in FITTING and phase.objective is not None), None)


def _without_choice(problem: Problem, started: float) -> Solution:
    """No pair may be: fine where no seat is open, or none need be filled."""
    wanting = problem.fill == "all" and any(item.open_seats for item in problem.items)
    seconds = round(time.monotonic() - started, 3)
    if wanting:
        return Solution(status=INFEASIBLE, seconds=seconds)
    return Solution(status=OPTIMAL, objective=0, bound=0.0, gap=0.0, floor=floor(problem, ()), seconds=seconds)


def versions() -> dict[str, str]:
    """What computed it: another version may end elsewhere among equals."""
    import numpy
    import scipy
    from scipy.optimize._highspy import _core

    highs = ".".join(str(getattr(_core, f"HIGHS_VERSION_{part}", "?")) for part in ("MAJOR", "MINOR", "PATCH"))
    return {"scipy": scipy.__version__, "numpy": numpy.__version__, "highs": highs}
