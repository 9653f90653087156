"""Awards: lists of them, and how one is suspended, ended and settled."""

from dataclasses import dataclass
from typing import Annotated

from contracts.declare import event, request
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT, MAYORS_OFFICE
from contracts.technical_fund.award_views import AwardState, FundAwardsPage, FundAwardView
from contracts.technical_fund.shared import PUBLISHER, Currency, HalfDays, Minor, Money
from contracts.words import Cursor, Day, Doc, Id, Instant, Limit, Line, Paragraph, Word


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=FundAwardsPage)
@dataclass(frozen=True, kw_only=True)
class ListFundAwards:
    """Awards by their reference: a city's own, or, for the management unit, all."""

    call_id: Id | None = None
    city_id: Id | None = None
    state: AwardState | None = None
    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(FOCAL_POINT, MAYORS_OFFICE, MANAGEMENT_UNIT), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class GetFundAward:
    """One award with its agreement, schedule and account."""

    award_id: Id


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class SuspendAward:
    """Stop every approval and payment for a while, and say why."""

    award_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ResumeAward:
    """Go on from where a suspended award was."""

    award_id: Id
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class TerminateAward:
    """End an award before its time. What was not paid returns to the envelope at once; of what was paid, some may be claimed back."""

    award_id: Id
    reason: Paragraph
    recover: Annotated[Money, Doc("What the city has to give back; at most what it was paid.")] | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class RecordRecovery:
    """Say that money that was paid has come back. It returns to the envelope."""

    award_id: Id
    money: Money
    received_on: Day
    payment_reference: Annotated[Line, Doc("By which the payment is found again; one reference is booked once.")]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ProposeAwardClosing:
    """Reckon the account, to be closed by somebody else: what was spent against what was paid, and what returns to the envelope. Experts'
    days are spent when they are delivered."""

    award_id: Id
    spent: Annotated[Money, Doc("What the city has spent of what it was paid, as its accepted reports say.")] | None = None
    written_off: Annotated[Money, Doc("What was paid, not spent, and will not come back.")] | None = None
    note: Paragraph | None = None


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ReturnAwardClosing:
    """The reckoning does not hold: the award goes on from where it was."""

    award_id: Id
    reason: Paragraph


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundAwardView)
@dataclass(frozen=True, kw_only=True)
class ApproveAwardClosing:
    """Close the award: somebody other than who proposed it, once nothing is left to be refunded."""

    award_id: Id


# ---------------------------------------------------------------- facts


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardMade:
    """A decision to fund has been approved: its agreement is to be drawn up."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    envelope_id: Id
    decision_id: Id
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    made_at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardSuspended:
    """Nothing is approved or paid until the award is resumed."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardResumed:
    """A suspended award goes on."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardTerminated:
    """An award has ended before its time. `recover_minor` is claimed back."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    recover_minor: Minor
    currency: Currency | None
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardPaymentRecovered:
    """Something that was paid has come back."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    minor: Minor
    currency: Currency
    received_on: Day
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardClosingProposed:
    """The account has been reckoned; somebody else is to close it."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardClosingReturned:
    """The reckoning did not hold."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    at: Instant


@event(PUBLISHER, subject="fund-awards/{award_id}")
@dataclass(frozen=True, kw_only=True)
class AwardClosed:
    """An award is settled: what it was paid in the end, refunds taken off."""

    award_id: Id
    application_id: Id
    call_id: Id
    city_id: Id
    minor: Minor
    currency: Currency | None
    half_days: HalfDays
    at: Instant


@event(PUBLISHER, subject="fund-applications/{application_id}")
@dataclass(frozen=True, kw_only=True)
class ApplicationClosed:
    """The award of an application is settled: nothing more happens to it."""

    application_id: Id
    call_id: Id
    city_id: Id
    state: Word
