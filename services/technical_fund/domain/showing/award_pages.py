"""An award with everything that is shown beside it, for commands and views alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.technical_fund import AwardReportView, FundAwardView
from services.technical_fund.domain.award_reports import DRAFT, AwardReport
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.agreement import CITY
from services.technical_fund.domain.ledger import Holding
from services.technical_fund.domain.showing.award_reports import report_view
from services.technical_fund.domain.showing.awards import award_view


class Holdings(Protocol):
    def held_by(self, envelope_id: str, application_id: str) -> Holding: ...


class Reports(Protocol):
    def of_award(self, award_id: str) -> Sequence[AwardReport]: ...


class Showing(Protocol):
    """What is looked into to show an award."""

    @property
    def now(self) -> datetime: ...
    @property
    def holdings(self) -> Holdings: ...
    @property
    def award_reports(self) -> Reports: ...


def award_shown(unit: Showing, award: Award, side: str) -> FundAwardView:
    """A draft report is the city's own."""
    reports = {one.code: one for one in unit.award_reports.of_award(award.id) if side == CITY or one.state != DRAFT}
    holding = unit.holdings.held_by(award.envelope_id, award.application_id)
    return award_view(award, holding, reports, side=side, today=unit.now.date())


def report_shown(award: Award, report: AwardReport) -> AwardReportView:
    """A report that an amendment has taken out of the schedule has no day any more."""
    days = {one.code: one.due_on for one in award.plan.schedule.reports}
    return report_view(report, days.get(report.code))
