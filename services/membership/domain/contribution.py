"""What was given under an agreement. Entries are added, never changed: a wrong one is cancelled by a counter-entry."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar, Final

import pycountry

from chassis.aggregate import Aggregate
from contracts.errors import Invalid
from contracts.membership import Amount, Gift
from services.membership.domain import themes
from services.membership.domain.agreement import Agreement
from services.membership.domain.faults import fault

_CURRENCIES: Final[Any] = pycountry.currencies


@dataclass(kw_only=True)
class Contribution(Aggregate):
    """One entry of the account of an agreement."""

    kind: ClassVar[str] = "contributions"
    agreement_id: str
    gift: Gift
    entered_at: datetime
    entered_by: str
    corrects: str | None = None
    replaces: str | None = None

    def cancelled(self, reason: str, *, id: str, by: str, at: datetime) -> "Contribution":
        """The counter-entry: the same gift with the opposite amount, and the reason in its note."""
        amount = self.gift.amount
        opposite = None if amount is None else Amount(minor=-amount.minor, currency=amount.currency)
        gift = replace(self.gift, amount=opposite, note=reason)
        return Contribution(id=id, agreement_id=self.agreement_id, gift=gift, entered_at=at, entered_by=by, corrects=self.id)


def check(gift: Gift, agreement: Agreement, today: date, pointer: str) -> None:
    """Raises `Invalid` naming everything that keeps the gift out of the agreement's account."""
    errors = [*_money_faults(gift, pointer)]
    if gift.organisation_id not in agreement.content.organisation_ids:
        errors.append(fault(f"{pointer}/organisation_id", "membership.no_party", "is not party to the agreement"))
    if gift.received_on > today:
        errors.append(fault(f"{pointer}/received_on", "membership.in_the_future", "lies in the future"))
    for position, theme in enumerate(gift.themes):
        if theme not in themes.CODES:
            errors.append(fault(f"{pointer}/themes/{position}", "membership.unknown_theme", "is not in the vocabulary"))
    if errors:
        raise Invalid.fields(errors)


def _money_faults(gift: Gift, pointer: str) -> list[dict[str, str]]:
    if (gift.amount is None) == (gift.in_kind is None):
        return [fault(pointer, "membership.money_or_in_kind", "is either an amount or something in kind")]
    if gift.amount is None:
        return []
    errors = []
    if gift.amount.minor <= 0:
        errors.append(fault(f"{pointer}/amount/minor", "range", "Must be greater than or equal to 1."))
    if _CURRENCIES.get(alpha_3=gift.amount.currency) is None:
        errors.append(fault(f"{pointer}/amount/currency", "membership.unknown_currency", "is not a currency of ISO 4217"))
    return errors


def totals(entries: Iterable[Contribution]) -> tuple[Amount, ...]:
    """What entries add up to in each currency; counter-entries cancel what they correct."""
    sums: dict[str, int] = {}
    for entry in entries:
        if entry.gift.amount is not None:
            sums[entry.gift.amount.currency] = sums.get(entry.gift.amount.currency, 0) + entry.gift.amount.minor
    return tuple(Amount(minor=minor, currency=currency) for currency, minor in sorted(sums.items()))
