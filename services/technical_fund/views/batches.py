"""Batches, each with its dry run."""

from contracts.technical_fund import BatchesPage, BatchView, GetFundDecisionBatch, ListFundDecisionBatches
from services.technical_fund.domain.batching import check_leads, dry_run, known_batch
from services.technical_fund.domain.showing.batches import batch_row, batch_view
from services.technical_fund.views.ports import Reading, after


def get_fund_decision_batch(unit: Reading, request: GetFundDecisionBatch) -> BatchView:
    batch = known_batch(unit, request.batch_id)
    return batch_view(batch, dry_run(unit, batch))


def list_fund_decision_batches(unit: Reading, request: ListFundDecisionBatches) -> BatchesPage:
    check_leads(unit, request.call_id)
    found = unit.batches.page(after(unit, request), request.call_id)
    items, more = unit.cursors.page(request, found, unit.batches.sort_key)
    return BatchesPage(items=tuple(batch_row(one) for one in items), next=more)
