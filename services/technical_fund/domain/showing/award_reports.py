"""Reports and amendments as they are shown."""

from datetime import date

from contracts.technical_fund import AmendmentView, AwardReportRow, AwardReportView, ReportReturn
from services.technical_fund.domain.amendments import Amendment
from services.technical_fund.domain.award_reports import AwardReport


def report_row(report: AwardReport, due_on: date | None) -> AwardReportRow:
    return AwardReportRow(
        id=report.id,
        award_id=report.award_id,
        code=report.code,
        kind=report.report_kind,
        state=report.state,
        due_on=due_on,
        submitted_at=report.submitted_at,
        accepted_at=report.accepted_at,
    )


def report_view(report: AwardReport, due_on: date | None) -> AwardReportView:
    return AwardReportView(
        id=report.id,
        award_id=report.award_id,
        code=report.code,
        kind=report.report_kind,
        state=report.state,
        due_on=due_on,
        submitted_at=report.submitted_at,
        accepted_at=report.accepted_at,
        application_id=report.application_id,
        city_id=report.city_id,
        content=report.content,
        evidence=report.evidence,
        returns=tuple(ReportReturn(returned_at=one.returned_at, reason=one.reason) for one in report.returns),
        version=report.version,
    )


def amendment_view(amendment: Amendment) -> AmendmentView:
    return AmendmentView(
        id=amendment.id,
        award_id=amendment.award_id,
        application_id=amendment.application_id,
        city_id=amendment.city_id,
        kinds=amendment.kinds,
        state=amendment.state,
        requested_by_side=amendment.side,
        reason=amendment.reason,
        support=amendment.amount.support(amendment.currency),
        schedule=amendment.schedule,
        requested_at=amendment.requested_at,
        decided_at=amendment.decided_at,
        decision_note=amendment.decision_note,
        agreement_version=amendment.agreement_version,
        version=amendment.version,
    )
