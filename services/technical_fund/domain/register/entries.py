"""An award as the public may know it, and the equation that holds the register to the ledger."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.technical_fund import AmountBand, RegisterEntry, RegisterSum, RegisterTotals
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.calls import Call
from services.technical_fund.domain.currencies import minor_units
from services.technical_fund.domain.ledger import Holding
from services.technical_fund.domain.ledger.entries import COMMITTED, DISBURSED
from services.technical_fund.domain.register.withholding import AMOUNT, BAND, CITY, DATES, LOCATION, PURPOSE, TITLE, Withholding

STATUS: Final[Mapping[str, str]] = {
    "in_force": "active",
    "closing": "active",
    "suspended": "suspended",
    "terminated": "terminated",
    "closed": "closed",
}
BANDS: Final = (0, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
"""Lower ends of the bands, in whole units of the currency."""

FEWEST: Final = 3
"""A sum over fewer withheld awards than this would tell what they are."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One award with everything an entry is made of. `withholding` is None when nothing is withheld."""

    award: Award
    application: Application | None
    call: Call
    holding: Holding
    withholding: Withholding | None

    @property
    def standing(self) -> Amount:
        """What the ledger says this award has: committed and disbursed."""
        return self.holding.of(COMMITTED).plus(self.holding.of(DISBURSED))

    def hides(self, name: str) -> bool:
        return self.withholding is not None and self.withholding.hides(name)

    def tells_amount(self, today: date) -> bool:
        return not self.hides(AMOUNT) and not (self.withholding is not None and self.withholding.delays(today))


def entry(one: Registered, names: Mapping[str, dict[str, str]]) -> RegisterEntry:
    """What may be told of it; `names` of cities by id."""
    award, call, currency = one.award, one.call, one.award.currency
    shows_city, shows_amount, shows_dates = not one.hides(CITY), not one.hides(AMOUNT), not one.hides(DATES)
    return RegisterEntry(
        id=award.id,
        reference=award.reference,
        call_id=call.id,
        call_reference=call.reference,
        call_titles=call.content.titles,
        city_id=award.city_id if shows_city else None,
        city_names=names.get(award.city_id) if shows_city else None,
        country=None if one.hides(LOCATION) else award.country,
        title=None if one.hides(TITLE) or one.application is None else one.application.title,
        purpose=None if one.hides(PURPOSE) else call.content.priorities,
        awarded=award.amount.support(currency) if shows_amount else None,
        disbursed=one.holding.of(DISBURSED).support(currency) if shows_amount else None,
        band=None if shows_amount or one.hides(BAND) else band_of(award.amount.minor, currency),
        awarded_on=award.made_at.date() if shows_dates else None,
        in_force_on=_day(award.in_force_since) if shows_dates else None,
        ended_on=_day(award.ended_at) if shows_dates else None,
        status=STATUS[award.state],
        withheld=one.withholding.fields if one.withholding else (),
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def band_of(minor: int, currency: str | None) -> AmountBand | None:
    """The band an amount lies in; None for an award without money."""
    if currency is None:
        return None
    ends = [end * minor_units(currency) for end in BANDS]
    lower = max(end for end in ends if end <= minor)
    return AmountBand(currency=currency, from_minor=lower, below_minor=next((end for end in ends if end > minor), None))


# ---------------------------------------------------------------- the equation

Sums = Counter[tuple[str | None, str]]
"""By currency and unit: `("EUR", "minor")`, `(None, "half_days")`."""


def add(sums: Sums, amount: Amount, currency: str | None) -> None:
    sums[(currency, "minor")] += amount.minor
    sums[(None, "half_days")] += amount.half_days


def totals(
    registered: Sequence[Registered], ledger: Iterable[tuple[Amount, str | None]], *, at: datetime, whole: bool, partial: bool
) -> RegisterTotals:
    """`ledger` are what envelopes hold as committed and disbursed. `whole` is for the management unit, who may know every sum."""
    published, withheld, given = Sums(), Sums(), Sums()
    told = [one for one in registered if one.tells_amount(at.date())]
    for one in registered:
        add(published if one in told else withheld, one.standing, one.award.currency)
    for amount, currency in ledger:
        add(given, amount, currency)
    number = len(registered) - len(told)
    shows = whole or number == 0 or number >= FEWEST
    keys = sorted(published.keys() | withheld.keys() | given.keys(), key=lambda key: (key[0] or "", key[1]))
    return RegisterTotals(
        published_awards=len(told),
        withheld_awards=number if shows else None,
        sums=tuple(_sum(key, published, withheld, given, shows) for key in keys if key != (None, "minor")),
        as_of=at,
        partial=partial,
    )


def _sum(key: tuple[str | None, str], published: Sums, withheld: Sums, given: Sums, shows: bool) -> RegisterSum:
    currency, unit = key
    return RegisterSum(
        currency=currency,
        unit=unit,
        published=published[key],
        withheld=withheld[key] if shows else None,
        ledger=given[key] if shows else None,
        holds=published[key] + withheld[key] == given[key] if shows else None,
    )
