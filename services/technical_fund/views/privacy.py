"""How long what is kept, what is held back, and what went."""

from contracts.technical_fund import (
    FundLegalHolds,
    FundRetentionRuns,
    FundRetentionView,
    GetFundRetention,
    ListFundLegalHolds,
    ListFundRetentionRuns,
)
from services.technical_fund.domain.access import hidden
from services.technical_fund.domain.showing.privacy import hold_view, retention_view, run_view
from services.technical_fund.views.ports import Reading, after


def get_fund_retention(unit: Reading, request: GetFundRetention) -> FundRetentionView:
    return retention_view(unit.retention.current())


def list_fund_legal_holds(unit: Reading, request: ListFundLegalHolds) -> FundLegalHolds:
    without = hidden(unit)
    return FundLegalHolds(items=tuple(hold_view(hold) for hold in unit.legal_holds.all() if hold.id not in without))


def list_fund_retention_runs(unit: Reading, request: ListFundRetentionRuns) -> FundRetentionRuns:
    items, following = unit.cursors.page(request, unit.retention_runs.page(after(unit, request)), unit.retention_runs.sort_key)
    return FundRetentionRuns(items=tuple(map(run_view, items)), next=following)
