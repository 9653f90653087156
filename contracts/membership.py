"""Membership: people and their grants, hubs, applications to join, and the cities of the network."""

from dataclasses import dataclass
from typing import Annotated, Literal

from contracts.declare import event, request
from contracts.roles import (
    ANYONE,
    FOCAL_POINT,
    HUB_OFFICER,
    MANAGEMENT_UNIT,
    MAYORS_OFFICE,
    ROLES,
    SIGNED_IN,
    service,
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
    LongTexts,
    MergePatchOf,
    OneOf,
    Paragraph,
    Password,
    Phone,
    Range,
    Search,
    Secret,
    Subdivision,
    Texts,
    TimeZone,
    Word,
)

PUBLISHER = "membership"
OPERATOR = service("operator")
GATEWAY = service("gateway")

Role = Annotated[str, OneOf(ROLES)]
Tier = Annotated[str, OneOf(["town", "municipality", "county", "province", "state", "capital_district"])]
ApplicationState = Annotated[
    str,
    OneOf(["draft", "submitted", "in_hub_review", "info_requested", "recommended", "admitted", "declined", "withdrawn"]),
]
DeclineReason = Annotated[
    str, OneOf(["not_a_local_authority", "mandate_not_valid", "principles_not_met", "incomplete", "duplicate", "other"])
]
Priority = Annotated[str, OneOf(["low", "medium", "high"])]

# ---------------------------------------------------------------- people, sessions, keys, grants


@dataclass(frozen=True, kw_only=True)
class GrantView:
    """A role somebody holds over something, from one instant to another."""

    id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    starts_at: Instant
    ends_at: Instant | None
    granted_by: Id | None
    ended_at: Instant | None = None
    end_reason: Line | None = None
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """An account. Seen by the person and by the management unit only."""

    id: Id
    name: Line
    email: Email
    language: Language
    created_at: Instant
    grants: tuple[GrantView, ...] = ()
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    items: tuple[PersonView, ...]
    next: Cursor | None = None


@dataclass(frozen=True, kw_only=True)
class PrincipalGrant:
    """An active grant, as a door-keeper needs it."""

    role: Role
    scope_kind: Word
    scope_id: Id | None


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who a session or key stands for, with the grants active now."""

    person_id: Id
    language: Language
    grants: tuple[PrincipalGrant, ...]
    session_id: Id | None = None
    api_key_id: Id | None = None
    key_scopes: tuple[Word, ...] | None = None
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class Registered:
    """Said alike whether or not the address was known, so that nobody can list accounts."""

    status: Literal["accepted"] = "accepted"


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=Registered)
@dataclass(frozen=True, kw_only=True)
class RegisterPerson:
    """Open an account. The answer is the same whether or not the address already has one."""

    name: Line
    email: Email
    password: Password
    language: Language = "en"


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A new session. The token is shown once and stored as a hash."""

    session_id: Id
    token: Annotated[str, Secret()]
    person_id: Id
    expires_at: Instant


@request(PUBLISHER, kind="command", may=(ANYONE,), answer=SignedIn)
@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Start a session with address and password. Throttled; every failure is `membership.sign_in_failed`."""

    email: Email
    password: Annotated[str, Length(1, 128), Secret()]
    client: Annotated[Line, Doc("The program, to recognise the session in a list.")] | None = None
    address: Annotated[Line, Doc("Where the request came from, for throttling.")] | None = None


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class SignOut:
    """End the session this request came with."""


@dataclass(frozen=True, kw_only=True)
class SessionView:
    id: Id
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    client: Line | None = None
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class SessionsPage:
    items: tuple[SessionView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=SessionsPage)
@dataclass(frozen=True, kw_only=True)
class ListSessions:
    """One's own live sessions, newest first."""


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class EndSession:
    """End one of one's own sessions."""

    session_id: Id


@request(PUBLISHER, kind="query", may=(GATEWAY,), answer=Principal)
@dataclass(frozen=True, kw_only=True)
class IdentifySession:
    """Who stands behind a session token."""

    token: Annotated[str, Length(1, 200), Secret()]


@request(PUBLISHER, kind="query", may=(GATEWAY,), answer=Principal)
@dataclass(frozen=True, kw_only=True)
class IdentifyApiKey:
    """Who stands behind an API key."""

    token: Annotated[str, Length(1, 200), Secret()]


