"""Whatever anybody enters, in whatever order and however often: nothing below zero, nothing lost, one set of books."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import Conflict
from services.technical_fund.domain.amounts import NOTHING, Amount, total
from services.technical_fund.usecases import ledger
from services.technical_fund.usecases.ledger import About
from tests.builders.fund.money import an_envelope, support
from tests.fakes.technical_fund import MemoryFund
from tests.unit.technical_fund.test_ledger import books_of, digest_kept

APPLICATIONS = tuple(f"0192f0c4-7b3a-7cc0-8a55-00000000060{number}" for number in range(3))
HELD = ("reserved", "committed", "disbursed")
KINDS = ("reserve", "commit", "release", "release committed", "disburse", "recover", "raise", "lower")

REFUSALS = ("technical_fund.envelope_exceeded", "technical_fund.over_commitment", "technical_fund.entered_otherwise")

moves = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(APPLICATIONS),
    st.integers(0, 400),
    st.integers(0, 4),
    st.integers(0, 12),
)
"""Kind, application, minor units, half-days, and the number of the occasion: some are repeated."""


def enter(unit: Any, envelope_id: str, move: tuple[str, str, int, int, int]) -> None:
    kind, application, minor, half_days, occasion = move
    about, key, amount = About(application_id=application), f"occasion/{occasion}", support(minor, half_days)
    if kind in ("raise", "lower"):
        ledger.endow(unit, unit.envelopes.get(envelope_id), kind, Amount(minor=minor, half_days=half_days), key=key)
    elif kind == "release committed":
        ledger.release(unit, envelope_id, amount, about=about, key=key, account="committed")
    else:
        getattr(ledger, kind)(unit, envelope_id, amount, about=about, key=key)


def check(fund: MemoryFund, envelope_id: str) -> None:
    def read(unit: Any) -> tuple[dict[str, Amount], list[Any]]:
        return unit.envelopes.get(envelope_id).balances, list(unit.holdings.of_envelope(envelope_id))

    balances, holdings = fund.within(read)
    assert all(amount.minor >= 0 and amount.half_days >= 0 for amount in balances.values())
    assert total(amount for account, amount in balances.items() if account != "endowment") == balances["endowment"]
    for account in HELD:
        assert total(holding.of(account) for holding in holdings) == balances[account]
        assert all(holding.of(account).covers(NOTHING) for holding in holdings)
    books = books_of(fund.said(), envelope_id)
    assert (books.broken_at, books.digest()) == (None, digest_kept(fund, envelope_id))


@settings(max_examples=60, deadline=None)
@given(st.lists(moves, max_size=25))
def test_no_order_of_entries_breaks_the_books(entered: list[tuple[str, str, int, int, int]]) -> None:
    fund = MemoryFund()
    envelope = an_envelope(fund, support(1_000, 10))
    seen: dict[int, tuple[str, str, int, int, int]] = {}
    for move in entered:
        if not (move[2] or move[3]):
            continue
        before, code = len(fund.said()), None
        try:
            fund.within(lambda unit, move=move: enter(unit, envelope.id, move))
        except Conflict as refused:
            code = refused.code
        assert code is None or code in REFUSALS
        assert len(fund.said()) == before + (code is None and move[4] not in seen)
        if code is None:
            seen.setdefault(move[4], move)
        check(fund, envelope.id)
