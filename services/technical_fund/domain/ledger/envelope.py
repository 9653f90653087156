"""The envelope of a call: the one document that every writer of its ledger meets in."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import MOST_MINOR, LedgerEntryPosted
from services.technical_fund.domain.amounts import MOST_HALF_DAYS, NOTHING, Amount
from services.technical_fund.domain.ledger.entries import ACCOUNTS, AVAILABLE, ENDOWMENT, GENESIS, HELD, Entry, Movement, entry_hash


@dataclass(kw_only=True)
class Holding(Aggregate):
    """What one application holds of an envelope. It is read and written with the envelope, so it needs no guard of its own."""

    kind: ClassVar[str] = "fund-holdings"
    envelope_id: str
    application_id: str
    held: dict[str, Amount] = field(default_factory=dict)

    def of(self, account: str) -> Amount:
        return self.held.get(account, NOTHING)

    def move(self, movement: Movement) -> None:
        """Raises `Conflict` `technical_fund.over_commitment` for more than the application holds there."""
        if movement.from_account in HELD:
            if not self.of(movement.from_account).covers(movement.amount):
                raise Conflict("technical_fund.over_commitment", "the award holds less than that", {"account": movement.from_account})
            self.held[movement.from_account] = self.of(movement.from_account).minus(movement.amount)
        if movement.to_account in HELD:
            self.held[movement.to_account] = self.of(movement.to_account).plus(movement.amount)


@dataclass(kw_only=True)
class Envelope(Aggregate):
    """Balances of a call's five accounts, and the end of its chain of entries. `endowment` is what was put in: the others add up to it."""

    kind: ClassVar[str] = "fund-envelopes"
    call_id: str
    currency: str | None
    opened_at: datetime
    balances: dict[str, Amount] = field(default_factory=lambda: dict.fromkeys(ACCOUNTS, NOTHING))
    seq: int = 0
    head: str = GENESIS

    def post(self, movement: Movement, *, id: str, at: datetime, by: str | None) -> Entry:
        """Enter a movement. Raises `Conflict` `technical_fund.envelope_exceeded` for more than an account holds."""
        self._move(movement)
        self.seq += 1
        entry = Entry(
            id=id,
            envelope_id=self.id,
            seq=self.seq,
            movement=movement,
            currency=self.currency,
            posted_at=at,
            posted_by=by,
            previous=self.head,
            hash="",
        )
        entry.hash = self.head = entry_hash(entry.previous, entry.facts)
        self.say(_posted(entry, self.call_id))
        return entry

    def _move(self, movement: Movement) -> None:
        source, target, amount = movement.from_account, movement.to_account, movement.amount
        if source == ENDOWMENT:
            self._set(ENDOWMENT, self.balances[ENDOWMENT].plus(amount))
        elif not self.balances[source].covers(amount):
            raise Conflict("technical_fund.envelope_exceeded", "the envelope does not hold so much", {"account": source})
        else:
            self._set(source, self.balances[source].minus(amount))
        sign = self.balances[target].minus if target == ENDOWMENT else self.balances[target].plus
        self._set(target, sign(amount))

    def _set(self, account: str, amount: Amount) -> None:
        if amount.minor > MOST_MINOR or amount.half_days > MOST_HALF_DAYS:
            raise Invalid.field("/support", "range", "is more than an account holds")
        self.balances = {**self.balances, account: amount}

    def without(self, held: Amount, account: str) -> "Envelope":
        """As it looks to somebody who may not know of something held: it is still available."""
        balances = self.balances
        changed = {account: balances[account].minus(held), AVAILABLE: balances[AVAILABLE].plus(held)}
        return replace(self, balances={**balances, **changed}, news=[])


def _posted(entry: Entry, call_id: str) -> LedgerEntryPosted:
    return LedgerEntryPosted(
        envelope_id=entry.envelope_id,
        call_id=call_id,
        entry_id=entry.id,
        seq=entry.seq,
        kind=entry.movement.kind,
        from_account=entry.movement.from_account,
        to_account=entry.movement.to_account,
        minor=entry.movement.amount.minor,
        currency=entry.currency,
        half_days=entry.movement.amount.half_days,
        application_id=entry.movement.application_id,
        award_id=entry.movement.award_id,
        posted_at=entry.posted_at,
        hash=entry.hash,
    )
