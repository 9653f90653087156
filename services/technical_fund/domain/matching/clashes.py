"""Why there is no solution: a smallest set of rules, and of items, that cannot be met together.

QuickXplain (U. Junker, AAAI 2004): whatever is left out of the set found, the rest can be met. First items that cannot be staffed even
alone; else the rules that clash over all items, then as few items as they clash over. A set counts as impossible only where HiGHS has
proved it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.technical_fund.domain.matching.model import Model
from services.technical_fund.domain.matching.problem import RULES, Item, Problem

MOST_CHECKS: Final = 80
"""How many questions are asked to find few items; where that is not enough, `smallest` is false."""


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Rules that cannot all hold for these items. `smallest`: without any one of the rules, or of the items, the rest can be met."""

    rules: tuple[str, ...]
    items: tuple[str, ...]
    smallest: bool = True


class OutOfChecks(Exception):
    """Enough questions have been asked."""


def clashes(problem: Problem, tell: Callable[[str], None] = lambda phase: None) -> tuple[Clash, ...]:
    """Every item that is impossible by itself with its rules; otherwise one clash of several items. Empty when there is a solution."""
    tell("explain")
    problem = replace(problem.settled(), fill="all")
    alone = [clash for item in problem.items if (clash := _alone(problem, item)) is not None]
    if alone:
        return tuple(alone)
    everything = [item.id for item in problem.items]
    if not impossible(problem, everything, RULES):
        return ()
    rules = smallest(RULES, lambda some: impossible(problem, everything, some))
    return (_fewest_items(problem, everything, rules),)


def impossible(problem: Problem, items: Sequence[str], rules: Sequence[str]) -> bool:
    """Whether it is proved that these rules cannot all hold for these items."""
    part = problem.within(items, rules)
    if _too_few(part):
        return True
    model = Model(part)
    return bool(model.pairs) and _proved_impossible(model)


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


def _alone(problem: Problem, item: Item) -> Clash | None:
    if not item.open_seats or not impossible(problem, [item.id], RULES):
        return None
    return Clash(rules=smallest(RULES, lambda some: impossible(problem, [item.id], some)), items=(item.id,))


def _fewest_items(problem: Problem, items: list[str], rules: tuple[str, ...]) -> Clash:
    asked = 0

    def clash(some: Sequence[str]) -> bool:
        nonlocal asked
        asked += 1
        if asked > MOST_CHECKS:
            raise OutOfChecks
        return impossible(problem, some, rules)

    try:
        return Clash(rules=rules, items=tuple(sorted(smallest(items, clash))))
    except OutOfChecks:
        return Clash(rules=rules, items=tuple(sorted(items)), smallest=False)


def _too_few(problem: Problem) -> bool:
    """Some item has more open seats than people who may sit on it: what a row without variables cannot say."""
    if not problem.has("seats"):
        return False
    allowed: dict[str, int] = {}
    for item, _ in Model(problem).pairs:
        allowed[item] = allowed.get(item, 0) + 1
    return any(item.open_seats > allowed.get(item.id, 0) for item in problem.items)


def _proved_impossible(model: Model) -> bool:
    import numpy as np
    from scipy.optimize import Bounds, milp

    size, limits = len(model.pairs), model.problem.limits
    result = milp(
        np.zeros(size),
        integrality=np.ones(size),
        bounds=Bounds(0, 1),
        constraints=[model.rows.constraint(size)] if model.rows.columns else [],
        options={"node_limit": limits.nodes, "time_limit": limits.seconds},
    )
    return int(result.status) == 2
