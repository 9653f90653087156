"""A report on an award: a draft of the city's, handed in, returned or accepted."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid, NotFound
from contracts.technical_fund import AwardReportContent, ReportEvidence
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.schedule import FINAL

DRAFT, SUBMITTED, RETURNED, ACCEPTED = "draft", "submitted", "returned", "accepted"
WITH_CITY: Final = (DRAFT, RETURNED)
MOST_FILES: Final = 20
MOST_RETURNS: Final = 50


@dataclass(frozen=True, kw_only=True)
class Return:
    """Why it was given back."""

    reason: str
    returned_at: datetime
    returned_by: str | None


@dataclass(kw_only=True)
class AwardReport(Aggregate):
    """One report that the schedule asks for. What it says is final once it is accepted."""

    kind: ClassVar[str] = "fund-award-reports"
    award_id: str
    application_id: str
    city_id: str
    code: str
    report_kind: str
    drafted_at: datetime
    drafted_by: str | None
    content: AwardReportContent = field(default_factory=AwardReportContent)
    evidence: tuple[ReportEvidence, ...] = ()
    state: str = DRAFT
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    returns: tuple[Return, ...] = ()
    accepted_at: datetime | None = None
    accepted_by: str | None = None

    def require(self, *states: str) -> None:
        if self.state not in states:
            raise Conflict("technical_fund.wrong_report_state", f"not while the report is {self.state}", {"state": self.state})

    def revise(self, content: AwardReportContent) -> None:
        self.require(*WITH_CITY)
        self.content = content

    def attach(self, evidence: ReportEvidence) -> None:
        self.require(*WITH_CITY)
        if any(one.file_id == evidence.file_id for one in self.evidence):
            raise Conflict("technical_fund.attached_already", "the report has this file", {"file_id": evidence.file_id})
        if len(self.evidence) >= MOST_FILES:
            raise Conflict("technical_fund.too_many_files", f"{MOST_FILES} files at most", {"most": MOST_FILES})
        self.evidence = (*self.evidence, evidence)

    def detach(self, file_id: str) -> None:
        self.require(*WITH_CITY)
        self.file(file_id)
        self.evidence = tuple(one for one in self.evidence if one.file_id != file_id)

    def file(self, file_id: str) -> ReportEvidence:
        """Raises `NotFound` for a file that the report does not name."""
        found = next((one for one in self.evidence if one.file_id == file_id), None)
        if found is None:
            raise NotFound("technical_fund.no_report_file", "the report names no such file")
        return found

    def submit(self, award: Award, *, by: str | None, at: datetime) -> None:
        """Raises `Invalid` naming everything that is missing or does not fit the award."""
        self.require(*WITH_CITY)
        check_complete(self, award)
        self.state, self.submitted_at, self.submitted_by = SUBMITTED, at, by

    def give_back(self, reason: str, *, by: str | None, at: datetime) -> None:
        self.require(SUBMITTED)
        if len(self.returns) >= MOST_RETURNS:
            raise Conflict("technical_fund.too_many_returns", f"returned {MOST_RETURNS} times", {"most": MOST_RETURNS})
        self.returns = (*self.returns, Return(reason=reason, returned_at=at, returned_by=by))
        self.state = RETURNED

    def accept(self, *, by: str | None, at: datetime) -> None:
        self.require(SUBMITTED)
        self.state, self.accepted_at, self.accepted_by = ACCEPTED, at, by


def check_complete(report: AwardReport, award: Award) -> None:
    """A report says what was done and what was spent; a final one where every indicator stands, with something that shows it."""
    content = report.content
    faults = [] if content.done else [_missing("/content/done")]
    if award.currency is not None:
        faults += [] if content.spent is not None else [_missing("/content/spent")]
    if content.spent is not None and content.spent.currency != award.currency:
        message = f"must be {award.currency}" if award.currency else "must be left out"
        faults.append(_fault("/content/spent/currency", "technical_fund.wrong_currency", message))
    for position, indicator in enumerate(content.indicators):
        if indicator.value is None:
            faults.append(_missing(f"/content/indicators/{position}/value"))
    known = {milestone.code for milestone in award.plan.schedule.milestones}
    for position, code in enumerate(content.milestones):
        if code not in known:
            faults.append(_fault(f"/content/milestones/{position}", "technical_fund.no_milestone", "is not in the schedule"))
    if report.report_kind == FINAL and not report.evidence:
        faults.append(_missing("/evidence"))
    if faults:
        raise Invalid.fields(faults)


def _missing(pointer: str) -> dict[str, str]:
    return _fault(pointer, "required", "is missing")


def _fault(pointer: str, code: str, message: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "message": message}
