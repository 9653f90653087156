"""What a city reports on its award: how far it has come, by indicators and evidence, and what it has spent."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.standard import Done, FilePart
from contracts.technical_fund.award_views import PartCode, ReportKind
from contracts.technical_fund.shared import PUBLISHER, Money
from contracts.words import (
    Count,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Line,
    MergePatchOf,
    Multiline,
    OneOf,
    Paragraph,
    Regexp,
    Sha256,
)

ReportState = Annotated[str, OneOf(["draft", "submitted", "returned", "accepted"])]
Figure = Annotated[
    str,
    Length(1, 24),
    Regexp(r"^-?[0-9]{1,15}(\.[0-9]{1,6})?\Z", error="must be a decimal number such as 12 or 0.75"),
    Doc("A decimal number, as text: nothing is lost to rounding."),
]
Narrative = Annotated[str, Length(1, 20_000), Multiline()]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """Something counted or measured: where it stood at the beginning, where it shall stand, where it stands."""

    code: PartCode
    label: Line
    unit: Annotated[Line, Doc("What it is counted in.")] | None = None
    baseline: Figure | None = None
    target: Figure | None = None
    value: Figure | None = None


@dataclass(frozen=True, kw_only=True)
class AwardReportContent:
    """What a report says. A draft may hold any part of it; handing it in checks that all of it is there."""

    language: Language = "en"
    done: Annotated[Narrative, Doc("What was done in the period.")] | None = None
    difficulties: Narrative | None = None
    next_steps: Narrative | None = None
    indicators: Annotated[tuple[Indicator, ...], Length(max=50)] = ()
    milestones: Annotated[tuple[PartCode, ...], Length(max=50), Doc("Milestones that the report shows to be reached.")] = ()
    spent: Annotated[Money, Doc("What has been spent of the award since it began.")] | None = None


@dataclass(frozen=True, kw_only=True)
class ReportEvidence:
    """A file that shows what a report says."""

    file_id: Id
    file_name: Line
    media_type: Line
    size: Count
    sha256: Sha256
    shows: Line


@dataclass(frozen=True, kw_only=True)
class ReportReturn:
    """Why a report was returned."""

    returned_at: Instant
    reason: Paragraph


@dataclass(frozen=True, kw_only=True)
class AwardReportRow:
    id: Id
    award_id: Id
    code: PartCode
    kind: ReportKind
    state: ReportState
    due_on: Day | None
    submitted_at: Instant | None
    accepted_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class AwardReportsPage:
    items: tuple[AwardReportRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class AwardReportView(AwardReportRow):
    """A report: a draft is the city's own."""

    application_id: Id
    city_id: Id
    content: AwardReportContent
    evidence: tuple[ReportEvidence, ...]
    returns: tuple[ReportReturn, ...]
    version: Count


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class DraftAwardReport:
    """Begin a report that the schedule asks for. There is one for each that is owed."""

    award_id: Id
    code: PartCode
    content: AwardReportContent = AwardReportContent()


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class ReviseAwardReport:
    """Change a draft, or a report that was returned."""

    report_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(AwardReportContent)]


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class AttachReportEvidence:
    """Add an uploaded file that shows what the report says."""

    report_id: Id
    upload_id: Annotated[Id, Doc("A complete upload for `fund_report`.")]
    shows: Line


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class DetachReportEvidence:
    """Take a file out of a draft or a returned report."""

    report_id: Id
    file_id: Id


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardAwardReport:
    """Throw a draft away that was never handed in."""

    report_id: Id


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class SubmitAwardReport:
    """Hand a report in."""

    report_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class ReturnAwardReport:
    """Give a report back to the city, and say what is missing."""

    report_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class AcceptAwardReport:
    """Accept a report. The milestones it names are reached."""

    report_id: Id


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=AwardReportsPage)
@dataclass(frozen=True, kw_only=True)
class ListAwardReports:
    """An award's reports in the order they were begun; drafts for the city only."""

    award_id: Id
    state: ReportState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=AwardReportView)
@dataclass(frozen=True, kw_only=True)
class GetAwardReport:
    """One report."""

    report_id: Id


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadReportEvidence:
    """Some bytes of a file that a report names as evidence."""

    report_id: Id
    file_id: Id
    offset: Count = 0


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardReportSubmitted:
    """The city has handed in a report."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    report_id: Id
    code: PartCode
    report_kind: ReportKind
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardReportReturned:
    """A report lies with the city again."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    report_id: Id
    code: PartCode
    report_kind: ReportKind
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardReportAccepted:
    """A report has been accepted."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    report_id: Id
    code: PartCode
    report_kind: ReportKind
    at: Instant
