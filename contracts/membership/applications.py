"""Applications to join, from draft to decision."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import request
from contracts.membership.shared import PUBLISHER, ApplicationState, DeclineReason, Priority, Tier
from contracts.roles import (
    HUB_OFFICER,
    MANAGEMENT_UNIT,
    SIGNED_IN,
)
from contracts.standard import Done, FilePart
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Email,
    Id,
    Instant,
    Language,
    Length,
    Limit,
    Line,
    MergePatchOf,
    Paragraph,
    Phone,
    Range,
    Subdivision,
    Texts,
    Word,
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to write to about the application. Never public."""

    name: Line
    function: Line
    email: Email
    phone: Phone | None = None


@dataclass(frozen=True, kw_only=True)
class Theming:
    """A need or an offer: a theme, how much it matters, and a sentence of detail."""

    theme: Word
    priority: Priority = "medium"
    detail: Annotated[str, Length(1, 1000)] | None = None


@dataclass(frozen=True, kw_only=True)
class CityDraft:
    """The city as it describes itself; everything may still be missing in a draft."""

    names: Annotated[Texts, Doc("The city's name by language; one is enough.")] | None = None
    country: Country | None = None
    subdivision: Subdivision | None = None
    tier: Tier | None = None
    population: Annotated[int, Range(1, 100_000_000)] | None = None
    population_year: Annotated[int, Range(1950, 2100)] | None = None
    languages: Annotated[tuple[Language, ...], Length(max=20)] | None = None
    latitude: Annotated[float, Range(-90, 90)] | None = None
    longitude: Annotated[float, Range(-180, 180)] | None = None


@dataclass(frozen=True, kw_only=True)
class ApplicationContent:
    """What the applicant writes. A draft may hold any part of it; submission checks that all of it is there."""

    city: CityDraft = CityDraft()
    contact: Contact | None = None
    needs: Annotated[tuple[Theming, ...], Length(max=20)] = ()
    offers: Annotated[tuple[Theming, ...], Length(max=20)] = ()
    principles_version: Annotated[Word, Doc("The version of the principles that the city accepts.")] | None = None


@dataclass(frozen=True, kw_only=True)
class Mandate:
    """The signed document that entitles the applicant to apply for the city."""

    file_name: Line
    size: Count
    sha256: Word
    signatory: Line
    signed_on: Day


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One step in the life of an application: what, when, by whom, and the words that came with it."""

    step: Word
    at: Instant
    by: Id | None
    note: Paragraph | None = None
    reason: Word | None = None
    fields: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApplicationView:
    """An application to join, as its city, its hub and the management unit see it."""

    id: Id
    reference: Word
    state: ApplicationState
    content: ApplicationContent
    mandate: Mandate | None
    hub_id: Id | None
    city_id: Id | None
    created_at: Instant
    updated_at: Instant
    submitted_at: Instant | None
    history: tuple[HistoryEntry, ...]
    next_steps: Annotated[tuple[Word, ...], Doc("What the reader may do now, by request name.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class ApplicationRow:
    """An application in a list."""

    id: Id
    reference: Word
    state: ApplicationState
    city_name: Line | None
    country: Country | None
    hub_id: Id | None
    submitted_at: Instant | None
    updated_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class ApplicationsPage:
    items: tuple[ApplicationRow, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class StartApplication:
    """Begin an application to join, as a draft that can be changed until it is submitted."""

    content: ApplicationContent = ApplicationContent()


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class ReviseApplication:
    """Change a draft, or an application the hub has asked about."""

    application_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(ApplicationContent)]


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardApplication:
    """Throw a draft away. Only drafts vanish."""

    application_id: Id


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class AttachMandate:
    """Put an uploaded PDF under the application as its signed mandate."""

    application_id: Id
    upload_id: Id
    signatory: Line
    signed_on: Day


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadMandate:
    """Some bytes of the mandate, for those who may read the application."""

    application_id: Id
    offset: Count = 0


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class SubmitApplication:
    """Hand the application in. It is routed to the hub of the city's country."""

    application_id: Id


@request(PUBLISHER, kind="command", may=(HUB_OFFICER, MANAGEMENT_UNIT), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class BeginReview:
    """Take a submitted application up."""

    application_id: Id


@request(PUBLISHER, kind="command", may=(HUB_OFFICER, MANAGEMENT_UNIT), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class RequestInformation:
    """Ask the applicant for something; the application waits and may be revised."""

    application_id: Id
    question: Paragraph
    fields: Annotated[tuple[Line, ...], Length(max=20)] = ()


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class ProvideInformation:
    """Answer the hub's question; the review goes on."""

    application_id: Id
    answer: Paragraph


@request(PUBLISHER, kind="command", may=(HUB_OFFICER, MANAGEMENT_UNIT), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class RecommendApplication:
    """Recommend admission to the management unit."""

    application_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class AdmitCity:
    """Admit the city: it joins the directory and the applicant becomes its focal point."""

    application_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class DeclineApplication:
    """Decline, with a coded reason and words for the applicant."""

    application_id: Id
    reason: DeclineReason
    note: Paragraph


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class WithdrawApplication:
    """Take a live application back."""

    application_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=ApplicationsPage)
@dataclass(frozen=True, kw_only=True)
class ListApplications:
    """Applications one may see, last changed first: one's own, one's hub's, or all for the management unit."""

    state: ApplicationState | None = None
    hub_id: Id | None = None
    country: Country | None = None
    mine: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=ApplicationView)
@dataclass(frozen=True, kw_only=True)
class GetApplication:
    """One application."""

    application_id: Id
