"""Rules of keeping, holds and runs as they are shown."""

from dataclasses import asdict

from contracts.technical_fund import FundLegalHold, FundRetentionRun, FundRetentionView
from services.technical_fund.domain.retention import Hold, Rules, Run


def retention_view(rules: Rules) -> FundRetentionView:
    return FundRetentionView(**asdict(rules.content), changed_at=rules.changed_at, version=rules.version)


def hold_view(hold: Hold) -> FundLegalHold:
    return FundLegalHold(application_id=hold.id, since=hold.since, set_by=hold.set_by, version=hold.version)


def run_view(run: Run) -> FundRetentionRun:
    return FundRetentionRun(
        id=run.id,
        day=run.day,
        started_at=run.started_at,
        finished_at=run.finished_at,
        drafts=run.drafts,
        applications=run.applications,
        reviews=run.reviews,
        histories=run.histories,
    )
