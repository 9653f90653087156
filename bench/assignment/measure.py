"""Measures: time, rules broken, total fit, and the fit of the worst-served application."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from rich.progress import Progress

from bench.assignment import peers
from bench.figures import machine, median, table, write
from services.technical_fund.carriers import solver as carrier
from services.technical_fund.domain.matching.answers import solve_question
from services.technical_fund.domain.matching.clashes import clashes
from services.technical_fund.domain.matching.problem import Problem
from services.technical_fund.domain.matching.solution import Pair, Solution, breaches, floor, solution_from, total_fit
from tests.builders.fund.matching import synthetic

OURS: Final = "ours: every rule"
FAIR: Final = "ours: every rule, worst-served first"
CONTENDERS: Final = (OURS, FAIR, "OR-Tools min-cost flow", "SciPy linear_sum_assignment")
PATIENCE: Final = 600.0


def run(sizes: tuple[tuple[int, int], ...], rounds: int) -> None:
    conditions = machine() | {"rounds": rounds, "seats": 3}
    found: dict[str, dict[str, dict[str, list[Any]]]] = {}
    passed = 0
    with Progress() as progress:
        task = progress.add_task("measuring", total=len(sizes) * rounds * len(CONTENDERS))
        for applications, reviewers in sizes:
            kept = found.setdefault(f"{applications} × {reviewers}", {})
            seed = 0
            for _ in range(rounds):
                seed, problem = _next_with_an_answer(applications, reviewers, seed)
                for name, contender in _contenders().items():
                    _note(kept.setdefault(name, {}), problem, contender)
                    progress.advance(task)
            passed += seed - rounds
    _report(conditions | {"without_an_answer": passed}, found)


def _next_with_an_answer(applications: int, reviewers: int, seed: int) -> tuple[int, Problem]:
    """Drawn data can be such that nobody could keep every rule: those are passed over, and counted."""
    while True:
        seed += 1
        problem = synthetic(applications, reviewers, seed=seed)
        if not clashes(problem):
            return seed, problem


def _contenders() -> dict[str, Callable[[Problem], tuple[list[Pair], Solution | None]]]:
    others = (lambda problem: (peers.flow(problem), None), lambda problem: (peers.linear(problem), None))
    return dict(zip(CONTENDERS, (_ours, lambda problem: _ours(replace(problem, fair=True)), *others), strict=True))


def _ours(problem: Problem) -> tuple[list[Pair], Solution]:
    """As in life: in a process of its own, from starting it to its answer."""
    answer = carrier.ask(solve_question(problem), lambda phase, begun: None, seconds=PATIENCE)
    solution = solution_from(answer["solution"])
    return list(solution.pairs), solution


def _note(kept: dict[str, list[Any]], problem: Problem, contender: Callable[[Problem], tuple[list[Pair], Solution | None]]) -> None:
    began = time.perf_counter()
    pairs, solution = contender(problem)
    seconds = time.perf_counter() - began
    broken = Counter(breach.rule for breach in breaches(problem, pairs))
    figures = {
        "seconds": seconds,
        "without_senior": broken["senior"],
        "same_country": broken["country"],
        "seats": broken["seats"],
        "fit": total_fit(problem, pairs),
        "worst": floor(problem, pairs),
        "gap": None if solution is None else solution.gap,
        "worst_at_most": None if solution is None else solution.floor_bound,
        "status": None if solution is None else solution.status,
    }
    for name, value in figures.items():
        kept.setdefault(name, []).append(value)


def _report(conditions: dict[str, Any], found: dict[str, dict[str, dict[str, list[Any]]]]) -> None:
    rows = []
    for size, contenders in found.items():
        for name, kept in contenders.items():
            gaps, most = kept["gap"], kept["worst_at_most"]
            rows.append(
                [
                    size,
                    name,
                    f"{median(kept['seconds']):.2f}",
                    f"{median(kept['without_senior']):.0f}",
                    f"{median(kept['same_country']):.0f}",
                    f"{median(kept['seats']):.0f}",
                    f"{median(kept['fit']):.0f}",
                    f"{median(kept['worst']):.0f}",
                    "–" if most[0] is None else f"{median(most):.0f}",
                    "–" if gaps[0] is None else f"{max(gaps):.4%}",
                ]
            )
    header = ["applications × reviewers", "what", "s", "no senior", "one country", "seats", "total fit", "worst", "at most", "gap"]
    text = "\n".join(
        [
            "# Who reviews what",
            "",
            "Three reviews for each application, eight in a hundred pairs in conflict, a third of the reviewers seniors, four",
            "languages, room for a third more than there is to do. Every figure is the median over rounds with other data; the gap",
            "is the widest. Ours is timed from starting its process to its answer, the others within a process that has loaded",
            "them. *no senior*: applications without one. *one country*: reviewers who meet a compatriot. *seats*: applications",
            "with an empty seat, or one reviewer in two. *worst*: fit of the worst-served application in points, *at most* what no",
            "answer exceeds.",
            f"{conditions['without_an_answer']} more sets of data were drawn for which no answer keeps every rule; they are left out.",
            f"{conditions['rounds']} rounds on {conditions['cores']} cores, load before {conditions['load_before']}. {conditions['at']}",
            "",
            table(header, rows),
        ]
    )
    write("assignment", conditions | {"found": found}, text)
