"""What everything that acts on an award shares: finding it for a side, noting what happened, saving it, and letting go of its money."""

from typing import Any

from contracts.technical_fund import FundAwardView
from services.technical_fund.domain.award_access import award_of_side
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.agreement import NETWORK
from services.technical_fund.domain.ledger.entries import COMMITTED, RESERVED
from services.technical_fund.domain.showing.award_pages import award_shown
from services.technical_fund.usecases import award_dates, history, ledger
from services.technical_fund.usecases.ledger import About
from services.technical_fund.usecases.ports import Fund


def expected(unit: Fund, award_id: str, side: str = NETWORK) -> Award:
    """The award, for somebody of that side who has seen its latest version."""
    award = award_of_side(unit, award_id, side)
    unit.expect(award)
    return award


def saved(unit: Fund, award: Award, side: str = NETWORK) -> FundAwardView:
    award_dates.settle(unit, award)
    unit.awards.save(award)
    return award_shown(unit, award, side)


def about(award: Award) -> About:
    return About(application_id=award.application_id, award_id=award.id)


def note(unit: Fund, award: Award, what: str, *, data: dict[str, Any] | None = None, texts: dict[str, str | None] | None = None) -> None:
    """In the history of the award's application."""
    history.note(unit, award.application_id, what, data={"award_id": award.id, **(data or {})}, texts=texts)


def release_rest(unit: Fund, award: Award, occasion: str) -> None:
    """Everything the award still holds and was not paid."""
    for account in (RESERVED, COMMITTED):
        rest = ledger.held(unit, award.envelope_id, award.application_id, account)
        if rest:
            support, key = rest.support(award.currency), f"{occasion}/{award.id}/{account}"
            ledger.release(unit, award.envelope_id, support, about=about(award), key=key, account=account)
