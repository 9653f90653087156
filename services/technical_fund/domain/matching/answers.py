"""What may be asked of the solver: questions and answers as JSON values, as they cross to its process and back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from services.technical_fund.domain.matching import solver
from services.technical_fund.domain.matching.clashes import clashes
from services.technical_fund.domain.matching.explain import price
from services.technical_fund.domain.matching.problem import Limits, Problem, problem_from, to_data
from services.technical_fund.domain.matching.solution import INFEASIBLE, Solution, solution_data, solution_from

Tell = Callable[[str], None]
BRIEF: Final = Limits(seconds=30.0)
"""For what is only told beside an answer."""


def solve_question(problem: Problem) -> dict[str, Any]:
    return {"do": "solve", "problem": to_data(problem.settled())}


def price_question(problem: Problem, solution: Solution, item_id: str, person_id: str) -> dict[str, Any]:
    return {
        "do": "price",
        "problem": to_data(problem.settled()),
        "solution": solution_data(solution),
        "item_id": item_id,
        "person_id": person_id,
    }


def _solve(question: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    """The solution; where there is none, what clashes and what could be filled all the same."""
    problem = problem_from(question["problem"])
    found = solver.solve(problem, tell)
    answer: dict[str, Any] = {
        "solution": solution_data(found),
        "digest": found.digest,
        "versions": solver.versions(),
        "clashes": [],
        "most": None,
    }
    if found.status == INFEASIBLE:
        answer["clashes"] = [to_data(clash) for clash in clashes(problem, tell)]
        answer["most"] = solution_data(solver.solve(replace(problem, fill="most", fair=False, limits=BRIEF), tell))
    return answer


def _price(question: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
    problem, solution = problem_from(question["problem"]), solution_from(question["solution"])
    return to_data(price(problem, solution, question["item_id"], question["person_id"], lambda changed: solver.solve(changed, tell)))


ANSWERS: Final[dict[str, Callable[[Mapping[str, Any], Tell], dict[str, Any]]]] = {"solve": _solve, "price": _price}
