"""Amounts: money and expert-days side by side, in whole minor units and whole half-days. No fractions anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contracts.errors import Invalid
from contracts.technical_fund import MOST_MINOR, Money, Support

MOST_HALF_DAYS: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So much money, in the minor unit of a currency that whoever holds the amount knows, and so many half-days of experts."""

    minor: int = 0
    half_days: int = 0

    def plus(self, other: "Amount") -> "Amount":
        return Amount(minor=self.minor + other.minor, half_days=self.half_days + other.half_days)

    def minus(self, other: "Amount") -> "Amount":
        return Amount(minor=self.minor - other.minor, half_days=self.half_days - other.half_days)

    def covers(self, other: "Amount") -> bool:
        """Whether `other` can be taken out of it and nothing is below zero after."""
        return self.minor >= other.minor and self.half_days >= other.half_days

    def above(self, other: "Amount") -> "Amount":
        """What this has more than `other`, each of the two for itself: 5 € and 1 day above 3 € and 2 days is 2 €."""
        return Amount(minor=max(0, self.minor - other.minor), half_days=max(0, self.half_days - other.half_days))

    def support(self, currency: str | None) -> Support:
        """As it is said to others. An envelope without a currency holds no money."""
        return Support(money=None if currency is None else Money(minor=self.minor, currency=currency), half_days=self.half_days)

    def __bool__(self) -> bool:
        return bool(self.minor or self.half_days)


NOTHING: Final = Amount()


def amount_of(support: Support, currency: str | None, pointer: str = "/support") -> Amount:
    """Raises `Invalid`: `technical_fund.wrong_currency` for money in another currency than the call's, `range` for what nobody holds."""
    money = support.money
    if money is not None and money.currency != currency:
        raise Invalid.field(
            f"{pointer}/money/currency", "technical_fund.wrong_currency", f"must be {currency or 'left out: no money here'}"
        )
    minor = 0 if money is None else money.minor
    if not 0 <= minor <= MOST_MINOR:
        raise Invalid.field(f"{pointer}/money/minor", "range", f"must be between 0 and {MOST_MINOR}")
    if not 0 <= support.half_days <= MOST_HALF_DAYS:
        raise Invalid.field(f"{pointer}/half_days", "range", f"must be between 0 and {MOST_HALF_DAYS}")
    return Amount(minor=minor, half_days=support.half_days)


def something(amount: Amount, pointer: str = "/support") -> Amount:
    """Raises `Invalid` for nothing at all."""
    if not amount:
        raise Invalid.field(pointer, "technical_fund.nothing_given", "is neither money nor expert-days")
    return amount


def total(amounts: Iterable[Amount]) -> Amount:
    summed = NOTHING
    for amount in amounts:
        summed = summed.plus(amount)
    return summed
