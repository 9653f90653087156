"""Applications for support: the city is the applicant, and several of its people write one application together."""

from dataclasses import dataclass, field
from typing import Annotated

from contracts.declare import event, request
from contracts.fields import Entries
from contracts.roles import FOCAL_POINT, MAYORS_OFFICE, SIGNED_IN
from contracts.standard import Done
from contracts.technical_fund.shared import PUBLISHER, Code, FundFault, Support
from contracts.words import (
    Count,
    Country,
    Cursor,
    Doc,
    Id,
    Instant,
    Json,
    Language,
    Length,
    Limit,
    Line,
    LongTexts,
    MergePatchOf,
    OneOf,
    Paragraph,
    Word,
)

CITY = (FOCAL_POINT, MAYORS_OFFICE)
"""Who begins an application: the city's own people."""

State = Annotated[str, Length(1, 80), Doc("A state of the application's workflow; see `/v1/fund/workflows`.")]
Scan = Annotated[
    str,
    OneOf(["waiting", "clean", "infected", "not_scanned"]),
    Doc("What the virus scanner found; `not_scanned` where the deployment has none."),
]
Answers = Annotated[dict[Word, Json], Doc("What the city wrote, by the id of the form's question."), Entries(0, 500)]


@dataclass(frozen=True, kw_only=True)
class FundApplicationContent:
    """What the city writes. A draft may hold any part of it; submission checks that all of it is there."""

    title: Line | None = None
    language: Annotated[Language, Doc("The language the city writes in, and is written to in.")] = "en"
    answers: Answers = field(default_factory=dict)
    requested: Annotated[Support, Doc("What the city asks for, in the call's currency.")] = field(default_factory=Support)


@dataclass(frozen=True, kw_only=True)
class FundAttachment:
    """A file under a question. It is read through its application, never by an address of its own."""

    id: Id
    question: Code
    file_name: Line
    media_type: Line
    size: Count
    sha256: Word
    scan: Scan
    attached_at: Instant


@dataclass(frozen=True, kw_only=True)
class FundQuestionCheck:
    """How far one question is. `used` and `limit` are in `unit`, words or characters, where the question has a limit."""

    question: Code
    state: Annotated[str, OneOf(["empty", "partial", "complete", "over_limit"])]
    required: bool
    editable: bool
    used: Count | None = None
    limit: Count | None = None
    unit: Word | None = None


@dataclass(frozen=True, kw_only=True)
class FundSectionCheck:
    """How far one section is: a line of the task list. Questions that an earlier choice leaves out are not in it."""

    section: Code
    state: Annotated[str, OneOf(["empty", "partial", "complete"])]
    complete: Count
    asked: Count
    questions: tuple[FundQuestionCheck, ...]


@dataclass(frozen=True, kw_only=True)
class FundInformationView:
    """A question of the management unit, and the city's answer."""

    id: Id
    question: Paragraph
    questions: Annotated[tuple[Code, ...], Doc("Answers that are unlocked for it.")]
    due_at: Instant
    asked_at: Instant
    answer: Paragraph | None
    answered_at: Instant | None


@dataclass(frozen=True, kw_only=True)
class FundDelegationView:
    """Somebody who may read the application, or read and edit it, until an instant."""

    id: Id
    person_id: Id
    right: Annotated[str, OneOf(["read", "edit"])]
    until: Instant
    given_at: Instant


