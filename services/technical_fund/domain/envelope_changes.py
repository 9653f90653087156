"""Changes of an envelope: proposed by one person with a reason, decided by another."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.awards.tranches import second_person_needed

PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"


@dataclass(kw_only=True)
class EnvelopeChange(Aggregate):
    """So much more, or less, for an envelope."""

    kind: ClassVar[str] = "fund-envelope-changes"
    envelope_id: str
    direction: str
    currency: str | None
    amount: Amount
    reason: str
    proposed_at: datetime
    proposed_by: str | None
    state: str = PROPOSED
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision_note: str | None = None

    def approve(self, note: str | None, *, by: str | None, at: datetime) -> None:
        self._require_proposed()
        if by is None or by == self.proposed_by:
            raise second_person_needed()
        self.state, self.decided_by, self.decided_at, self.decision_note = APPROVED, by, at, note

    def refuse(self, reason: str, *, by: str | None, at: datetime) -> None:
        self._require_proposed()
        self.state, self.decided_by, self.decided_at, self.decision_note = REFUSED, by, at, reason

    def _require_proposed(self) -> None:
        if self.state != PROPOSED:
            raise Conflict("technical_fund.change_decided", "it has been decided already", {"state": self.state})
