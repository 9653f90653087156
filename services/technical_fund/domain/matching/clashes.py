"""Why there is no solution: a smallest set of rules, and of items, that cannot be met together.

QuickXplain (U. Junker, AAAI 2004): whatever is left out of the set found, the rest can be met. First items that cannot be staffed even
alone; else the rules that clash over all items, then as few items as they clash over. A set counts as impossible only where HiGHS has
proved it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from services.technical_fund.domain.matching.model import Model
from services.technical_fund.domain.matching.problem import RULES, SEATS, Item, Problem

MOST_CHECKS: Final = 80
SECONDS: Final = 60.0
"""How long, and over how many sets, the items are made fewer. Where that is not enough, `smallest` is false."""


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Rules that cannot all hold for these items. `smallest`: without any one of the rules, or of the items, the rest can be met."""

    rules: tuple[str, ...]
    items: tuple[str, ...]
    smallest: bool = True


class OutOfTime(Exception):
    """Enough has been tried."""


@dataclass
class Patience:
    """What is left of it. Checks end at the same place everywhere; the clock is a fuse."""

    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    checks: int | None = None

    def check(self) -> None:
        if self.checks is not None:
            self.checks -= 1
        if time.monotonic() > self.until or (self.checks is not None and self.checks < 0):
            raise OutOfTime


def clashes(problem: Problem, tell: Callable[[str], None] = lambda phase: None) -> tuple[Clash, ...]:
    """Every item that is impossible by itself with its rules; otherwise one clash of several items. Empty when there is a solution."""
    tell("clashes")
    problem, patience = replace(problem.settled(), fill="all"), Patience()
    alone = [clash for item in problem.items if (clash := _alone(problem, item)) is not None]
    if alone:
        return tuple(alone)
    everything = [item.id for item in problem.items]
    if not impossible(problem, everything, RULES):
        return ()
    try:
        rules = smallest(RULES, _patiently(patience, lambda some: impossible(problem, everything, some)))
    except OutOfTime:
        return (Clash(rules=problem.rules, items=tuple(sorted(everything)), smallest=False),)
    return (_fewest_items(problem, everything, rules, patience),)


def impossible(problem: Problem, items: Sequence[str], rules: Sequence[str]) -> bool:
    """Whether it is proved that these rules cannot all hold for these items."""
    model = Model(problem.within(items, rules))
    return _too_few(model) or (bool(model.pairs) and _proved_impossible(model))


def smallest(elements: Sequence[str], clash: Callable[[Sequence[str]], bool]) -> tuple[str, ...]:
    """A smallest clashing part of `elements`, which clash together: QuickXplain, in the order of `elements`."""
    return tuple(_explain([], False, list(elements), clash)) if elements else ()


def _explain(background: list[str], added: bool, elements: list[str], clash: Callable[[Sequence[str]], bool]) -> list[str]:
    if added and clash(background):
        return []
    if len(elements) == 1:
        return elements
    half = len(elements) // 2
    first, second = elements[:half], elements[half:]
    of_second = _explain([*background, *first], bool(first), second, clash)
    of_first = _explain([*background, *of_second], bool(of_second), first, clash)
    return [*of_first, *of_second]


def _patiently(patience: Patience, clash: Callable[[Sequence[str]], bool]) -> Callable[[Sequence[str]], bool]:
    def check(some: Sequence[str]) -> bool:
        patience.check()
        return clash(some)

    return check


def _alone(problem: Problem, item: Item) -> Clash | None:
    if not item.open_seats or not impossible(problem, [item.id], RULES):
        return None
    return Clash(rules=smallest(RULES, lambda some: impossible(problem, [item.id], some)), items=(item.id,))


def _fewest_items(problem: Problem, items: list[str], rules: tuple[str, ...], patience: Patience) -> Clash:
    patience.checks = MOST_CHECKS
    try:
        few = smallest(items, _patiently(patience, lambda some: impossible(problem, some, rules)))
    except OutOfTime:
        return Clash(rules=rules, items=tuple(sorted(items)), smallest=False)
    return Clash(rules=rules, items=tuple(sorted(few)))


def _too_few(model: Model) -> bool:
    """Some item has more open seats than people who may sit on it: what a row without variables cannot say."""
    problem = model.problem
    return problem.has(SEATS) and any(item.open_seats > len(model.of_item(item.id)) for item in problem.items)


def _proved_impossible(model: Model) -> bool:
    import numpy as np
    from scipy.optimize import Bounds, milp

    size, limits = len(model.pairs), model.problem.limits
    constraints: Any = [model.rows.constraint(size)] if model.rows.columns else []
    options = {"node_limit": limits.nodes, "time_limit": SECONDS}
    result = milp(np.zeros(size), integrality=np.ones(size), bounds=Bounds(0, 1), constraints=constraints, options=options)
    return int(result.status) == 2
