"""Runs as they are shown. Whoever is recused from something in one sees figures of the rest, counted afresh."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from contracts.technical_fund import FitParts, FundRunPair, FundRunView, PairExplanation, PairObstacle, RunClash
from services.technical_fund.domain.matching.explain import Explanation
from services.technical_fund.domain.matching.fit import Fit, fit
from services.technical_fund.domain.matching.problem import Problem, problem_from
from services.technical_fund.domain.matching.solution import Pair, floor, total_fit
from services.technical_fund.domain.runs import Outcome, Papers, Run


def run_view(run: Run, hidden: Collection[str], papers: Callable[[], Papers | None]) -> FundRunView:
    partial = not frozenset(hidden).isdisjoint(run.items)
    outcome = _without(run.outcome, hidden, papers()) if partial and run.outcome else run.outcome
    return FundRunView(
        id=run.id,
        purpose=run.purpose,
        kind=run.way,
        call_id=run.call_id,
        state=run.state_for(hidden),
        job_id=run.job_id,
        fair=run.fair,
        leave_vacant=run.leave_vacant,
        lifted=run.lifted,
        weights=run.weights,
        limits=run.limits,
        seed=run.seed,
        **_figures(outcome),
        replayable=run.outcome is not None and not run.outcome.clock_stopped,
        input_digest=run.input_digest,
        partial=partial,
        error_code=run.error_code,
        started_by=run.started_by,
        started_at=run.started_at,
        computed_at=run.computed_at,
        ended_by=run.ended_by,
        ended_at=run.ended_at,
        version=run.version,
    )


def _figures(outcome: Outcome | None) -> dict[str, Any]:
    found = outcome or Outcome(status="", item_ids=(), people=0)
    return {
        "status": found.status or None,
        "items": len(found.item_ids),
        "people": found.people,
        "proposed": found.proposed,
        "missing": sum(found.missing.values()),
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "floor": found.floor,
        "floor_bound": found.floor_bound,
        "seconds": found.seconds if outcome else None,
        "phases": found.phases,
        "clashes": found.clashes,
        "result_digest": found.result_digest,
        "versions": found.versions,
    }


def _without(outcome: Outcome, hidden: Collection[str], papers: Papers | None) -> Outcome:
    """As if those were not in it. The bounds of the whole tell of them, so they are not said."""
    seen = tuple(one for one in outcome.item_ids if one not in hidden)
    problem = problem_from(papers.question) if papers else None
    pairs = [pair for pair in papers.pairs if pair[0] not in hidden] if papers else []
    part = problem.within(seen, problem.rules) if problem else None
    return replace(
        outcome,
        item_ids=seen,
        proposed=len(pairs),
        objective=total_fit(part, pairs) if part and outcome.objective is not None else None,
        floor=floor(part, pairs) if part and outcome.floor is not None else None,
        bound=None,
        gap=None,
        floor_bound=None,
        phases=(),
        clashes=_clashes(outcome.clashes, hidden),
        missing={one: number for one, number in outcome.missing.items() if one not in hidden},
    )


def _clashes(clashes: tuple[RunClash, ...], hidden: Collection[str]) -> tuple[RunClash, ...]:
    """A clash over nothing but hidden items is not there; of any other, the rest is."""
    seen = [replace(one, item_ids=tuple(item for item in one.item_ids if item not in hidden)) for one in clashes]
    return tuple(replace(one, smallest=False) if one not in clashes else one for one in seen if one.item_ids)


def pair_view(problem: Problem, pair: Pair) -> FundRunPair:
    item, person = problem.item_by_id[pair[0]], problem.person_by_id[pair[1]]
    return FundRunPair(item_id=item.id, person_id=person.id, fit=_parts(fit(problem, item, person)), kept=person.id in item.kept)


def explanation_view(told: Explanation) -> PairExplanation:
    return PairExplanation(
        item_id=told.item,
        person_id=told.person,
        chosen=told.chosen,
        fixed=told.fixed,
        possible=told.chosen or told.possible,
        fit=_parts(told.fit),
        rank=told.rank,
        among=told.of,
        obstacles=tuple(
            PairObstacle(
                rule=one.rule,
                lasting=one.lasting,
                item_ids=one.items,
                person_ids=one.people,
            )
            for one in told.obstacles
        ),
    )


def _parts(found: Fit) -> FitParts:
    return FitParts(
        themes=found.themes, language=found.language, region=found.region, bid=found.bid, senior=found.senior, total=found.total
    )
