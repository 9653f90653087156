"""Runs, what they propose, and why."""

from contracts.technical_fund import (
    ExplainFundRunPair,
    FundRunPairsPage,
    FundRunsPage,
    FundRunView,
    GetFundRun,
    ListFundRunPairs,
    ListFundRuns,
    PairExplanation,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.matching.explain import explain
from services.technical_fund.domain.matching.problem import problem_from
from services.technical_fund.domain.run_desk import known_pair, readable_run
from services.technical_fund.domain.runs import Run
from services.technical_fund.domain.showing.runs import explanation_view, pair_view, run_view
from services.technical_fund.views.ports import Reading, after


def list_fund_runs(unit: Reading, request: ListFundRuns) -> FundRunsPage:
    """A page may be shorter than asked for: runs that are wholly about what is kept from the reader are passed over."""
    hidden = access.hidden(unit)
    found = unit.runs.page(after(unit, request), purpose=request.purpose, call_id=request.call_id)
    items, more = unit.cursors.page(request, found, unit.runs.sort_key)
    known = (run for run in items if not run.items or not frozenset(run.items) <= hidden)
    return FundRunsPage(items=tuple(_shown(unit, run) for run in known), next=more)


def get_fund_run(unit: Reading, request: GetFundRun) -> FundRunView:
    return _shown(unit, readable_run(unit, request.run_id))


def list_fund_run_pairs(unit: Reading, request: ListFundRunPairs) -> FundRunPairsPage:
    run, asked = readable_run(unit, request.run_id), after(unit, request)
    papers, hidden = unit.run_papers.find(run.id), access.hidden(unit)
    if papers is None:
        return FundRunPairsPage(items=())
    found = [pair for pair in papers.pairs if pair[0] not in hidden and (asked.key is None or _key(pair) > asked.key)]
    items, more = unit.cursors.page(request, found[: asked.most], _key)
    problem = problem_from(papers.question)
    return FundRunPairsPage(items=tuple(pair_view(problem, pair) for pair in items), next=more)


def explain_fund_run_pair(unit: Reading, request: ExplainFundRunPair) -> PairExplanation:
    """As if the run had been about nothing but what the reader may know of."""
    _, (problem, papers) = known_pair(unit, request.run_id, request.item_id, request.person_id)
    hidden = access.hidden(unit)
    seen = problem.within((item.id for item in problem.items if item.id not in hidden), problem.rules)
    pairs = [pair for pair in papers.pairs if pair[0] not in hidden]
    return explanation_view(explain(seen, pairs, request.item_id, request.person_id))


def _key(pair: tuple[str, str]) -> str:
    return f"{pair[0]} {pair[1]}"


def _shown(unit: Reading, run: Run) -> FundRunView:
    return run_view(run, access.hidden(unit), lambda: unit.run_papers.find(run.id))
