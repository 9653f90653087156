"""Agreements of the network with partner organisations: what is agreed, for how long, and what is looked at again when."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.membership.partners import PartnerHistoryEntry, PartnerVisibility
from contracts.membership.shared import PUBLISHER
from contracts.roles import ANYONE, DONOR, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, PARTNER
from contracts.standard import FilePart
from contracts.words import (
    Count,
    Country,
    Cursor,
    Day,
    Doc,
    Id,
    Instant,
    Length,
    Limit,
    Line,
    LongTexts,
    MergePatchOf,
    OneOf,
    Paragraph,
    Range,
    Sha256,
    SourceLang,
    Word,
)

AgreementType = Annotated[str, OneOf(["memorandum", "funding", "in_kind", "membership_exchange", "other"])]
AgreementState = Annotated[str, OneOf(["prospect", "negotiating", "signed", "in_review", "renewed", "expired", "ended"])]
READERS_OF_PAPERS = (FOCAL_POINT, MAYORS_OFFICE, HUB_OFFICER, MANAGEMENT_UNIT, PARTNER, DONOR)


@dataclass(frozen=True, kw_only=True)
class AgreementContent:
    """What is agreed. The network itself is always a party and is not named."""

    type: AgreementType
    organisation_ids: Annotated[tuple[Id, ...], Length(1, 50), Doc("The organisations that are parties.")]
    city_ids: Annotated[tuple[Id, ...], Length(max=500), Doc("The cities that are parties.")] = ()
    scope: Annotated[LongTexts, Doc("What it is about, by language.")]
    source_lang: SourceLang | None = None
    themes: Annotated[tuple[Word, ...], Length(max=50)] = ()
    countries: Annotated[tuple[Country, ...], Length(max=250), Doc("Where it applies; none for everywhere.")] = ()
    hub_ids: Annotated[tuple[Id, ...], Length(max=50)] = ()
    review_months: Annotated[int, Range(1, 120), Doc("Every how many months it is looked at again.")] | None = None
    visibility: PartnerVisibility = "network"


@dataclass(frozen=True, kw_only=True)
class AgreementPaper:
    """The signed document of a term."""

    file_name: Line
    size: Count
    sha256: Sha256


@dataclass(frozen=True, kw_only=True)
class AgreementTerm:
    """For how long it was agreed: once when signed, and again with every renewal. `ends_on` is the last day; none while it is open."""

    number: Annotated[int, Range(1, 1000)]
    starts_on: Day
    ends_on: Day | None
    signed_on: Day
    paper: Annotated[AgreementPaper, Doc("For the parties and the network's staff.")] | None


@dataclass(frozen=True, kw_only=True)
class AgreementView:
    """An agreement, as far as the reader may know it."""

    id: Id
    reference: Word
    state: AgreementState
    content: AgreementContent
    terms: tuple[AgreementTerm, ...]
    review_due_on: Annotated[Day, Doc("When it is next looked at; past while a review is overdue.")] | None
    opened_at: Instant
    updated_at: Instant
    history: Annotated[tuple[PartnerHistoryEntry, ...], Doc("For the network's staff.")]
    next_steps: Annotated[tuple[Word, ...], Doc("What the reader may do now, by request name.")]
    version: Count


@dataclass(frozen=True, kw_only=True)
class AgreementRow:
    """An agreement in a list."""

    id: Id
    reference: Word
    type: AgreementType
    state: AgreementState
    organisation_ids: tuple[Id, ...]
    countries: tuple[Country, ...]
    starts_on: Day | None
    ends_on: Day | None
    review_due_on: Day | None
    visibility: PartnerVisibility
    updated_at: Instant
    version: Count


@dataclass(frozen=True, kw_only=True)
class AgreementsPage:
    items: tuple[AgreementRow, ...]
    next: Cursor | None = None


# ---------------------------------------------------------------- what may be asked


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class OpenAgreement:
    """Note a prospect: an agreement that may come about."""

    agreement: AgreementContent
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class ReviseAgreement:
    """Change what is written down. Type and parties are fixed once it is signed."""

    agreement_id: Id
    changes: Annotated[dict[str, str], MergePatchOf(AgreementContent)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class BeginNegotiation:
    """Talk about it in earnest."""

    agreement_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class SignAgreement:
    """It is signed, for a first term, and the signed document is put under it."""

    agreement_id: Id
    upload_id: Annotated[Id, Doc("A complete upload with the purpose `agreement`.")]
    signed_on: Day
    starts_on: Day
    ends_on: Annotated[Day, Doc("The last day; none when it is open.")] | None = None
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class BeginAgreementReview:
    """Look at it again, whether or not the review is due."""

    agreement_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class RenewAgreement:
    """Agree on the next term after a review. Earlier terms stay as they were."""

    agreement_id: Id
    signed_on: Day
    starts_on: Day
    ends_on: Annotated[Day, Doc("The last day; none when it is open.")] | None = None
    upload_id: Annotated[Id, Doc("The signed renewal, if there is one.")] | None = None
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class EndAgreement:
    """End it before its time, or give a prospect up."""

    agreement_id: Id
    note: Paragraph


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=AgreementsPage)
@dataclass(frozen=True, kw_only=True)
class ListAgreements:
    """Agreements the reader may know of, newest first."""

    state: AgreementState | None = None
    type: AgreementType | None = None
    organisation_id: Id | None = None
    city_id: Id | None = None
    country: Country | None = None
    theme: Word | None = None
    review_due_before: Annotated[Day, Doc("Those in force whose review is due before that day.")] | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=AgreementView)
@dataclass(frozen=True, kw_only=True)
class GetAgreement:
    """One agreement."""

    agreement_id: Id


@request(PUBLISHER, kind="query", may=READERS_OF_PAPERS, answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadAgreementPaper:
    """Some bytes of the signed document of a term, for its parties and the network's staff."""

    agreement_id: Id
    term: Annotated[int, Range(1, 1000)] = 1
    offset: Count = 0


