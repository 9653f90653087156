"""People who are forgotten, how long what is kept, and what must be kept although its time is over."""

from dataclasses import dataclass

from contracts.declare import event
from contracts.technical_fund.shared import PUBLISHER
from contracts.words import Id


@event(PUBLISHER, subject="fund-erasures/{erasure_id}")
@dataclass(frozen=True, kw_only=True)
class PersonForgotten:
    """Nothing that the Fund kept about the person is left."""

    erasure_id: Id
    person_id: Id
