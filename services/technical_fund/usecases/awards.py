"""Awards, from the approved decision on."""

from typing import Protocol

from chassis.context import new_id
from contracts.technical_fund import Support
from services.technical_fund.domain.amounts import amount_of, something
from services.technical_fund.domain.awards import Award
from services.technical_fund.usecases.ledger import envelope_called
from services.technical_fund.usecases.ports import Fund


class Decided(Protocol):
    """As much of an approved decision as an award needs. What it grants is reserved in the envelope already."""

    @property
    def id(self) -> str: ...
    @property
    def envelope_id(self) -> str: ...
    @property
    def support(self) -> Support: ...


class Funded(Protocol):
    """As much of an application as an award needs."""

    @property
    def id(self) -> str: ...
    @property
    def call_id(self) -> str: ...
    @property
    def city_id(self) -> str: ...
    @property
    def country(self) -> str: ...


def make_award(unit: Fund, application: Funded, decision: Decided) -> Award:
    """One award for each decision to fund, however often it is asked for."""
    there = unit.awards.of_application(application.id)
    if there is not None and there.decision_id == decision.id:
        return there
    envelope = envelope_called(unit, decision.envelope_id)
    award = Award(
        id=new_id(),
        reference=f"TSA-{unit.now.year}-{unit.count_up(f'award-reference:{unit.now.year}'):04d}",
        application_id=application.id,
        call_id=application.call_id,
        city_id=application.city_id,
        country=application.country,
        envelope_id=envelope.id,
        decision_id=decision.id,
        currency=envelope.currency,
        amount=something(amount_of(decision.support, envelope.currency)),
        made_at=unit.now,
    )
    unit.awards.add(award.said_as_made())
    return award
