"""What an award looks like: its agreement's versions, its schedule, and where its account stands."""

from dataclasses import dataclass
from typing import Annotated

from contracts.technical_fund.shared import Currency, Reference, Support
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
    Line,
    LongTexts,
    OneOf,
    Paragraph,
    Regexp,
    Sha256,
    Texts,
)

PartCode = Annotated[str, Length(1, 40), Regexp(r"^[a-z][a-z0-9_]*\Z", error="must be a word of small letters, digits and underscores")]
AwardState = Annotated[
    str,
    OneOf(["agreement_draft", "agreement_sent", "signed_by_city", "in_force", "suspended", "terminated", "closing", "closed"]),
]
ReportKind = Annotated[str, OneOf(["progress", "final"])]
AgreementState = Annotated[str, OneOf(["preparing", "ready", "sent", "signed_by_city", "signed", "returned", "superseded"])]
AgreementSide = Annotated[str, OneOf(["city", "network"])]
TrancheState = Annotated[str, OneOf(["planned", "requested", "approved_first", "approved_second", "paid", "cancelled"])]


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """Something the city will have done by a day, and what shows it."""

    code: PartCode
    texts: Texts
    due_on: Day
    deliverable: LongTexts | None = None


@dataclass(frozen=True, kw_only=True)
class ReportDue:
    """A report the city owes by a day."""

    code: PartCode
    kind: ReportKind
    due_on: Day


@dataclass(frozen=True, kw_only=True)
class Tranche:
    """A part of the award that is paid, or delivered as experts' days, on its own: money or days, not both. It waits for its milestones to
    be reached and its reports to be accepted."""

    code: PartCode
    support: Support
    due_on: Day
    after_milestones: Annotated[tuple[PartCode, ...], Length(max=50)] = ()
    after_reports: Annotated[tuple[PartCode, ...], Length(max=50)] = ()


@dataclass(frozen=True, kw_only=True)
class AwardSchedule:
    """What is due when. Tranches add up to the award exactly; one final report is the last that is owed."""

    milestones: Annotated[tuple[Milestone, ...], Length(max=50)] = ()
    reports: Annotated[tuple[ReportDue, ...], Length(max=50)] = ()
    tranches: Annotated[tuple[Tranche, ...], Length(max=50)] = ()


@dataclass(frozen=True, kw_only=True)
class MilestoneView(Milestone):
    reached_at: Instant | None
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class ReportDueView(ReportDue):
    report_id: Id | None
    state: Annotated[str, OneOf(["missing", "draft", "submitted", "returned", "accepted"])]
    overdue: bool


@dataclass(frozen=True, kw_only=True)
class TrancheView(Tranche):
    """`ready` says that nothing it waits for is missing. Who approved it is the management unit's to know."""

    state: TrancheState
    ready: bool
    waits_for: Annotated[tuple[PartCode, ...], Doc("Milestones not reached and reports not accepted.")]
    held: Annotated[Paragraph, Doc("Why it is held; null while it is not.")] | None
    returned: Annotated[Paragraph, Doc("Why its approval was returned last.")] | None
    requested_at: Instant | None
    first_approved_by: Id | None
    second_approved_by: Id | None
    paid_on: Day | None
    payment_reference: Line | None


@dataclass(frozen=True, kw_only=True)
class AgreementSignature:
    """One side's name under one document. `signed_by` is shown to one's own side."""

    side: AgreementSide
    signed_by: Id | None
    signed_at: Instant
    sha256: Sha256


@dataclass(frozen=True, kw_only=True)
class AgreementVersionView:
    """One version of the agreement: a document of ours or an uploaded one, by its SHA-256, and who has signed exactly that."""

    version: Count
    state: AgreementState
    source: Annotated[str, OneOf(["generated", "uploaded"])]
    language: Language
    support: Support
    sha256: Sha256 | None
    amendment_id: Id | None
    job_id: Annotated[Id, Doc("The job that draws the document; ask again when it is done.")] | None
    drawn_up_at: Instant
    sent_at: Instant | None
    return_reason: Paragraph | None
    signatures: tuple[AgreementSignature, ...]


@dataclass(frozen=True, kw_only=True)
class AwardAccount:
    """Where the award's money and days stand in the ledger. `to_recover` is what is claimed back and has not come yet."""

    awarded: Support
    reserved: Support
    committed: Support
    paid: Annotated[Support, Doc("Paid to the city or delivered to it, before anything came back.")]
    recovered: Support
    to_recover: Support


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """How the account is closed: awarded = paid + released, and what was paid was spent, has come back, or is written off."""

    spent: Annotated[Support, Doc("What the city has spent, as its accepted reports say; all days that were delivered.")]
    written_off: Support
    released: Annotated[Support, Doc("What was never paid and returns to the envelope.")]
    refund: Annotated[Support, Doc("What was paid and is none of these: it has to come back first.")]
    note: Paragraph | None
    proposed_at: Instant
    proposed_by: Id | None
    approved_by: Id | None


@dataclass(frozen=True, kw_only=True)
class FundAwardRow:
    """An award as it stands in lists."""

    id: Id
    reference: Reference
    application_id: Id
    call_id: Id
    city_id: Id
    country: Country | None
    state: AwardState
    support: Support
    made_at: Instant
    next_due_on: Annotated[Day, Doc("The nearest day on which something is due, overdue things included.")] | None


@dataclass(frozen=True, kw_only=True)
class FundAwardsPage:
    items: tuple[FundAwardRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundAwardView:
    """An award: for the management unit, and for those who work for the city it was made to."""

    id: Id
    reference: Reference
    application_id: Id
    call_id: Id
    city_id: Id
    country: Country | None
    envelope_id: Id
    decision_id: Id
    state: AwardState
    currency: Currency | None
    support: Support
    milestones: tuple[MilestoneView, ...]
    reports: tuple[ReportDueView, ...]
    tranches: tuple[TrancheView, ...]
    agreement: tuple[AgreementVersionView, ...]
    account: AwardAccount
    suspended_for: Paragraph | None
    terminated_for: Paragraph | None
    settlement: Settlement | None
    made_at: Instant
    in_force_since: Instant | None
    ended_at: Instant | None
    version: Count
