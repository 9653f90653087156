"""The draws of one call: the secret they were all fixed by, and what has been drawn so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import DrawCommitted, TieDrawn
from services.technical_fund.domain.scores.draw import CHAIN, commitment, drawn, seed_of, ticket_of


@dataclass(frozen=True, kw_only=True)
class Draw:
    """One tie decided. `order` are applications, the first drawn first; the first `above` of them stand above the line."""

    number: int
    run_id: str
    seed: str
    order: tuple[str, ...]
    above: int
    drawn_at: datetime
    drawn_by: str | None


@dataclass(kw_only=True)
class Draws(Aggregate):
    """Keyed by the call. `box` holds the secret, closed under a key that is not in the store."""

    kind: ClassVar[str] = "fund-draws"
    commitment: str
    committed_at: datetime
    box: str
    draws: tuple[Draw, ...] = ()

    @classmethod
    def commit(cls, call_id: str, secret: str, box: str, *, at: datetime) -> "Draws":
        made = cls(id=call_id, commitment=commitment(secret), committed_at=at, box=box)
        made.say(DrawCommitted(call_id=call_id, commitment=made.commitment, committed_at=at))
        return made

    def next_order(self, secret: str, applications: Iterable[str]) -> tuple[str, Sequence[str]]:
        """The seed of the next draw and the order it gives. Raises `technical_fund.draws_used_up` at the chain's end."""
        number = len(self.draws) + 1
        if number > CHAIN:
            raise Conflict("technical_fund.draws_used_up", f"a call has {CHAIN} draws", {"most": CHAIN})
        seed = seed_of(secret, number)
        by_ticket = {ticket_of(application): application for application in applications}
        return seed, tuple(by_ticket[ticket] for ticket in drawn(seed, by_ticket))

    def draw(self, run_id: str, seed: str, order: Sequence[str], above: int, *, by: str | None, at: datetime) -> Draw:
        made = Draw(number=len(self.draws) + 1, run_id=run_id, seed=seed, order=tuple(order), above=above, drawn_at=at, drawn_by=by)
        self.draws = (*self.draws, made)
        self.say(TieDrawn(call_id=self.id, run_id=run_id, number=made.number, seed=seed, drawn_at=at))
        return made
