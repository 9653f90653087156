"""A run and its papers as somebody may see them. What concerns applications one is recused from is not there."""

from typing import Protocol

from contracts.errors import NotFound
from services.technical_fund.domain import access
from services.technical_fund.domain.access import no_application
from services.technical_fund.domain.matching.problem import Problem, problem_from
from services.technical_fund.domain.runs import Papers, Run


class Runs(Protocol):
    def find(self, id: str) -> Run | None: ...


class RunPapers(Protocol):
    def find(self, run_id: str) -> Papers | None: ...


class Looking(access.Looking, Protocol):
    @property
    def runs(self) -> Runs: ...
    @property
    def run_papers(self) -> RunPapers: ...


def readable_run(unit: Looking, run_id: str) -> Run:
    """Raises `technical_fund.no_run`, also when everything in it is kept from the reader."""
    run = unit.runs.find(run_id)
    if run is None or (run.items and frozenset(run.items) <= access.hidden(unit)):
        raise NotFound("technical_fund.no_run", "there is no such run")
    return run


def known_pair(unit: Looking, run_id: str, item_id: str, person_id: str) -> tuple[Run, tuple[Problem, Papers]]:
    """The run with its question, for a pair it was about. Raises `technical_fund.no_run`, `technical_fund.no_application` or
    `technical_fund.not_in_the_run`."""
    run = readable_run(unit, run_id)
    papers = unit.run_papers.find(run_id)
    if papers is None:
        raise NotFound("technical_fund.no_run", "there is no such run")
    problem = problem_from(papers.question)
    if item_id in access.hidden(unit) or item_id not in problem.item_by_id:
        raise no_application()
    if person_id not in problem.person_by_id:
        raise NotFound("technical_fund.not_in_the_run", "this person was not in the run")
    return run, (problem, papers)
