"""Awards: what a city was granted, and what is agreed, paid, reported and settled about it."""

from dataclasses import dataclass

from contracts.declare import event
from contracts.technical_fund.shared import PUBLISHER, Currency, HalfDays, Minor
from contracts.words import Id, Instant


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
