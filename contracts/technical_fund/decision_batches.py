"""Decisions by the batch: written for many applications at once, looked at before anything happens, then proposed and approved together."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund.decisions import PANEL, DecisionContent, DecisionOutcome, DecisionState
from contracts.technical_fund.shared import PUBLISHER, Support
from contracts.words import Count, Cursor, Doc, Id, Instant, Length, Limit, Paragraph, Word


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """A decision to draft for one application."""

    application_id: Id
    decision: DecisionContent


@dataclass(frozen=True, kw_only=True)
class ScoreCut:
    """Down the order of a score run, calibrated, for as long as the envelope lasts: each application whose whole request fits is to be
    funded. The rest is to be declined, or left out with `fund_only`. Grounds are still to be written."""

    run_id: Id
    fund_only: bool = False


@dataclass(frozen=True, kw_only=True)
class BatchLineView:
    """What would become of one line now. `blockers` are codes of what stands in its way; a line that is settled has none."""

    application_id: Id
    decision_id: Id
    state: DecisionState
    outcome: DecisionOutcome | None
    support: Support | None
    next: Annotated[Word, Doc("`propose` or `approve`.")] | None
    blockers: tuple[Word, ...]


@dataclass(frozen=True, kw_only=True)
class BatchView:
    """A batch with its dry run: what each line comes to, and what the envelope holds now and once every line that is not blocked was
    proposed. Lines that the reader may know nothing of are not in it, nor in any figure. `job_id` is the last large work on it."""

    id: Id
    call_id: Id
    run_id: Id | None
    lines: tuple[BatchLineView, ...]
    envelope_before: Support
    envelope_after: Support
    job_id: Id | None
    made_by: Id | None
    made_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """A batch in a list."""

    id: Id
    call_id: Id
    run_id: Id | None
    made_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class BatchesPage:
    items: tuple[BatchRow, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=PANEL, answer=BatchView)
@dataclass(frozen=True, kw_only=True)
class DraftFundDecisionBatch:
    """Draft decisions for many applications of a call: line by line, or down the order of a score run, at most 200. Nothing is proposed
    yet. A large batch is drafted by a job, with a result for each line."""

    call_id: Id
    lines: Annotated[tuple[BatchLine, ...], Length(max=200)] = ()
    scores: ScoreCut | None = None


@request(PUBLISHER, kind="query", may=PANEL, answer=BatchView)
@dataclass(frozen=True, kw_only=True)
class GetFundDecisionBatch:
    """One batch, with what would become of each line now."""

    batch_id: Id


@request(PUBLISHER, kind="query", may=PANEL, answer=BatchesPage)
@dataclass(frozen=True, kw_only=True)
class ListFundDecisionBatches:
    """Batches of a call, newest first."""

    call_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="command", may=PANEL, answer=BatchView)
@dataclass(frozen=True, kw_only=True)
class ProposeFundDecisionBatch:
    """Propose every drafted line: all of them or, where one is blocked, none. A large batch is a job, with a result for each line."""

    batch_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=BatchView)
@dataclass(frozen=True, kw_only=True)
class ApproveFundDecisionBatch:
    """Approve every line that somebody else proposed: all of them or none. A large batch is a job, with a result for each line."""

    batch_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=BatchView)
@dataclass(frozen=True, kw_only=True)
class ReturnFundDecisionBatch:
    """Send every line that waits for approval back."""

    batch_id: Id
    reason: Paragraph
