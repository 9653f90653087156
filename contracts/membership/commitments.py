"""What cities promise together and what becomes of it: declarations, endorsements, and reports with dated evidence."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.fields import Entries
from contracts.membership.shared import PUBLISHER
from contracts.membership.structures import Link
from contracts.roles import ANYONE, FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.standard import Done, FilePart
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Line,
    LongTexts,
    MergePatchOf,
    Multiline,
    OneOf,
    Paragraph,
    Range,
    Regexp,
    SourceLang,
    Texts,
    Word,
)

CommitmentCode = Annotated[
    str, Length(1, 60), Regexp(r"^[a-z][a-z0-9_]*\Z", error="must be a word of small letters, digits and underscores")
]
DeclarationState = Annotated[str, OneOf(["draft", "published", "closed"])]
EndorsementState = Annotated[str, OneOf(["endorsed", "withdrawn"])]
ProgressStatus = Annotated[str, OneOf(["planned", "under_way", "done", "stopped"])]
Narrative = Annotated[dict[Language, Annotated[str, Length(1, 2000), Multiline()]], Doc("Some sentences by language tag."), Entries(1, 20)]
Months = Annotated[int, Range(1, 60)]


@dataclass(frozen=True, kw_only=True)
class NamedCommitment:
    """One thing that whoever endorses the declaration promises."""

    code: CommitmentCode
    texts: Narrative


@dataclass(frozen=True, kw_only=True)
class DeclarationContent:
    """What a declaration says. A draft may hold any part of it; publication checks that all of it is there."""

    titles: Texts | None = None
    texts: LongTexts | None = None
    source_lang: SourceLang | None = None
    commitments: Annotated[tuple[NamedCommitment, ...], Length(max=50)] = ()
    open_from: Annotated[Day, Doc("The first day on which it may be endorsed; at once without one.")] | None = None
    open_until: Annotated[Day, Doc("The last day on which it may be endorsed.")] | None = None
    report_every_months: Annotated[Months, Doc("A city that has not reported for so long is silent.")] = 12


@dataclass(frozen=True, kw_only=True)
class DeclarationView:
    """A declaration that cities may endorse, with the number of those that stand by it today."""

    id: Id
    state: DeclarationState
    content: DeclarationContent
    open: Annotated[bool, Doc("Whether it may be endorsed today.")]
    endorsements: Count
    drafted_at: Instant
    published_at: Instant | None
    closed_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class DeclarationsPage:
    items: tuple[DeclarationView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DeclarationView)
@dataclass(frozen=True, kw_only=True)
class DraftDeclaration:
    """Begin a declaration, as a draft that only the management unit sees."""

    declaration: DeclarationContent = DeclarationContent()


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DeclarationView)
@dataclass(frozen=True, kw_only=True)
class ReviseDeclaration:
    """Change a draft. A published declaration stays as it is: cities have put their names under it."""

    declaration_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(DeclarationContent)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardDeclaration:
    """Throw a draft away. Only drafts vanish."""

    declaration_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DeclarationView)
@dataclass(frozen=True, kw_only=True)
class PublishDeclaration:
    """Show the declaration to everybody, for cities to endorse."""

    declaration_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=DeclarationView)
@dataclass(frozen=True, kw_only=True)
class CloseDeclaration:
    """Take no more endorsements. Those that stand go on, and so do their reports."""

    declaration_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=DeclarationsPage)
@dataclass(frozen=True, kw_only=True)
class ListDeclarations:
    """Declarations, newest first; drafts for the management unit only."""

    state: DeclarationState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=DeclarationView)
@dataclass(frozen=True, kw_only=True)
class GetDeclaration:
    """One declaration."""

    declaration_id: Id


# ---------------------------------------------------------------- endorsements and reports


@dataclass(frozen=True, kw_only=True)
class EvidenceGiven:
    """Something with a date that shows what a report says: where it can be read, or an uploaded PDF, or both."""

    on: Annotated[Day, Doc("The day it happened or was published.")]
    shows: Narrative
    link: Link | None = None
    upload_id: Id | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Something with a date that shows what a report says."""

    on: Day
    shows: Narrative
    link: Link | None = None
    file_id: Id | None = None
    file_name: Line | None = None


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """What a city reported on one commitment. A correction names the report it stands in for; both stay."""

    id: Id
    commitment: CommitmentCode
    status: ProgressStatus
    summary: Narrative | None
    source_lang: SourceLang | None
    evidence: tuple[Evidence, ...]
    reported_at: Instant
    supersedes: Id | None
    superseded_by: Id | None


@dataclass(frozen=True, kw_only=True)
class CommitmentProgress:
    """Where one commitment of one city stands: its last report, or silence since a day. What is done or stopped is not silent."""

    code: CommitmentCode
    status: ProgressStatus | None
    reported_at: Instant | None
    silent: bool
    silent_since: Day | None


