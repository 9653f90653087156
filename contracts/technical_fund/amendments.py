"""Amendments: what is to change about a signed award, in which respect, and why."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund.award_views import AgreementSide, AwardSchedule
from contracts.technical_fund.shared import PUBLISHER, Currency, HalfDays, Minor, Support
from contracts.words import Count, Cursor, Doc, Id, Instant, Length, Limit, OneOf, Paragraph

AmendmentKind = Annotated[
    str, OneOf(["time", "scope", "budget"]), Doc("`time`: days; `scope`: what is done and reported; `budget`: amounts and tranches.")
]
AmendmentKinds = Annotated[tuple[AmendmentKind, ...], Length(1, 3)]
AmendmentState = Annotated[str, OneOf(["requested", "approved", "refused", "withdrawn", "in_force", "void"])]


@dataclass(frozen=True, kw_only=True)
class AmendmentView:
    """What was asked for, and what became of it. An approved amendment holds once its version of the agreement is signed on both sides."""

    id: Id
    award_id: Id
    application_id: Id
    city_id: Id
    kinds: AmendmentKinds
    state: AmendmentState
    requested_by_side: AgreementSide
    reason: Paragraph
    support: Support
    schedule: AwardSchedule
    requested_at: Instant
    decided_at: Instant | None
    decision_note: Paragraph | None
    agreement_version: Count | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class AmendmentsPage:
    items: tuple[AmendmentView, ...]
    next: Cursor | None = None


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=AmendmentView)
@dataclass(frozen=True, kw_only=True)
class RequestAwardAmendment:
    """Ask for another schedule, another amount, or both. What changes must be among the kinds that are named; what was paid or reached
    stays as it is. One amendment is under way at a time."""

    award_id: Id
    kinds: AmendmentKinds
    reason: Paragraph
    schedule: AwardSchedule
    support: Annotated[Support, Doc("The whole award as it shall be; as it is, where nothing is said.")] | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AmendmentView)
@dataclass(frozen=True, kw_only=True)
class ApproveAwardAmendment:
    """Approve what somebody else asked for: what it adds is reserved, and a new version of the agreement may be drawn up."""

    amendment_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=AmendmentView)
@dataclass(frozen=True, kw_only=True)
class RefuseAwardAmendment:
    """Refuse an amendment, and say why. One that was approved may be refused until it is signed on both sides."""

    amendment_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=AmendmentView)
@dataclass(frozen=True, kw_only=True)
class WithdrawAwardAmendment:
    """Take back what one's own side asked for, before it is decided."""

    amendment_id: Id


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=AmendmentsPage)
@dataclass(frozen=True, kw_only=True)
class ListAwardAmendments:
    """An award's amendments, in the order they were asked for."""

    award_id: Id
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=AmendmentView)
@dataclass(frozen=True, kw_only=True)
class GetAwardAmendment:
    """One amendment."""

    amendment_id: Id


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AmendmentRequested:
    """A change of the award has been asked for."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    amendment_id: Id
    kinds: tuple[AmendmentKind, ...]
    side: AgreementSide
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AmendmentApproved:
    """A change was approved; it holds once it is signed on both sides."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    amendment_id: Id
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AmendmentRefused:
    """A change was refused."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    amendment_id: Id
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AmendmentWithdrawn:
    """Whoever asked for a change does not any more."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    amendment_id: Id
    at: Instant