@dataclass(frozen=True, kw_only=True)
class FundApplicationView:
    """An application as its reader may see it. Where the call hides cities from reviewers, they get null for the city and its country."""

    id: Id
    reference: Annotated[Word, Doc("Given at submission.")] | None
    call_id: Id
    call_version: Count
    city_id: Id | None
    country: Country | None
    state: State
    content: FundApplicationContent
    attachments: tuple[FundAttachment, ...]
    sections: Annotated[tuple[FundSectionCheck, ...], Doc("The task list.")]
    information: tuple[FundInformationView, ...]
    delegations: Annotated[tuple[FundDelegationView, ...], Doc("For the city's own people and the management unit.")]
    possible: Annotated[tuple[Word, ...], Doc("Steps of the workflow that the reader may take now.")]
    editable: Annotated[
        str, OneOf(["all", "unlocked", "none"]), Doc("Whether the reader may write: everything, unlocked answers, or nothing.")
    ]
    opens_at: Instant | None
    closes_at: Instant | None
    time_zone: Word
    revision: Annotated[Count, Doc("Counts changes of what is written.")]
    versions: Annotated[Count, Doc("How many versions are kept.")]
    cloned_from: Id | None
    created_at: Instant
    updated_at: Instant
    submitted_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundApplicationRow:
    """An application in a list."""

    id: Id
    reference: Word | None
    call_id: Id
    city_id: Id | None
    country: Country | None
    state: State
    title: Line | None
    requested: Support
    submitted_at: Instant | None
    updated_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundApplicationsPage:
    items: tuple[FundApplicationRow, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class FundEligibilityHint:
    """A rule of the call, held against what is known of the city now. A person decides after the deadline; nobody is kept from applying."""

    rule: Code
    texts: LongTexts | None
    found: Annotated[Json, Doc("What is known; null when nothing is.")] | None
    as_of: Annotated[Instant, Doc("How old that is.")] | None
    result: Annotated[str, OneOf(["pass", "fail", "unknown"])]


@dataclass(frozen=True, kw_only=True)
class FundApplicationCheck:
    """Everything that keeps the application from being handed in now. Advice does not: it says what screening will look at."""

    application_id: Id
    complete: bool
    faults: tuple[FundFault, ...]
    advice: Annotated[tuple[FundFault, ...], Doc("Soft limits passed, and a city that is not in standing.")]
    eligibility: Annotated[tuple[FundEligibilityHint, ...], Doc("How the city stands under the call's rules today; for the city's side.")]
    sections: tuple[FundSectionCheck, ...]
    content: FundApplicationContent
    opens_at: Instant | None
    closes_at: Instant | None
    closes_at_local: Annotated[Line, Doc("The deadline in the call's own zone, with its offset.")] | None
    time_zone: Word
    seconds_left: Annotated[Count, Doc("Until the deadline, by the clock that decides.")] | None


@dataclass(frozen=True, kw_only=True)
class FundNotCopied:
    """An answer that the new call does not take over, and why."""

    question: Code
    reason: Annotated[str, OneOf(["not_asked", "other_kind", "does_not_hold", "file"])]


@dataclass(frozen=True, kw_only=True)
class FundClone:
    """A new draft under another call, with the answers that both calls ask for in the same way."""

    application: FundApplicationView
    copied: tuple[Code, ...]
    not_copied: tuple[FundNotCopied, ...]


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=CITY, answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class StartFundApplication:
    """Begin a city's application under a published call. It may be written before the call opens; it is handed in while
    the call is open."""

    call_id: Id
    city_id: Id
    content: FundApplicationContent = field(default_factory=FundApplicationContent)


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class ReviseFundApplication:
    """Save what was written so far: in a draft anything, in an application that waits for information the answers unlocked for it.

    An answer that is null is emptied. Saving never asks for completeness. Against an older version nothing is saved: the refusal shows what
    was sent (`yours`), what is there (`theirs`) and the parts changed by both (`conflicts`); parts that do not clash can be sent again.
    """

    application_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(FundApplicationContent)]


@request(PUBLISHER, kind="command", may=CITY, answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardFundApplication:
    """Throw a draft away, with its files and versions. Only drafts vanish."""

    application_id: Id


@request(PUBLISHER, kind="command", may=CITY, answer=FundClone)
@dataclass(frozen=True, kw_only=True)
class CloneFundApplication:
    """Begin an application under another call with the answers of this one."""

    application_id: Id
    call_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundApplicationsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundApplications:
    """Applications one may see, last changed first: one's city's, those one was let into, or all for the management unit."""

    call_id: Id | None = None
    city_id: Id | None = None
    state: State | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundApplicationView)
@dataclass(frozen=True, kw_only=True)
class GetFundApplication:
    """One application."""

    application_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FundApplicationCheck)
@dataclass(frozen=True, kw_only=True)
class CheckFundApplication:
    """Everything as it will be read, with what is missing, before it is handed in."""

    application_id: Id


# ---------------------------------------------------------------- what everybody hears


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted:
    """A city has handed its application in. Nothing is said of drafts."""

    application_id: Id
    call_id: Id
    city_id: Id
    call_version: Count
    submitted_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn:
    """The city has taken its application back."""

    application_id: Id
    call_id: Id
    city_id: Id


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class InformationRequested:
    """The city is asked for something, and may change the answers that were unlocked for it. Its application waits."""

    application_id: Id
    call_id: Id
    city_id: Id
    request_id: Id
    due_at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class InformationProvided:
    """The city has answered, or the question was closed without an answer (`answered` is false): the application goes on."""

    application_id: Id
    call_id: Id
    city_id: Id
    request_id: Id
    answered: bool
    version_number: Annotated[Count, Doc("The version of the application that the answer made; 0 without an answer.")]
