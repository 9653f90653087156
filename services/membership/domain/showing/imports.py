"""How imports are shown."""

from contracts.membership import ImportSummary, ImportView
from services.membership.domain.imports.run import Import


def import_view(run: Import) -> ImportView:
    return ImportView(
        id=run.id,
        kind=run.table,
        state=run.state,
        file_name=run.file_name,
        size=run.size,
        sha256=run.sha256,
        rows=run.rows,
        problems=run.problems,
        counts=run.counts,
        columns=run.columns,
        preview=run.preview,
        job_id=run.job_id,
        started_by=run.started_by,
        started_at=run.started_at,
        checked_at=run.checked_at,
        confirmed_by=run.confirmed_by,
        applied_at=run.applied_at,
        forgotten_on=run.forgotten_on,
        version=run.version,
    )


def import_summary(run: Import) -> ImportSummary:
    return ImportSummary(
        id=run.id,
        kind=run.table,
        state=run.state,
        file_name=run.file_name,
        rows=run.rows,
        problems=run.problems,
        started_by=run.started_by,
        started_at=run.started_at,
        version=run.version,
    )
