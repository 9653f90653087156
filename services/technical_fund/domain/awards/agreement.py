"""Versions of an award's agreement. A version is one document by its SHA-256, and what it promises; whoever signs, signs exactly that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.technical_fund import AwardSchedule
from services.technical_fund.domain.amounts import Amount

PREPARING, READY, SENT, SIGNED_BY_CITY = "preparing", "ready", "sent", "signed_by_city"
SIGNED, RETURNED, SUPERSEDED = "signed", "returned", "superseded"
PENDING: Final = (PREPARING, READY, SENT, SIGNED_BY_CITY)
CITY, NETWORK = "city", "network"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One side's name under one document."""

    side: str
    signed_by: str | None
    signed_at: datetime
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """What was drawn up, and how far it has come. `amount` and `schedule` are what holds once it is signed on both sides."""

    number: int
    amount: Amount
    schedule: AwardSchedule
    source: str
    language: str
    drawn_up_at: datetime
    drawn_up_by: str | None
    state: str = PREPARING
    terms: str | None = None
    file_id: str | None = None
    sha256: str | None = None
    job_id: str | None = None
    amendment_id: str | None = None
    sent_at: datetime | None = None
    return_reason: str | None = None
    signatures: tuple[Signature, ...] = ()

    def signature_of(self, side: str) -> Signature | None:
        return next((one for one in self.signatures if one.side == side), None)

    @property
    def was_sent(self) -> bool:
        return self.sent_at is not None
