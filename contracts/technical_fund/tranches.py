"""Milestones reached and tranches paid: two people approve, a third fact says that it was paid, and nothing is paid twice."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund.award_views import FundAwardView, PartCode
from contracts.technical_fund.shared import PUBLISHER, Currency, HalfDays, Minor
from contracts.words import Day, Doc, Id, Instant, Line, Paragraph, Range


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ConfirmMilestone:
    """Say that a milestone has been reached. Accepting a report does the same for the milestones it names."""

    award_id: Id
    milestone: PartCode
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(FOCAL_POINT, MAYORS_OFFICE), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class RequestTranche:
    """The city asks for a tranche that waits for nothing any more."""

    award_id: Id
    tranche: PartCode


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ApproveTranche:
    """Approve a tranche that waits for nothing any more: once, and then a second time by somebody else."""

    award_id: Id
    tranche: PartCode


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ReturnTranche:
    """Take back what was approved of a tranche, before it is paid."""

    award_id: Id
    tranche: PartCode
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class HoldTranche:
    """Keep a tranche from being approved and paid, and say why."""

    award_id: Id
    tranche: PartCode
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class LiftTrancheHold:
    """Let a held tranche go on from where it was."""

    award_id: Id
    tranche: PartCode


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class RecordTranchePayment:
    """Say that a tranche approved by two people was paid, or its experts' days were delivered. The ledger books it once."""

    award_id: Id
    tranche: PartCode
    paid_on: Day
    payment_reference: Annotated[Line, Doc("By which the payment, or the record of the days, is found again.")]


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class MilestoneReached:
    """The management unit agrees that a milestone has been reached."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    milestone: PartCode
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class TrancheRequested:
    """The city has asked for a tranche."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    tranche: PartCode
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class TrancheApproved:
    """A person has approved a tranche; after the second one it may be paid."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    tranche: PartCode
    approval: Annotated[int, Range(1, 2)]
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class TrancheReturned:
    """What was approved of a tranche has been taken back."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    tranche: PartCode
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class TrancheHeld:
    """A tranche is kept from being paid."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    tranche: PartCode
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class TrancheHoldLifted:
    """A tranche that was held goes on."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    tranche: PartCode
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class TranchePaid:
    """A tranche was paid, or its experts' days were delivered."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    tranche: PartCode
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    paid_on: Day
    at: Instant
