"""Batches as they are shown."""

from contracts.technical_fund import BatchLineView, BatchRow, BatchView
from services.technical_fund.domain.batches import Batch
from services.technical_fund.domain.batching import DryRun


def batch_view(batch: Batch, found: DryRun) -> BatchView:
    return BatchView(
        id=batch.id,
        call_id=batch.call_id,
        run_id=batch.run_id,
        lines=tuple(
            BatchLineView(
                application_id=line.application.id,
                decision_id=line.decision.id,
                state=line.decision.state,
                outcome=line.decision.outcome,
                support=line.support,
                next=line.next,
                blockers=line.blockers,
            )
            for line in found.lines
        ),
        envelope_before=found.before,
        envelope_after=found.after,
        job_id=batch.job_id,
        made_by=batch.made_by,
        made_at=batch.made_at,
        version=batch.version,
    )


def batch_row(batch: Batch) -> BatchRow:
    return BatchRow(id=batch.id, call_id=batch.call_id, run_id=batch.run_id, made_at=batch.made_at, version=batch.version)
