"""The ledger on a real store: many at once never take more than there is, and the books are the same from what was said alone."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database

from chassis.context import new_id
from contracts.technical_fund import (
    ApproveTranche,
    DrawUpFundAgreement,
    GetFundEnvelope,
    ListFundAwards,
    ListLedgerEntries,
    RecordTranchePayment,
    SetAwardSchedule,
    VerifyFundEnvelope,
)
from services.technical_fund import views
from services.technical_fund.domain.amounts import NOTHING, Amount
from services.technical_fund.domain.ledger import Books
from services.technical_fund.domain.ledger.entries import COMMITTED, DISBURSED, ENDOWMENT, HELD, RESERVED
from services.technical_fund.usecases import award_agreements, ledger, tranches
from services.technical_fund.usecases.ledger import About
from tests.at_once import at_once
from tests.builders.fund.money import PublishedCall, an_envelope, granted, in_force, recuse, schedule, support
from tests.fakes.technical_fund import StoredFund, management

AT_ONCE = 40


@pytest.fixture
def fund(fund_database: Database[dict[str, Any]]) -> StoredFund:
    return StoredFund(fund_database)


def books_from_the_outbox(fund: StoredFund, envelope_id: str) -> Books:
    """From the rows that are published, and from nothing else."""
    books = Books()
    of_envelope = {"subject": f"fund-envelopes/{envelope_id}", "type": "technical_fund.ledger_entry_posted.v1"}
    for row in fund.database["outbox"].find(of_envelope).sort("sequence"):
        said = dict(row["data"])
        said.pop("call_id")
        books.add(said, said.pop("hash"))
    return books


def check(fund: StoredFund, envelope_id: str) -> Books:
    """The invariants: nothing below zero, accounts add up to what was put in, applications to their accounts, and one digest."""
    books, verified = books_from_the_outbox(fund, envelope_id), verify(fund, envelope_id)
    assert books.broken_at is None
    assert verified.ok
    assert (books.digest(), books.seq) == (verified.kept_digest, verified.entries)
    assert all(amount.minor >= 0 and amount.half_days >= 0 for amount in books.balances.values())
    parts = [amount for account, amount in books.balances.items() if account != ENDOWMENT]
    assert sum_of(parts) == books.balances[ENDOWMENT]
    for account in HELD:
        assert sum_of(held.get(account, NOTHING) for held in books.holdings.values()) == books.balances[account]
    return books


def sum_of(amounts: Any) -> Amount:
    summed = NOTHING
    for amount in amounts:
        summed = summed.plus(amount)
    return summed


def verify(fund: StoredFund, envelope_id: str) -> Any:
    return fund.see(views.ledger.verify_fund_envelope, VerifyFundEnvelope(envelope_id=envelope_id), management())


def reserving(
    fund: StoredFund, envelope_id: str, minor: int, key: str | None = None, application_id: str | None = None
) -> Callable[[], Any]:
    about, key = About(application_id=application_id or new_id()), key or new_id()
    return lambda: fund.within(lambda unit: ledger.reserve(unit, envelope_id, support(minor, 2), about=about, key=key))


def test_many_awards_at_once_never_take_more_than_the_envelope_holds(fund: StoredFund) -> None:
    envelope = an_envelope(fund, support(1_000_000, 1_000))
    answers, codes = at_once(*(reserving(fund, envelope.id, 30_000) for _ in range(AT_ONCE)))
    assert (len(answers), set(codes)) == (33, {"technical_fund.envelope_exceeded"})
    books = check(fund, envelope.id)
    assert books.balances[RESERVED] == Amount(minor=990_000, half_days=66)
    assert sorted(entry.seq for entry in answers) == list(range(2, 35))


def test_one_occasion_entered_by_many_at_once_is_entered_once(fund: StoredFund) -> None:
    envelope, application = an_envelope(fund), new_id()
    answers, codes = at_once(*(reserving(fund, envelope.id, 10_000, "decision/1", application) for _ in range(12)))
    assert (len({entry.id for entry in answers}), codes) == (1, [])
    assert check(fund, envelope.id).seq == 2


def test_an_envelope_opened_by_many_at_once_is_one(fund: StoredFund) -> None:
    call = PublishedCall()
    answers, codes = at_once(*(lambda: fund.within(lambda unit: ledger.open_envelope(unit, call)) for _ in range(8)))
    assert (len({envelope.id for envelope in answers}), codes) == (1, [])
    assert fund.database["envelopes"].count_documents({"call_id": call.id}) == 1


def test_reserving_releasing_and_paying_at_once_keeps_the_books(fund: StoredFund) -> None:
    envelope = an_envelope(fund, support(1_000_000, 1_000))
    applications = [new_id() for _ in range(10)]
    for application in applications:
        reserving(fund, envelope.id, 50_000, f"decision/{application}", application)()
        about = About(application_id=application)
        fund.within(
            lambda unit, about=about: ledger.commit(unit, envelope.id, support(40_000), about=about, key=f"c/{about.application_id}")
        )

    def moves(application: str) -> list[Callable[[], Any]]:
        about = About(application_id=application)

        def move(do: Any, minor: int, key: str, **more: Any) -> Callable[[], Any]:
            return lambda: fund.within(lambda unit: do(unit, envelope.id, support(minor), about=about, key=f"{key}/{application}", **more))

        return [
            move(ledger.disburse, 25_000, "p1"),
            move(ledger.disburse, 25_000, "p2"),
            move(ledger.release, 10_000, "r"),
        ]

    answers, codes = at_once(*(move for application in applications for move in moves(application)))
    assert (len(answers), codes) == (20, ["technical_fund.over_commitment"] * 10)
    books = check(fund, envelope.id)
    assert books.balances[DISBURSED].minor == 250_000
    assert books.balances[COMMITTED].minor == 150_000
    assert books.balances[RESERVED] == Amount(half_days=20)


def test_two_who_pay_one_tranche_at_once_pay_it_once(fund: StoredFund) -> None:
    of = in_force(fund)
    for by in (of.manager, of.colleague):
        fund.ask(tranches.approve_tranche, ApproveTranche(award_id=of.award_id, tranche="first"), by)
    pay = [
        lambda n=n: fund.ask(
            tranches.record_tranche_payment,
            RecordTranchePayment(award_id=of.award_id, tranche="first", paid_on=fund.now.date(), payment_reference=f"B-{n}"),
            of.manager,
        )
        for n in range(6)
    ]
    answers, codes = at_once(*pay)
    assert (len(answers), codes) == (1, ["technical_fund.paid_already"] * 5)
    assert check(fund, of.envelope_id).balances[DISBURSED] == Amount(minor=200_000)


def test_the_same_person_at_two_screens_is_still_one_approver(fund: StoredFund) -> None:
    of = in_force(fund)
    approve = [lambda: fund.ask(tranches.approve_tranche, ApproveTranche(award_id=of.award_id, tranche="first"), of.manager)] * 4
    answers, codes = at_once(*approve)
    assert (len(answers), codes) == (1, ["technical_fund.second_person_needed"] * 3)


def test_lists_of_awards_and_entries_are_asked_of_the_store(fund: StoredFund) -> None:
    of, other, recused = in_force(fund), in_force(fund), management()
    recuse(other, recused)
    for by, expected in ((of.manager, 2), (recused, 1), (of.mayor, 1), (of.focal, 1)):
        for which in ({}, {"state": "in_force"}, {"call_id": of.call_id}, {"city_id": of.city_id}):
            found = fund.see(views.awards.list_fund_awards, ListFundAwards(**which), by).items
            assert len(found) == (1 if "call_id" in which or "city_id" in which else expected)
    assert fund.see(views.awards.list_fund_awards, ListFundAwards(call_id=other.call_id), recused).items == ()
    entries = fund.see(views.ledger.list_ledger_entries, ListLedgerEntries(envelope_id=other.envelope_id), recused).items
    assert [row.kind for row in entries] == ["open"]
    shown = fund.see(views.ledger.get_fund_envelope, GetFundEnvelope(envelope_id=other.envelope_id), recused)
    assert shown.available == support(10_000_000, 400)


def test_an_agreement_in_the_store_is_the_award_that_was_kept(fund: StoredFund) -> None:
    of = granted(fund)
    fund.ask(award_agreements.set_award_schedule, SetAwardSchedule(award_id=of.award_id, schedule=schedule()), of.manager)
    drawn = fund.ask(award_agreements.draw_up_fund_agreement, DrawUpFundAgreement(award_id=of.award_id), of.manager)
    assert of.view().agreement == drawn.agreement
    assert of.award.plan.schedule == schedule()
