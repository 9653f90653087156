"""What the management unit sees of an envelope, what it may change, and what a recused reader does not learn."""

from typing import Any

import pytest

from contracts.errors import Refusal
from contracts.technical_fund import (
    ApproveEnvelopeChange,
    GetFundEnvelope,
    ListEnvelopeChanges,
    ListEnvelopeHoldings,
    ListFundEnvelopes,
    ListLedgerEntries,
    ProposeEnvelopeChange,
    RefuseEnvelopeChange,
    VerifyFundEnvelope,
)
from services.technical_fund import views
from services.technical_fund.usecases import envelopes
from tests.builders.fund.money import Granted, in_force, recuse, support
from tests.builders.fund.refused import refused
from tests.fakes.technical_fund import MemoryFund, management


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def seen(of: Granted, by: Any) -> Any:
    return of.fund.see(views.ledger.get_fund_envelope, GetFundEnvelope(envelope_id=of.envelope_id), by)


def entries(of: Granted, by: Any, **which: Any) -> Any:
    return of.fund.see(views.ledger.list_ledger_entries, ListLedgerEntries(envelope_id=of.envelope_id, **which), by)


def proposed(of: Granted, direction: str, amount: Any, by: Any) -> str:
    request = ProposeEnvelopeChange(envelope_id=of.envelope_id, direction=direction, support=amount, reason="A donor has given more.")
    return str(of.fund.ask(envelopes.propose_envelope_change, request, by).id)


def approve(of: Granted, change_id: str, by: Any) -> Any:
    return of.fund.ask(envelopes.approve_envelope_change, ApproveEnvelopeChange(change_id=change_id), by)


def test_an_envelope_shows_where_every_unit_is(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    shown = seen(of, of.manager)
    assert (shown.endowment, shown.available) == (support(10_000_000, 400), support(9_400_000, 380))
    assert (shown.reserved, shown.committed, shown.disbursed) == (support(0), support(400_000, 20), support(200_000))
    assert not shown.partial


def test_entries_are_listed_in_their_order_page_by_page(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    first = entries(of, of.manager, limit=3)
    rest = entries(of, of.manager, limit=3, cursor=first.next)
    kinds = [(row.seq, row.kind) for row in (*first.items, *rest.items)]
    assert kinds == [(1, "open"), (2, "reserve"), (3, "commit"), (4, "disburse")]
    assert [row.kind for row in entries(of, of.manager, kind="disburse").items] == ["disburse"]
    assert [row.kind for row in entries(of, of.manager, award_id=of.award_id).items] == ["commit", "disburse"]


def test_verification_adds_every_entry_up_again(fund: MemoryFund) -> None:
    of = in_force(fund)
    of.pay("first")
    told = fund.see(views.ledger.verify_fund_envelope, VerifyFundEnvelope(envelope_id=of.envelope_id), of.manager)
    assert (told.ok, told.entries, told.broken_at) == (True, 4, None)


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ({"seq": 3}, {"movement.amount.minor": 599_999}),
        ({"seq": 2}, {"movement.application_id": "0192f0c4-7b3a-7cc0-8a55-000000000601"}),
        ({"seq": 2}, {"hash": "0" * 64}),
    ],
)
def test_verification_finds_a_changed_entry(fund: MemoryFund, where: dict[str, Any], change: dict[str, Any]) -> None:
    of = in_force(fund)
    fund.work.store["ledger_entries"].update_one({"envelope_id": of.envelope_id, **where}, {"$set": change})
    told = fund.see(views.ledger.verify_fund_envelope, VerifyFundEnvelope(envelope_id=of.envelope_id), of.manager)
    assert (told.ok, told.broken_at) == (False, where["seq"])


@pytest.mark.parametrize(
    ("collection", "change"),
    [("envelopes", {"balances.available.minor": 1}), ("holdings", {"held.committed.minor": 1}), ("envelopes", {"seq": 2})],
)
def test_verification_finds_a_changed_balance(fund: MemoryFund, collection: str, change: dict[str, Any]) -> None:
    of = in_force(fund)
    (row,) = fund.work.store[collection].rows.values()
    fund.work.store[collection].update_one({"_id": row["_id"]}, {"$set": change})
    assert not fund.see(views.ledger.verify_fund_envelope, VerifyFundEnvelope(envelope_id=of.envelope_id), of.manager).ok


