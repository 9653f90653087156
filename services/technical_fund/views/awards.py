"""Awards and what belongs to them: for the management unit, and for those who work for the city."""

from contracts.errors import NotFound
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.standard import FilePart
from contracts.technical_fund import (
    AmendmentsPage,
    AmendmentView,
    AwardReportsPage,
    AwardReportView,
    FundAwardsPage,
    FundAwardView,
    GetAwardAmendment,
    GetAwardReport,
    GetFundAward,
    ListAwardAmendments,
    ListAwardReports,
    ListFundAwards,
    ReadFundAgreement,
    ReadReportEvidence,
)
from services.technical_fund.domain.access import hidden
from services.technical_fund.domain.amendment_access import amendment_known
from services.technical_fund.domain.award_access import award_known
from services.technical_fund.domain.awards.agreement import CITY
from services.technical_fund.domain.report_access import report_known
from services.technical_fund.domain.showing.award_pages import award_shown, report_shown
from services.technical_fund.domain.showing.award_reports import amendment_view, report_row
from services.technical_fund.domain.showing.awards import award_row
from services.technical_fund.views.ports import Reading, after


def list_fund_awards(unit: Reading, request: ListFundAwards) -> FundAwardsPage:
    found = unit.awards.page(
        after(unit, request),
        readers=_readers(unit),
        call_id=request.call_id,
        city_id=request.city_id,
        state=request.state,
        without=_left_out(unit),
    )
    items, more = unit.cursors.page(request, found, unit.awards.sort_key)
    return FundAwardsPage(items=tuple(award_row(award) for award in items), next=more)


def get_fund_award(unit: Reading, request: GetFundAward) -> FundAwardView:
    award, side, _ = award_known(unit, request.award_id)
    return award_shown(unit, award, side)


def read_fund_agreement(unit: Reading, request: ReadFundAgreement) -> FilePart:
    award, side, _ = award_known(unit, request.award_id)
    version = award.version_called(request.agreement_version)
    if version.file_id is None or (side == CITY and not version.was_sent):
        raise NotFound("technical_fund.no_agreement_document", "there is no such document")
    return unit.files.read(version.file_id, request.offset)


# ---------------------------------------------------------------- reports and amendments


def list_award_reports(unit: Reading, request: ListAwardReports) -> AwardReportsPage:
    award, side, _ = award_known(unit, request.award_id)
    found = unit.award_reports.page(after(unit, request), award_id=award.id, state=request.state, drafts=side == CITY)
    items, more = unit.cursors.page(request, found, unit.award_reports.sort_key)
    days = {one.code: one.due_on for one in award.plan.schedule.reports}
    return AwardReportsPage(items=tuple(report_row(report, days.get(report.code)) for report in items), next=more)


def get_award_report(unit: Reading, request: GetAwardReport) -> AwardReportView:
    report, award, _ = report_known(unit, request.report_id)
    return report_shown(award, report)


def read_report_evidence(unit: Reading, request: ReadReportEvidence) -> FilePart:
    report, _, _ = report_known(unit, request.report_id)
    return unit.files.read(report.file(request.file_id).file_id, request.offset)


def list_award_amendments(unit: Reading, request: ListAwardAmendments) -> AmendmentsPage:
    award, _, _ = award_known(unit, request.award_id)
    found = unit.amendments.page(after(unit, request), award_id=award.id)
    items, more = unit.cursors.page(request, found, unit.amendments.sort_key)
    return AmendmentsPage(items=tuple(amendment_view(amendment) for amendment in items), next=more)


def get_award_amendment(unit: Reading, request: GetAwardAmendment) -> AmendmentView:
    amendment, _, _ = amendment_known(unit, request.amendment_id)
    return amendment_view(amendment)


def _readers(unit: Reading) -> frozenset[str]:
    if unit.actor.has(MANAGEMENT_UNIT):
        return frozenset({"network"})
    return frozenset(f"city:{id}" for role in (FOCAL_POINT, MAYORS_OFFICE) for id in unit.actor.scopes(role))


def _left_out(unit: Reading) -> frozenset[str]:
    """Recusals bind the Fund's people; the city's own know their award."""
    return hidden(unit) if unit.actor.has(MANAGEMENT_UNIT) else frozenset()
