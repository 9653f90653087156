"""How declarations, endorsements and reports are shown: alike to everybody, silence included."""

from datetime import date
from typing import Any

from contracts.membership import CommitmentProgress, DeclarationView, EndorsementRow, EndorsementView, ReportView
from services.membership.domain.city import City
from services.membership.domain.declaration import Declaration
from services.membership.domain.endorsement import Endorsement, Report, Standing


def declaration_view(declaration: Declaration, endorsements: int, today: date) -> DeclarationView:
    return DeclarationView(
        id=declaration.id,
        state=declaration.state,
        content=declaration.content,
        open=declaration.open(today),
        endorsements=endorsements,
        drafted_at=declaration.drafted_at,
        published_at=declaration.published_at,
        closed_at=declaration.closed_at,
        version=declaration.version,
    )


def endorsement_row(endorsement: Endorsement, city: City, today: date) -> EndorsementRow:
    return EndorsementRow(**_standing_of(endorsement, city, today))


def endorsement_view(endorsement: Endorsement, city: City, today: date) -> EndorsementView:
    return EndorsementView(
        **_standing_of(endorsement, city, today),
        withdrawal_reason=endorsement.withdrawal_reason,
        reports=tuple(_report(report, endorsement) for report in endorsement.reports),
        version=endorsement.version,
    )


def _standing_of(endorsement: Endorsement, city: City, today: date) -> dict[str, Any]:
    silence = endorsement.silence(today)
    return {
        "id": endorsement.id,
        "declaration_id": endorsement.declaration_id,
        "city_id": city.id,
        "city_names": city.names,
        "country": city.country,
        "state": endorsement.state,
        "endorsed_at": endorsement.endorsed_at,
        "withdrawn_at": endorsement.withdrawn_at,
        "last_reported_at": endorsement.last_reported_at,
        "next_report_by": silence.by,
        "silent": silence.silent,
        "silent_since": silence.since,
        "progress": tuple(_progress(standing) for standing in endorsement.standings(today)),
    }


def _progress(standing: Standing) -> CommitmentProgress:
    last = standing.last
    return CommitmentProgress(
        code=standing.code,
        status=last.status if last else None,
        reported_at=last.reported_at if last else None,
        silent=standing.silence.silent,
        silent_since=standing.silence.since,
    )


def _report(report: Report, endorsement: Endorsement) -> ReportView:
    return ReportView(
        id=report.id,
        commitment=report.commitment,
        status=report.status,
        summary=report.summary,
        source_lang=report.source_lang,
        evidence=report.evidence,
        reported_at=report.reported_at,
        supersedes=report.supersedes,
        superseded_by=endorsement.superseded_by(report.id),
    )