# ---------------------------------------------------------------- changing


def test_an_envelope_is_raised_by_two_people(fund: MemoryFund) -> None:
    of = in_force(fund)
    change = proposed(of, "raise", support(1_000, 2), of.manager)
    with refused("technical_fund.second_person_needed"):
        approve(of, change, of.manager)
    assert approve(of, change, of.colleague).state == "approved"
    with refused("technical_fund.change_decided"):
        approve(of, change, of.colleague)
    assert seen(of, of.manager).endowment == support(10_001_000, 402)


def test_no_more_is_taken_out_than_is_available(fund: MemoryFund) -> None:
    of = in_force(fund)
    change = proposed(of, "lower", support(9_400_001), of.manager)
    with refused("technical_fund.envelope_exceeded"):
        approve(of, change, of.colleague)
    (listed,) = fund.see(views.ledger.list_envelope_changes, ListEnvelopeChanges(envelope_id=of.envelope_id), of.manager).items
    assert listed.state == "proposed"
    fund.ask(envelopes.refuse_envelope_change, RefuseEnvelopeChange(change_id=change, reason="Too much."), of.manager)
    assert seen(of, of.manager).endowment == support(10_000_000, 400)


# ---------------------------------------------------------------- recusal


def test_a_recused_reader_sees_the_envelope_as_it_would_be_without_the_application(fund: MemoryFund) -> None:
    of, recused = in_force(fund), management()
    of.pay("first")
    recuse(of, recused)
    shown = seen(of, recused)
    assert (shown.available, shown.reserved, shown.committed, shown.disbursed) == (support(10_000_000, 400), *[support(0)] * 3)
    assert shown.partial
    (listed,) = fund.see(views.ledger.list_fund_envelopes, ListFundEnvelopes(), recused).items
    assert listed == shown


def test_a_recused_reader_finds_no_trace_in_lists_numbers_or_hashes(fund: MemoryFund) -> None:
    of, recused = in_force(fund), management()
    of.pay("first")
    recuse(of, recused)
    listed = entries(of, recused)
    assert [(row.kind, row.seq, row.hash) for row in listed.items] == [("open", None, None)]
    assert entries(of, recused, application_id=of.application_id).items == ()
    assert entries(of, recused, award_id=of.award_id).items == ()
    assert fund.see(views.ledger.list_envelope_holdings, ListEnvelopeHoldings(envelope_id=of.envelope_id), recused).items == ()
    assert len(fund.see(views.ledger.list_envelope_holdings, ListEnvelopeHoldings(envelope_id=of.envelope_id), of.manager).items) == 1


def test_a_recused_reader_neither_verifies_nor_changes_the_envelope(fund: MemoryFund) -> None:
    of, recused = in_force(fund), management()
    recuse(of, recused)
    change = proposed(of, "raise", support(1), of.manager)
    with refused("technical_fund.figures_partial"):
        fund.see(views.ledger.verify_fund_envelope, VerifyFundEnvelope(envelope_id=of.envelope_id), recused)
    with refused("technical_fund.figures_partial"):
        proposed(of, "lower", support(9_999_999), recused)
    with refused("technical_fund.figures_partial"):
        approve(of, change, recused)


def test_partial_says_nothing_of_whether_the_application_holds_anything(fund: MemoryFund) -> None:
    """Somebody recused from an application under another call sees this one whole, and is told `partial` all the same."""
    of, other, recused = in_force(fund), in_force(fund), management()
    recuse(other, recused)
    assert (seen(of, recused).available, seen(of, recused).partial) == (support(9_400_000, 380), True)
    assert fund.see(views.ledger.verify_fund_envelope, VerifyFundEnvelope(envelope_id=of.envelope_id), recused).ok


def test_a_refusal_names_no_figure(fund: MemoryFund) -> None:
    of = in_force(fund)
    change = proposed(of, "lower", support(9_999_999), of.manager)
    with pytest.raises(Refusal) as told:
        approve(of, change, of.colleague)
    assert told.value.details == {"account": "available"}
