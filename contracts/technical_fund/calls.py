"""Calls for applications: what the Fund offers, to whom, until when, and by which rules it decides."""

from dataclasses import dataclass, field
from typing import Annotated, Final

from contracts.declare import request
from contracts.fields import Entries
from contracts.roles import ANYONE, MANAGEMENT_UNIT
from contracts.standard import Done
from contracts.technical_fund.forms import FormContent, RubricContent
from contracts.technical_fund.shared import PUBLISHER, Code, Currency, FundFault, Pin, Reference, Support, VersionNumber
from contracts.technical_fund.workflows import WorkflowContent
from contracts.words import (
    Count,
    Country,
    Cursor,
    Doc,
    Email,
    Id,
    Instant,
    Json,
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
    Search,
    SourceLang,
    Texts,
    TimeZone,
    Word,
)

CallStage = Annotated[str, OneOf(["draft", "published", "open", "closed", "cancelled", "archived"])]
Anonymity = Annotated[
    str,
    OneOf(["open", "reviewers_hidden", "city_hidden"]),
    Doc("`reviewers_hidden`: the city never learns who reviewed. `city_hidden`: reviewers do not learn which city applies either."),
]

Summaries = Annotated[dict[Language, Annotated[str, Length(1, 1000), Multiline()]], Doc("Some sentences by language tag."), Entries(1, 50)]
STANDARD_WORKFLOW_PIN: Final = Pin(id="standard", version=1)
"""The process that comes with the house."""


@dataclass(frozen=True, kw_only=True)
class EligibilityRule:
    """One condition on what the network knows of a city: `fact` stands to `value` as `op` says."""

    code: Code
    fact: Code
    op: Code
    value: Json | None = None
    texts: LongTexts | None = None


@dataclass(frozen=True, kw_only=True)
class CallContent:
    """What a call says. A draft may hold any part of it; publication checks that all of it is there."""

    titles: Texts | None = None
    summaries: Summaries | None = None
    texts: LongTexts | None = None
    source_lang: SourceLang | None = None
    priorities: Annotated[tuple[Word, ...], Length(max=36), Doc("Themes of the network's vocabulary.")] = ()
    envelope: Support | None = None
    floor: Annotated[Support, Doc("The least one award may be.")] | None = None
    ceiling: Annotated[Support, Doc("The most one award may be.")] | None = None
    opens_at: Instant | None = None
    closes_at: Annotated[Instant, Doc("From this instant on, nothing is taken in.")] | None = None
    decides_by: Annotated[Instant, Doc("When applicants may expect a decision.")] | None = None
    time_zone: Annotated[TimeZone, Doc("The zone in which the call's own times are said.")] = "UTC"
    eligibility: Annotated[tuple[EligibilityRule, ...], Length(max=30)] = ()
    form: Pin | None = None
    rubric: Pin | None = None
    workflow: Pin = STANDARD_WORKFLOW_PIN
    anonymity: Anonymity = "reviewers_hidden"
    reviews_per_application: Annotated[int, Range(1, 10)] = 3
    compatriots_may_review: Annotated[bool, Doc("Whether reviewers based in the applicant's country may judge it.")] = False
    contact: Email | None = None

    @property
    def currency(self) -> Currency | None:
        """The one currency of the call; None when it offers expert-days only."""
        return self.envelope.money.currency if self.envelope and self.envelope.money else None


@dataclass(frozen=True, kw_only=True)
class CallExtension:
    """A deadline that was put off, and why."""

    closed_at: Annotated[Instant, Doc("When it would have closed.")]
    closes_at: Instant
    reason: Paragraph
    extended_at: Instant


@dataclass(frozen=True, kw_only=True)
class CallStaffPart:
    """What only the management unit sees of a call. `faults` is what keeps a draft from being published."""

    chair_id: Id | None
    envelope_id: Id | None
    drafted_at: Instant
    drafted_by: Id | None
    published_by: Id | None
    cancelled_by: Id | None
    archived_by: Id | None
    faults: tuple[FundFault, ...]


@dataclass(frozen=True, kw_only=True)
class FundCallView:
    """A call. `number` is the version that an application begun now pins; `opens_local` and `closes_local` are told in the call's zone."""

    id: Id
    reference: Reference | None
    stage: CallStage
    number: Count
    content: CallContent
    opens_local: Line | None
    closes_local: Line | None
    published_at: Instant | None
    extensions: tuple[CallExtension, ...]
    cancelled_at: Instant | None
    cancel_reason: Paragraph | None
    archived_at: Instant | None
    staff: CallStaffPart | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundCallRow:
    """A call in a list."""

    id: Id
    reference: Reference | None
    stage: CallStage
    titles: Texts | None
    summaries: Summaries | None
    priorities: tuple[Word, ...]
    envelope: Support | None
    floor: Support | None
    ceiling: Support | None
    opens_at: Instant | None
    closes_at: Instant | None
    time_zone: TimeZone
    opens_local: Line | None
    closes_local: Line | None
    published_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class FundCallsPage:
    items: tuple[FundCallRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundCallVersionView:
    """A call as applications have pinned it: its words, questions, rubric and process. It never changes.

    Deadlines are the call's own: one that was put off is put off for every version.
    """

    call_id: Id
    number: VersionNumber
    content: CallContent
    form: FormContent
    rubric: RubricContent
    workflow: WorkflowContent
    made_at: Instant


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class DraftFundCall:
    """Begin a call, as a draft that only the management unit sees. What is left out is taken from the terms of the Fund."""

    call: Annotated[dict[str, str], MergePatchOf(CallContent)] = field(default_factory=dict)


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class CloneFundCall:
    """Begin a call like another one, without its dates."""

    call_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class ReviseFundCall:
    """Change a call. A published one gets a new version until it opens; once open, it may gain languages and another contact.

    Whoever has begun to apply keeps the version they began with. The envelope of a published call is changed through its ledger.
    """

    call_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(CallContent)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardFundCall:
    """Throw a draft away. Only drafts vanish."""

    call_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class PublishFundCall:
    """Show the call to everybody and open its envelope. It takes applications in from `opens_at` until `closes_at`, by the clock alone."""

    call_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class ExtendFundCall:
    """Put the deadline off, for everybody. It never comes nearer."""

    call_id: Id
    closes_at: Instant
    reason: Paragraph
    decides_by: Annotated[Instant, Doc("When applicants may now expect a decision.")] | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class AppointFundChair:
    """Let one person lead the panel of a call, or nobody: an active reviewer, or somebody of the management unit."""

    call_id: Id
    person_id: Id | None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class CancelFundCall:
    """Take a published call back, and say why. It is the only way to close a call before its time."""

    call_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class ArchiveFundCall:
    """Put a call away in which nothing is under way any more. It stays readable."""

    call_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FundCallsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundCalls:
    """Calls, newest first; drafts for the management unit only.

    `country` leaves out calls that are not for its cities; `search` finds words of titles and summaries by their beginnings.
    """

    stage: CallStage | None = None
    theme: Word | None = None
    country: Country | None = None
    search: Search | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FundCallView)
@dataclass(frozen=True, kw_only=True)
class GetFundCall:
    """One call as it stands."""

    call_id: Id


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FundCallVersionView)
@dataclass(frozen=True, kw_only=True)
class GetFundCallVersion:
    """One version of a call, with the form, the rubric and the process that it pins."""

    call_id: Id
    number: VersionNumber