@dataclass(frozen=True, kw_only=True)
class EndorsementRow:
    """A city that stands by a declaration, with what it has said of each commitment and how long it has said nothing."""

    id: Id
    declaration_id: Id
    city_id: Id
    city_names: Texts
    country: Country
    state: EndorsementState
    endorsed_at: Instant
    withdrawn_at: Instant | None
    last_reported_at: Instant | None
    next_report_by: Day | None
    silent: bool
    silent_since: Day | None
    progress: tuple[CommitmentProgress, ...]


@dataclass(frozen=True, kw_only=True)
class EndorsementView:
    """A city's endorsement with every report it ever made. `withdrawal_reason` is the city's own."""

    id: Id
    declaration_id: Id
    city_id: Id
    city_names: Texts
    country: Country
    state: EndorsementState
    endorsed_at: Instant
    withdrawn_at: Instant | None
    withdrawal_reason: Paragraph | None
    last_reported_at: Instant | None
    next_report_by: Day | None
    silent: bool
    silent_since: Day | None
    progress: tuple[CommitmentProgress, ...]
    reports: tuple[ReportView, ...]
    version: Count


@dataclass(frozen=True, kw_only=True)
class EndorsementsPage:
    items: tuple[EndorsementRow, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE,), answer=EndorsementView)
@dataclass(frozen=True, kw_only=True)
class EndorseDeclaration:
    """Put the city's name under a declaration. Only its mayor's office binds a city."""

    declaration_id: Id
    city_id: Id


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE,), answer=EndorsementView)
@dataclass(frozen=True, kw_only=True)
class WithdrawEndorsement:
    """Take the city's name back, and say why. What it reported stays."""

    endorsement_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=EndorsementView)
@dataclass(frozen=True, kw_only=True)
class ReportProgress:
    """Say where a commitment stands, with at least one piece of dated evidence. `supersedes` corrects an earlier report."""

    endorsement_id: Id
    commitment: CommitmentCode
    status: ProgressStatus
    evidence: Annotated[tuple[EvidenceGiven, ...], Length(1, 20)]
    summary: Narrative | None = None
    source_lang: SourceLang | None = None
    supersedes: Id | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=EndorsementsPage)
@dataclass(frozen=True, kw_only=True)
class ListEndorsements:
    """The cities that stand, or stood, by a declaration, in the order they came, the silent ones among them."""

    declaration_id: Id
    state: EndorsementState | None = None
    country: Country | None = None
    silent: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=EndorsementsPage)
@dataclass(frozen=True, kw_only=True)
class ListCityEndorsements:
    """What one city has endorsed, in that order."""

    city_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=EndorsementView)
@dataclass(frozen=True, kw_only=True)
class GetEndorsement:
    """One endorsement with its reports."""

    endorsement_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadEvidence:
    """Some bytes of a PDF that a report names as evidence."""

    endorsement_id: Id
    file_id: Id
    offset: Count = 0


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="declarations/{declaration_id}")
@dataclass(frozen=True, kw_only=True)
class DeclarationPublished:
    """Cities may endorse a declaration."""

    declaration_id: Id
    commitments: tuple[Word, ...]
    open_from: Day
    open_until: Day | None
    report_every_months: Months
    published_at: Instant


@event(PUBLISHER, subject="declarations/{declaration_id}")
@dataclass(frozen=True, kw_only=True)
class DeclarationClosed:
    """A declaration takes no more endorsements; its last day has passed, or the management unit has closed it."""

    declaration_id: Id
    closed_at: Instant


@event(PUBLISHER, subject="endorsements/{endorsement_id}")
@dataclass(frozen=True, kw_only=True)
class CommitmentEndorsed:
    """A city has put its name under a declaration."""

    endorsement_id: Id
    declaration_id: Id
    city_id: Id
    endorsed_at: Instant


@event(PUBLISHER, subject="endorsements/{endorsement_id}")
@dataclass(frozen=True, kw_only=True)
class EndorsementWithdrawn:
    """A city has taken its name back."""

    endorsement_id: Id
    declaration_id: Id
    city_id: Id
    withdrawn_at: Instant


@event(PUBLISHER, subject="endorsements/{endorsement_id}")
@dataclass(frozen=True, kw_only=True)
class ProgressReported:
    """A city has said where a commitment stands. `evidence_on` is the day of its latest evidence."""

    endorsement_id: Id
    declaration_id: Id
    city_id: Id
    report_id: Id
    commitment: CommitmentCode
    status: ProgressStatus
    evidence_on: Day
    supersedes: Id | None
    reported_at: Instant


@event(PUBLISHER, subject="endorsements/{endorsement_id}")
@dataclass(frozen=True, kw_only=True)
class ProgressReportDue:
    """A city should report on what it has endorsed; from `due_on` on it is silent."""

    endorsement_id: Id
    declaration_id: Id
    city_id: Id
    due_on: Day
