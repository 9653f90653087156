"""Agreements of awards: drawn up in versions, sent, and signed on both sides."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.standard import FilePart
from contracts.technical_fund.award_views import AgreementSide, AwardSchedule, FundAwardView
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Count, Doc, Id, Instant, Language, Paragraph, Range, Sha256

AgreementVersion = Annotated[int, Range(1, 1000), Doc("Versions count from 1.")]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class SetAwardSchedule:
    """Say what is due when, before the agreement is signed. Afterwards it takes an amendment."""

    award_id: Id
    schedule: AwardSchedule


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class DrawUpFundAgreement:
    """Make the next version of the agreement: an uploaded PDF, or, without one, a document of ours that a job draws from the award and its
    schedule. Every earlier version that is not signed on both sides is superseded."""

    award_id: Id
    upload_id: Annotated[Id, Doc("A complete upload for `fund_agreement`.")] | None = None
    language: Annotated[Language, Doc("Of the document; the application's, where nothing is said.")] | None = None
    terms: Annotated[Paragraph, Doc("What this agreement says beyond the usual.")] | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class SendFundAgreement:
    """Lay a version before the city, to be signed."""

    award_id: Id
    agreement_version: AgreementVersion


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ReturnFundAgreement:
    """The city does not sign this version, and says why."""

    award_id: Id
    agreement_version: AgreementVersion
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MAYORS_OFFICE, MANAGEMENT_UNIT), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class SignFundAgreement:
    """Sign exactly the document with this SHA-256: the mayor's office for the city, then the management unit for the network. Signed by
    both, the version is in force, and the ledger commits what it promises."""

    award_id: Id
    agreement_version: AgreementVersion
    sha256: Annotated[Sha256, Doc("Of the document that was read.")]


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=FilePart)
@dataclass(frozen=True, kw_only=True)
class ReadFundAgreement:
    """Some bytes of a version's document. The city reads what has been sent to it."""

    award_id: Id
    agreement_version: AgreementVersion
    offset: Count = 0


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class FundAgreementDrawnUp:
    """A version of the agreement is ready to be sent; the ones before it cannot be signed any more."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    agreement_version: Count
    sha256: Sha256
    amendment_id: Id | None
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class FundAgreementSent:
    """The city has a version of the agreement before it, to be signed."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    agreement_version: Count
    sha256: Sha256
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class FundAgreementReturned:
    """The city does not sign this version."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    agreement_version: Count
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class FundAgreementSigned:
    """One side has signed a version."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    agreement_version: Count
    side: AgreementSide
    sha256: Sha256
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class FundAgreementInForce:
    """Both sides have signed a version: what it says holds from now on."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    agreement_version: Count
    amendment_id: Id | None
    at: Instant