@dataclass(frozen=True, kw_only=True)
class ApiKeyView:
    """A key for programs. The secret itself is never shown again."""

    id: Id
    name: Line
    prefix: Word
    scopes: tuple[Word, ...]
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None = None
    revoked_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreated:
    """A new key with its secret. A retry with the same idempotency key shows the key without the secret."""

    key: ApiKeyView
    token: Annotated[str, Secret()] | None


@dataclass(frozen=True, kw_only=True)
class ApiKeysPage:
    items: tuple[ApiKeyView, ...]
    next: Cursor | None = None


KeyScope = Annotated[str, OneOf(["read", "write", "events"])]


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApiKeyCreated)
@dataclass(frozen=True, kw_only=True)
class CreateApiKey:
    """Make a key that acts for oneself, limited to scopes and days."""

    name: Line
    scopes: tuple[KeyScope, ...] = ("read",)
    days: Annotated[int, Range(1, 366)] = 90


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=ApiKeysPage)
@dataclass(frozen=True, kw_only=True)
class ListApiKeys:
    """One's own keys, newest first."""


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=ApiKeyView)
@dataclass(frozen=True, kw_only=True)
class RevokeApiKey:
    """Make one of one's own keys useless, at once."""

    key_id: Id


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class GetMe:
    """One's own account with every grant."""


@request(PUBLISHER, kind="command", may=(SIGNED_IN,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class ChangePassword:
    """Set a new password; every other session ends."""

    current_password: Annotated[str, Length(1, 128), Secret()]
    new_password: Password


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PeoplePage)
@dataclass(frozen=True, kw_only=True)
class ListPeople:
    """Accounts, by name; `email` finds one exactly."""

    email: Email | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=PersonView)
@dataclass(frozen=True, kw_only=True)
class GetPerson:
    """One account with its grants."""

    person_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=GrantView)
@dataclass(frozen=True, kw_only=True)
class GiveGrant:
    """Give somebody a role over something, for a time."""

    person_id: Id
    role: Role
    scope_id: Annotated[Id, Doc("The city, hub, item or agreement; none for the management unit.")] | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=GrantView)
@dataclass(frozen=True, kw_only=True)
class EndGrant:
    """Take a role back now."""

    grant_id: Id
    reason: Line


@dataclass(frozen=True, kw_only=True)
class GrantsPage:
    items: tuple[GrantView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(SIGNED_IN,), answer=GrantsPage)
@dataclass(frozen=True, kw_only=True)
class ListGrants:
    """Grants, newest first. The management unit sees all; others see their own."""

    person_id: Id | None = None
    role: Role | None = None
    scope_id: Id | None = None
    active: bool | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="command", may=(OPERATOR,), answer=PersonView, seconds=20.0)
@dataclass(frozen=True, kw_only=True)
class CreateAdministrator:
    """Make an account with the management unit's role, from the operator's command line."""

    name: Line
    email: Email
    password: Password
    language: Language = "en"


# ---------------------------------------------------------------- hubs and vocabulary


@dataclass(frozen=True, kw_only=True)
class HubView:
    """A regional hub and the countries it looks after. A country belongs to one hub at most."""

    id: Id
    names: Texts
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]
    time_zone: TimeZone
    region: Word
    cities: Count = 0
    version: Count = 1


@dataclass(frozen=True, kw_only=True)
class HubContent:
    """What the management unit says about a hub."""

    names: Texts
    countries: Annotated[tuple[Country, ...], Length(max=100)]
    languages: Annotated[tuple[Language, ...], Length(1, 30)]
    time_zone: TimeZone
    region: Word


@dataclass(frozen=True, kw_only=True)
class HubsPage:
    items: tuple[HubView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class CreateHub:
    """Open a hub."""

    hub: HubContent


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class ReviseHub:
    """Change what is said about a hub, countries included. Applications already routed stay with their hub."""

    hub_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(HubContent)]


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=HubsPage)
@dataclass(frozen=True, kw_only=True)
class ListHubs:
    """Every hub, by name in English."""

    country: Country | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=HubView)
@dataclass(frozen=True, kw_only=True)
class GetHub:
    """One hub."""

    hub_id: Id


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A word of the network's vocabulary of needs and offers."""

    code: Word
    names: Texts
    group: Word


@dataclass(frozen=True, kw_only=True)
class Themes:
    items: tuple[Theme, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=Themes)
@dataclass(frozen=True, kw_only=True)
class ListThemes:
    """The themed vocabulary in every language it exists in."""


