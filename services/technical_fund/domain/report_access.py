"""Who may know of a report on an award: whoever may know of the award; a draft is the city's own."""

from typing import Protocol

from contracts.errors import NotFound
from services.technical_fund.domain.award_access import LookingAtAwards, award_known
from services.technical_fund.domain.award_reports import DRAFT, AwardReport
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.agreement import CITY


class Reports(Protocol):
    def find(self, id: str) -> AwardReport | None: ...


class LookingAtReports(LookingAtAwards, Protocol):
    """What is looked into to show a report."""

    @property
    def award_reports(self) -> Reports: ...


def report_known(unit: LookingAtReports, report_id: str) -> tuple[AwardReport, Award, str]:
    """The report, its award, and the actor's side. Raises `technical_fund.no_report` for everybody who may not know of it."""
    report = unit.award_reports.find(report_id)
    if report is None:
        raise no_report()
    try:
        award, side, _ = award_known(unit, report.award_id)
    except NotFound:
        raise no_report() from None
    if report.state == DRAFT and side != CITY:
        raise no_report()
    return report, award, side


def no_report() -> NotFound:
    return NotFound("technical_fund.no_report", "there is no such report")
