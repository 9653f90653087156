"""Decisions by the batch: a small one in one transaction, all or nothing; a large one line by line in a job, as whoever asked for it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from chassis.context import Actor, new_id
from contracts.declare import dump, load
from contracts.errors import Conflict, Invalid, NotFound, Refusal
from contracts.technical_fund import (
    ApproveFundDecisionBatch,
    BatchLine,
    BatchView,
    DecisionContent,
    DraftFundDecisionBatch,
    ProposeFundDecisionBatch,
    ReturnFundDecisionBatch,
    ScoreCut,
)
from services.technical_fund.domain.access import CHAIR, MANAGEMENT
from services.technical_fund.domain.amounts import NOTHING, amount_of
from services.technical_fund.domain.batches import Batch
from services.technical_fund.domain.batching import APPROVE, PROPOSE, Line, check_leads, cut, dry_run, known_batch
from services.technical_fund.domain.decisions import DECLINE, FUND, PROPOSED
from services.technical_fund.domain.ledger.entries import AVAILABLE
from services.technical_fund.domain.score_access import closed_to
from services.technical_fund.domain.showing.batches import batch_view
from services.technical_fund.usecases import decisions
from services.technical_fund.usecases.access import acting
from services.technical_fund.usecases.on_behalf import on_behalf
from services.technical_fund.usecases.ports import Fund, RunningJob

BATCH_JOB: Final = "fund-decisions.batch"
SEND_BACK: Final = "return"
DRAFT: Final = "draft"
MOST_LINES: Final = 200
AT_ONCE: Final = 25
"""Lines that are done in one transaction. More of them take longer than one may."""

# ---------------------------------------------------------------- what people ask


def draft_fund_decision_batch(unit: Fund, request: DraftFundDecisionBatch) -> BatchView:
    check_leads(unit, request.call_id)
    lines = _lines(unit, request)
    batch = Batch(
        id=new_id(),
        call_id=request.call_id,
        decision_ids=(),
        run_id=request.scores.run_id if request.scores else None,
        made_by=unit.actor.person_id,
        made_at=unit.now,
    )
    if len(lines) <= AT_ONCE:
        batch.decision_ids = tuple(_drafted(unit, batch, line, number) for number, line in enumerate(lines))
    else:
        batch.job_id = _start(unit, batch.id, DRAFT, [dump(line) for line in lines])
    unit.batches.add(batch)
    return batch_view(batch, dry_run(unit, batch))


def propose_fund_decision_batch(unit: Fund, request: ProposeFundDecisionBatch) -> BatchView:
    return _carry_out(unit, request.batch_id, PROPOSE)


def approve_fund_decision_batch(unit: Fund, request: ApproveFundDecisionBatch) -> BatchView:
    return _carry_out(unit, request.batch_id, APPROVE)


def return_fund_decision_batch(unit: Fund, request: ReturnFundDecisionBatch) -> BatchView:
    return _carry_out(unit, request.batch_id, SEND_BACK, request.reason)


# ---------------------------------------------------------------- drafting


def _lines(unit: Fund, request: DraftFundDecisionBatch) -> list[BatchLine]:
    if bool(request.lines) == (request.scores is not None):
        raise Invalid.field("/lines", "technical_fund.lines_or_scores", "a batch has lines, or comes from scores")
    lines = list(request.lines) or _from_scores(unit, request.call_id, request.scores)
    if not lines:
        raise Conflict("technical_fund.nothing_to_do", "there is nothing to decide on")
    if len({line.application_id for line in lines}) < len(lines):
        raise Invalid.field("/lines", "technical_fund.named_twice", "names an application twice")
    return lines


def _from_scores(unit: Fund, call_id: str, scores: ScoreCut | None) -> list[BatchLine]:
    assert scores is not None
    run, sheet = unit.score_runs.find(scores.run_id), unit.score_sheets.find(scores.run_id)
    if run is None or sheet is None or run.call_id != call_id or sheet.included & closed_to(unit):
        raise NotFound("technical_fund.no_score_run", "there is no such run")
    run.check_done("draft_fund_decision_batch")
    envelope = unit.envelopes.of_call(call_id)
    currency = None if envelope is None else envelope.currency
    left = NOTHING if envelope is None else envelope.balances[AVAILABLE]
    asked = {id: amount_of(unit.applications.get(id).requested, currency) for id in sheet.included}
    ordered = list(cut(sheet.rows, asked, left))
    wanted = [(id, fits) for id, fits in ordered if fits or not scores.fund_only]
    return [BatchLine(application_id=id, decision=DecisionContent(outcome=FUND if fits else DECLINE)) for id, fits in wanted[:MOST_LINES]]


def _drafted(unit: Fund, batch: Batch, line: BatchLine, number: int) -> str:
    application = acting(unit, line.application_id, MANAGEMENT, CHAIR)
    if application.call_id != batch.call_id:
        raise Invalid.field(f"/lines/{number}/application_id", "technical_fund.other_call", "is an application to another call")
    decision = decisions.write(unit, application, line.decision, batch.id)
    decisions.keep(unit, decision)
    return decision.id


# ---------------------------------------------------------------- carrying out


def _carry_out(unit: Fund, batch_id: str, action: str, reason: str | None = None) -> BatchView:
    batch = known_batch(unit, batch_id)
    unit.expect(batch)
    due = _due(unit, batch, action)
    if len(due) <= AT_ONCE:
        for line in due:
            _do(unit, line.decision.id, action, reason)
    else:
        batch.job_id = _start(unit, batch.id, action, [line.decision.id for line in due], reason)
        unit.batches.save(batch)
    return batch_view(batch, dry_run(unit, batch))


def _due(unit: Fund, batch: Batch, action: str) -> list[Line]:
    """Raises `technical_fund.batch_blocked` when anything stands in the way of any line, and nothing is done."""
    found = dry_run(unit, batch)
    due = [line for line in found.lines if line.decision.state == PROPOSED] if action == SEND_BACK else found.due(action)
    if not due:
        raise Conflict("technical_fund.nothing_to_do", f"there is nothing to {action}")
    blocked = [line for line in due if line.blockers] if action != SEND_BACK else []
    if blocked:
        lines = [{"application_id": line.application.id, "blockers": list(line.blockers)} for line in blocked]
        raise Conflict("technical_fund.batch_blocked", "something stands in the way of a line", {"lines": lines})
    return due


def _do(unit: Fund, decision_id: str, action: str, reason: str | None) -> None:
    decision = unit.decisions.get(decision_id)
    if action == PROPOSE:
        application = acting(unit, decision.application_id, MANAGEMENT, CHAIR)
        decisions.propose(unit, application)
        return
    application = acting(unit, decision.application_id, MANAGEMENT)
    if action == APPROVE:
        decisions.approve(unit, decision, application)
    else:
        decisions.send_back(unit, decision, application, str(reason))


# ---------------------------------------------------------------- in the background


def _start(unit: Fund, batch_id: str, action: str, lines: list[Any], reason: str | None = None) -> str:
    """`lines` are what to draft, or ids of decisions."""
    params = {"batch_id": batch_id, "action": action, "lines": lines, "reason": reason, "actor": unit.actor.to_wire()}
    return unit.jobs.start(BATCH_JOB, params).id


def carry_out_batch(job: RunningJob[Fund]) -> dict[str, Any]:
    """A line at a time, each in its own transaction with the note that it is done. A line that is refused does not hold up the others."""
    results: list[dict[str, Any]] = list(job.memory or [])
    for number in range(len(results), len(job.params["lines"])):
        results = _one_more(job, results, number)
    return {"lines": results}


def _one_more(job: RunningJob[Fund], results: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    phase, line, total = str(job.params["action"]), job.params["lines"][number], len(job.params["lines"])
    about = {"application_id": line["application_id"]} if phase == DRAFT else {"decision_id": line}
    done = [*results, {**about, "code": None}]
    try:
        job.step(partial(_as_asked, job.params, number), phase=phase, done=number + 1, total=total, memory=done)
    except Refusal as refused:
        if refused.retryable or refused.code == "lease_lost":
            raise
        done = [*results, {**about, "code": refused.code}]
        job.progress(phase, number + 1, total, memory=done)
    return done


def _as_asked(params: Mapping[str, Any], number: int, unit: Fund) -> None:
    on_behalf(unit, Actor.from_wire(params["actor"]))
    line = params["lines"][number]
    if params["action"] != DRAFT:
        _do(unit, line, params["action"], params["reason"])
        return
    batch = unit.batches.get(params["batch_id"])
    batch.decision_ids = (*batch.decision_ids, _drafted(unit, batch, load(BatchLine, line), number))
    unit.batches.save(batch)


JOBS: Final = {BATCH_JOB: carry_out_batch}
