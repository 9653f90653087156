"""An award: what a city was granted for one application."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.technical_fund import AwardMade
from services.technical_fund.domain.amounts import Amount

AGREEMENT_DRAFT = "agreement_draft"


@dataclass(kw_only=True)
class Award(Aggregate):
    """The Fund's promise to a city, from the approved decision to the settled account."""

    kind: ClassVar[str] = "fund-awards"
    reference: str
    application_id: str
    call_id: str
    city_id: str
    country: str
    envelope_id: str
    decision_id: str
    currency: str | None
    amount: Amount
    made_at: datetime
    state: str = AGREEMENT_DRAFT

    def said_as_made(self) -> "Award":
        self.say(
            AwardMade(
                award_id=self.id,
                application_id=self.application_id,
                call_id=self.call_id,
                city_id=self.city_id,
                envelope_id=self.envelope_id,
                decision_id=self.decision_id,
                minor=self.amount.minor,
                currency=self.currency,
                half_days=self.amount.half_days,
                made_at=self.made_at,
            )
        )
        return self
