"""A batch looked at before anything happens: what each line would come to, what stands in its way, and what the envelope would hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.errors import NotAllowed, NotFound, Refusal
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import ScoreRow, Support
from services.technical_fund.domain import access, deciding
from services.technical_fund.domain.access import MANAGEMENT
from services.technical_fund.domain.amounts import NOTHING, Amount, amount_of
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.batches import Batch
from services.technical_fund.domain.decisions import DRAFT, PROPOSED, Decision, faults, granted
from services.technical_fund.domain.ledger import Envelope
from services.technical_fund.domain.ledger.entries import AVAILABLE
from services.technical_fund.domain.workflow import Workflow

PROPOSE, APPROVE = "propose", "approve"
EXCEEDED = "technical_fund.envelope_exceeded"


class Batches(Protocol):
    def find(self, id: str) -> Batch | None: ...


class Envelopes(Protocol):
    def of_call(self, call_id: str) -> Envelope | None: ...


class Workflows(Protocol):
    def version(self, id: str, number: int) -> Workflow: ...


class Looking(deciding.Looking, deciding.Seated, deciding.Pinned, Protocol):
    @property
    def batches(self) -> Batches: ...
    @property
    def envelopes(self) -> Envelopes: ...
    @property
    def workflows(self) -> Workflows: ...


@dataclass(frozen=True, kw_only=True)
class Line:
    """`next` is what would be done with it; None when it is settled."""

    decision: Decision
    application: Application
    support: Support | None
    next: str | None
    blockers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """Lines the actor may know of, and what is available before and after every one of them that is not blocked was proposed."""

    lines: tuple[Line, ...]
    before: Support
    after: Support

    def due(self, action: str) -> list[Line]:
        return [line for line in self.lines if line.next == action]


def known_batch(unit: Looking, batch_id: str) -> Batch:
    """Raises `technical_fund.no_batch` for everybody but the management unit and the call's chair."""
    batch = unit.batches.find(batch_id)
    if batch is None or not leads(unit, batch.call_id):
        raise NotFound("technical_fund.no_batch", "there is no such batch")
    return batch


def leads(unit: access.Looking, call_id: str) -> bool:
    return unit.actor.has(MANAGEMENT_UNIT) or access.chairs(unit, call_id)


def check_leads(unit: access.Looking, call_id: str) -> None:
    if not leads(unit, call_id):
        raise NotAllowed("technical_fund.not_yours_to_do", "this is for the management unit and the call's chair")


def dry_run(unit: Looking, batch: Batch) -> DryRun:
    envelope = unit.envelopes.of_call(batch.call_id)
    currency = None if envelope is None else envelope.currency
    before = NOTHING if envelope is None else envelope.balances[AVAILABLE]
    left, lines = before, []
    for decision, application, parts in _known(unit, batch):
        line = _line(unit, decision, application, parts, left, currency)
        if line.next == PROPOSE and not line.blockers and line.support is not None:
            left = left.minus(amount_of(line.support, currency))
        lines.append(line)
    return DryRun(lines=tuple(lines), before=before.support(currency), after=left.support(currency))


def cut(rows: Sequence[ScoreRow], asked: dict[str, Amount], left: Amount) -> Iterator[tuple[str, bool]]:
    """Down the calibrated order, lots deciding what is tied at the line: each application, and whether all it asks for still fits."""
    for row in sorted(rows, key=lambda row: (row.rank, row.lot or 0)):
        amount = asked[row.application_id]
        fits = bool(amount) and left.covers(amount)
        left = left.minus(amount) if fits else left
        yield row.application_id, fits


def _known(unit: Looking, batch: Batch) -> Iterator[tuple[Decision, Application, frozenset[str]]]:
    for id in batch.decision_ids:
        decision = unit.decisions.find(id)
        application = None if decision is None else unit.applications.find(decision.application_id)
        if decision is not None and application is not None:
            parts = access.parts_of(unit, application)
            if parts & deciding.PANEL:
                yield decision, application, parts


def _line(unit: Looking, decision: Decision, application: Application, parts: frozenset[str], left: Amount, currency: str | None) -> Line:
    if decision.state == DRAFT:
        support, blockers = _to_propose(unit, decision, application, parts, left, currency)
        return Line(decision=decision, application=application, support=support, next=PROPOSE, blockers=tuple(dict.fromkeys(blockers)))
    waiting = decision.state == PROPOSED
    blockers = list(_to_approve(unit, decision, application, parts)) if waiting else []
    next = APPROVE if waiting else None
    return Line(decision=decision, application=application, support=decision.support, next=next, blockers=tuple(blockers))


def _to_propose(
    unit: Looking, decision: Decision, application: Application, parts: frozenset[str], left: Amount, currency: str | None
) -> tuple[Support | None, list[str]]:
    frame = deciding.frame_of(unit, application)
    blockers = [*_in_the_way(unit, application, parts, "propose_decision"), *(fault["code"] for fault in faults(decision.content, frame))]
    support = granted(decision.content, frame)
    if support is not None and not blockers and not left.covers(amount_of(support, currency)):
        blockers.append(EXCEEDED)
    return support, blockers


def _to_approve(unit: Looking, decision: Decision, application: Application, parts: frozenset[str]) -> Iterator[str]:
    yield from _in_the_way(unit, application, parts, str(decision.outcome))
    if MANAGEMENT in parts and decision.proposed_by == unit.actor.person_id:
        yield "technical_fund.second_person"
    if decision.proposed_by is not None and unit.recusals.holds(application.id, decision.proposed_by):
        yield "technical_fund.proposer_recused"


def _in_the_way(unit: Looking, application: Application, parts: frozenset[str], event: str) -> Iterator[str]:
    try:
        unit.workflows.version(application.workflow_id, application.workflow_version).step(application.state, event, parts)
        deciding.check_untouched(unit, application)
    except Refusal as refused:
        yield refused.code
