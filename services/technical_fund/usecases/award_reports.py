"""Reports on awards: drafted and handed in by the city, returned or accepted by the management unit."""

from chassis.context import new_id
from contracts.declare import patched
from contracts.errors import Conflict
from contracts.standard import Done
from contracts.technical_fund import (
    AcceptAwardReport,
    AttachReportEvidence,
    AwardReportAccepted,
    AwardReportReturned,
    AwardReportSubmitted,
    AwardReportView,
    DetachReportEvidence,
    DiscardAwardReport,
    DraftAwardReport,
    MilestoneReached,
    ReportEvidence,
    ReturnAwardReport,
    ReviseAwardReport,
    SubmitAwardReport,
)
from services.technical_fund.domain.award_access import award_of_side, not_yours
from services.technical_fund.domain.award_reports import DRAFT, AwardReport
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.agreement import CITY, NETWORK
from services.technical_fund.domain.report_access import report_known
from services.technical_fund.domain.showing.award_pages import report_shown
from services.technical_fund.usecases import award_dates
from services.technical_fund.usecases.award_steps import note
from services.technical_fund.usecases.ports import Fund

PURPOSE = "fund_report"


def draft_award_report(unit: Fund, request: DraftAwardReport) -> AwardReportView:
    """The award is written too: two who begin the same report at once meet in it."""
    award = award_of_side(unit, request.award_id, CITY)
    award.check("report")
    due = award.plan.report_due(request.code)
    if any(one.code == due.code for one in unit.award_reports.of_award(award.id)):
        raise Conflict("technical_fund.report_begun", "this report has been begun", {"code": due.code})
    report = AwardReport(
        id=new_id(),
        award_id=award.id,
        application_id=award.application_id,
        city_id=award.city_id,
        code=due.code,
        report_kind=due.kind,
        drafted_at=unit.now,
        drafted_by=unit.actor.person_id,
        content=request.content,
    )
    unit.award_reports.add(report)
    unit.guard(f"award-reports:{award.id}")
    return report_shown(award, report)


def revise_award_report(unit: Fund, request: ReviseAwardReport) -> AwardReportView:
    report, award = _expected(unit, request.report_id, CITY)
    report.revise(patched(report.content, request.changes))
    return _saved(unit, report, award)


def attach_report_evidence(unit: Fund, request: AttachReportEvidence) -> AwardReportView:
    report, award = _expected(unit, request.report_id, CITY)
    file = unit.files.claim(request.upload_id, f"fund-award-reports/{report.id}", purpose=PURPOSE)
    report.attach(
        ReportEvidence(
            file_id=file.id,
            file_name=file.file_name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            shows=request.shows,
        )
    )
    return _saved(unit, report, award)


def detach_report_evidence(unit: Fund, request: DetachReportEvidence) -> AwardReportView:
    """The file goes with it, unless the report was handed in with it once: what was returned can be looked at again."""
    report, award = _expected(unit, request.report_id, CITY)
    report.detach(request.file_id)
    if report.submitted_at is None:
        unit.files.release(request.file_id, f"fund-award-reports/{report.id}")
    return _saved(unit, report, award)


def discard_award_report(unit: Fund, request: DiscardAwardReport) -> Done:
    report, _ = _expected(unit, request.report_id, CITY)
    report.require(DRAFT)
    for evidence in report.evidence:
        unit.files.release(evidence.file_id, f"fund-award-reports/{report.id}")
    unit.award_reports.remove(report)
    return Done()


def submit_award_report(unit: Fund, request: SubmitAwardReport) -> AwardReportView:
    report, award = _expected(unit, request.report_id, CITY)
    award.check("report")
    report.submit(award, by=unit.actor.person_id, at=unit.now)
    _tell(unit, award, report, AwardReportSubmitted, "report_submitted")
    return _saved(unit, report, award, moved=True)


def return_award_report(unit: Fund, request: ReturnAwardReport) -> AwardReportView:
    report, award = _expected(unit, request.report_id, NETWORK)
    award.check("judge_report")
    report.give_back(request.reason, by=unit.actor.person_id, at=unit.now)
    _tell(unit, award, report, AwardReportReturned, "report_returned", reason=request.reason)
    return _saved(unit, report, award, moved=True)


def accept_award_report(unit: Fund, request: AcceptAwardReport) -> AwardReportView:
    """The milestones it names are reached, and tranches that waited for it may go on."""
    report, award = _expected(unit, request.report_id, NETWORK)
    award.check("judge_report")
    report.accept(by=unit.actor.person_id, at=unit.now)
    award.plan = award.plan.with_accepted(report.code, unit.now)
    known = {one.code for one in award.plan.schedule.milestones}
    for code in report.content.milestones:
        if code in known and code not in award.plan.reached:
            award.plan = award.plan.with_reached((code,), unit.now)
            award.tell(MilestoneReached, milestone=code, at=unit.now)
    _tell(unit, award, report, AwardReportAccepted, "report_accepted")
    return _saved(unit, report, award, moved=True)


def _expected(unit: Fund, report_id: str, side: str) -> tuple[AwardReport, Award]:
    report, award, own = report_known(unit, report_id)
    if own != side:
        raise not_yours()
    unit.expect(report)
    return report, award


def _tell(unit: Fund, award: Award, report: AwardReport, fact: type, what: str, reason: str | None = None) -> None:
    award.tell(fact, report_id=report.id, code=report.code, report_kind=report.report_kind, at=unit.now)
    note(unit, award, what, data={"report_id": report.id, "code": report.code}, texts={"reason": reason})


def _saved(unit: Fund, report: AwardReport, award: Award, *, moved: bool = False) -> AwardReportView:
    """The award is written where something was said of it."""
    unit.award_reports.save(report)
    if moved:
        award_dates.settle(unit, award)
        unit.awards.save(award)
    return report_shown(award, report)