@dataclass(frozen=True, kw_only=True)
class Principles:
    """What a city accepts on joining, by language, with its version."""

    version: Word
    published_on: Day
    texts: LongTexts


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=Principles)
@dataclass(frozen=True, kw_only=True)
class GetPrinciples:
    """The principles in force."""


# ---------------------------------------------------------------- applications to join


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


# ---------------------------------------------------------------- the directory


@dataclass(frozen=True, kw_only=True)
class CityView:
    """A city of the network, as anyone may see it."""

    id: Id
    names: Texts
    country: Country
    subdivision: Subdivision | None
    region: Word
    hub_id: Id | None
    tier: Tier
    population: Count
    population_year: Count
    languages: tuple[Language, ...]
    latitude: Annotated[float, Doc("Degrees, rounded to a tenth.")] | None
    longitude: Annotated[float, Doc("Degrees, rounded to a tenth.")] | None
    needs: tuple[Theming, ...]
    offers: tuple[Theming, ...]
    status: Word
    admitted_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class CitiesPage:
    items: tuple[CityView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CitiesPage)
@dataclass(frozen=True, kw_only=True)
class ListCities:
    """The directory, by name. `q` matches the beginnings of words of a city's names, in any script, accents aside."""

    q: Search | None = None
    hub_id: Id | None = None
    country: Country | None = None
    region: Word | None = None
    tier: Tier | None = None
    language: Language | None = None
    need: Word | None = None
    offer: Word | None = None
    min_population: Count | None = None
    max_population: Count | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=CityView)
@dataclass(frozen=True, kw_only=True)
class GetCity:
    """One city."""

    city_id: Id


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted:
    """A city has handed in its application to join."""

    application_id: Id
    country: Country
    hub_id: Id | None
    tier: Tier


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ReviewBegun:
    """The hub, or the management unit where there is no hub, has taken the application up."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class InformationRequested:
    """The reviewer has asked the applicant for something."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class InformationProvided:
    """The applicant has answered; the review goes on."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationRecommended:
    """The hub recommends admission."""

    application_id: Id
    hub_id: Id | None


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationAdmitted:
    """The application has led to membership; `city_admitted` tells of the city."""

    application_id: Id
    city_id: Id


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationDeclined:
    """The management unit has declined the application."""

    application_id: Id
    reason: DeclineReason


@event(PUBLISHER, subject="applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn:
    """The applicant has taken the application back."""

    application_id: Id


@event(PUBLISHER, subject="cities/{city_id}")
@dataclass(frozen=True, kw_only=True)
class CityAdmitted:
    """A city has joined the network."""

    city_id: Id
    application_id: Id
    hub_id: Id | None
    country: Country
    region: Word
    tier: Tier
    population: Count
    languages: tuple[Language, ...]
    needs: tuple[Word, ...]
    offers: tuple[Word, ...]
    admitted_at: Instant


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantGiven:
    """Somebody holds a role over something from `starts_at` on."""

    grant_id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    starts_at: Instant
    ends_at: Instant | None


@event(PUBLISHER, subject="grants/{grant_id}")
@dataclass(frozen=True, kw_only=True)
class GrantEnded:
    """Somebody no longer holds a role."""

    grant_id: Id
    person_id: Id
    role: Role
    scope_kind: Word
    scope_id: Id | None
    ended_at: Instant


@event(PUBLISHER, subject="sessions/{session_id}")
@dataclass(frozen=True, kw_only=True)
class SessionEnded:
    """A session has been ended before its time; nothing may be done with it any more."""

    session_id: Id
    person_id: Id


@event(PUBLISHER, subject="api-keys/{key_id}")
@dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked:
    """A key has been revoked; nothing may be done with it any more."""

    key_id: Id
    person_id: Id


@event(PUBLISHER, subject="hubs/{hub_id}")
@dataclass(frozen=True, kw_only=True)
class HubOpened:
    """A hub has been opened."""

    hub_id: Id
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]


@event(PUBLISHER, subject="hubs/{hub_id}")
@dataclass(frozen=True, kw_only=True)
class HubRevised:
    """A hub looks after other countries, or speaks other languages."""

    hub_id: Id
    countries: tuple[Country, ...]
    languages: tuple[Language, ...]


MEMBER_ROLES = (FOCAL_POINT, MAYORS_OFFICE)