# ---------------------------------------------------------------- what everybody hears


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementOpened:
    """A prospect has been noted. What it is about is not said before it is signed."""

    agreement_id: Id
    opened_at: Instant


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementNegotiationBegun:
    """It is being negotiated."""

    agreement_id: Id
    begun_at: Instant


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementSigned:
    """It is in force. Everything but the id is null while only the network's staff may know of it."""

    agreement_id: Id
    type: AgreementType | None
    organisation_ids: tuple[Id, ...] | None
    city_ids: tuple[Id, ...] | None
    themes: tuple[Word, ...] | None
    countries: tuple[Country, ...] | None
    signed_on: Day | None
    starts_on: Day | None
    ends_on: Day | None


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementRevised:
    """Something about an agreement in force has changed: what members may know of it now."""

    agreement_id: Id
    type: AgreementType | None
    organisation_ids: tuple[Id, ...] | None
    city_ids: tuple[Id, ...] | None
    themes: tuple[Word, ...] | None
    countries: tuple[Country, ...] | None
    signed_on: Day | None
    starts_on: Day | None
    ends_on: Day | None


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementReviewDue:
    """The day has come to look at it again. Said once for each due day."""

    agreement_id: Id
    due_on: Day


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementReviewBegun:
    """It is being looked at again."""

    agreement_id: Id
    begun_at: Instant


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementRenewed:
    """It goes on for another term. The days are null while only the network's staff may know of it."""

    agreement_id: Id
    term: Annotated[int, Range(1, 1000)]
    signed_on: Day | None
    starts_on: Day | None
    ends_on: Day | None


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementExpired:
    """Its last day has passed and nobody had renewed it."""

    agreement_id: Id
    expired_at: Instant


@event(PUBLISHER, subject="agreements/{agreement_id}")
@dataclass(frozen=True, kw_only=True)
class AgreementEnded:
    """It was ended before its time, or never came about."""

    agreement_id: Id
    ended_at: Instant
