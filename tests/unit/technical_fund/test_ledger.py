"""The ledger: double entry, never below zero, each occasion once, and the same books from what was said."""

from typing import Any

import pytest

from chassis.context import new_id
from contracts.errors import Conflict, Invalid, NotFound
from contracts.fields import instant_text
from contracts.technical_fund import MOST_MINOR, LedgerEntryPosted
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.ledger import Books, Movement
from services.technical_fund.domain.ledger.books import digest
from services.technical_fund.usecases import ledger
from services.technical_fund.usecases.ledger import About
from tests.builders.fund.money import Endowment, PublishedCall, an_award, an_envelope, reserved, support
from tests.fakes.technical_fund import MemoryFund


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


def balances(fund: MemoryFund, envelope_id: str) -> dict[str, Amount]:
    return dict(fund.within(lambda unit: unit.envelopes.get(envelope_id)).balances)


def books_of(events: list[Any], envelope_id: str) -> Books:
    """What an outsider makes of the feed."""
    books = Books()
    for event in events:
        if isinstance(event, LedgerEntryPosted) and event.envelope_id == envelope_id:
            facts = {name: getattr(event, name) for name in event.__dataclass_fields__ if name not in ("hash", "call_id")}
            books.add(facts | {"posted_at": instant_text(event.posted_at)}, event.hash)
    return books


def digest_kept(fund: MemoryFund, envelope_id: str) -> str:
    def read(unit: Any) -> str:
        envelope = unit.envelopes.get(envelope_id)
        held = {holding.application_id: holding.held for holding in unit.holdings.of_envelope(envelope_id)}
        return digest(envelope.balances, held, envelope.seq, envelope.head)

    return str(fund.within(read))


def test_a_call_has_one_envelope_however_often_it_is_opened(fund: MemoryFund) -> None:
    call = PublishedCall(content=Endowment(envelope=support(1_000, 4)))
    first = fund.within(lambda unit: ledger.open_envelope(unit, call))
    again = fund.within(lambda unit: ledger.open_envelope(unit, call))
    assert first.id == again.id
    assert balances(fund, first.id)["available"] == Amount(minor=1_000, half_days=4)
    assert [event.kind for event in fund.said()] == ["open"]


def test_an_empty_envelope_is_refused(fund: MemoryFund) -> None:
    with pytest.raises(Invalid) as refused:
        an_envelope(fund, support(0, 0))
    assert refused.value.details["errors"][0]["code"] == "technical_fund.nothing_given"


def test_an_amount_goes_from_reserved_to_committed_to_disbursed_and_back(fund: MemoryFund) -> None:
    envelope = an_envelope(fund, support(1_000, 10))
    about = About(application_id=reserved(fund, envelope, support(600, 6)))

    def rest(unit: Any) -> None:
        ledger.commit(unit, envelope.id, support(500, 5), about=about, key="commit")
        ledger.release(unit, envelope.id, support(100, 1), about=about, key="release")
        ledger.disburse(unit, envelope.id, support(300, 2), about=about, key="pay")
        ledger.release(unit, envelope.id, support(200, 3), about=about, key="close", account="committed")
        ledger.recover(unit, envelope.id, support(50), about=about, key="refund")

    fund.within(rest)
    assert balances(fund, envelope.id) == {
        "endowment": Amount(minor=1_000, half_days=10),
        "available": Amount(minor=750, half_days=8),
        "reserved": Amount(),
        "committed": Amount(),
        "disbursed": Amount(minor=250, half_days=2),
    }


@pytest.mark.parametrize("asked", [support(1_001), support(0, 11), support(1_000, 11)])
def test_more_than_the_envelope_holds_is_refused_in_money_and_in_days(fund: MemoryFund, asked: Any) -> None:
    envelope = an_envelope(fund, support(1_000, 10))
    with pytest.raises(Conflict) as refused:
        reserved(fund, envelope, asked)
    assert refused.value.code == "technical_fund.envelope_exceeded"
    assert balances(fund, envelope.id)["available"] == Amount(minor=1_000, half_days=10)
    assert len(fund.said()) == 1


def test_an_application_is_not_paid_from_what_another_was_promised(fund: MemoryFund) -> None:
    envelope = an_envelope(fund, support(1_000))
    one, other = reserved(fund, envelope, support(400)), reserved(fund, envelope, support(400))
    for application in (one, other):
        about = About(application_id=application)
        fund.within(lambda unit, about=about: ledger.commit(unit, envelope.id, support(400), about=about, key=f"c/{about.application_id}"))
    with pytest.raises(Conflict) as refused:
        fund.within(lambda unit: ledger.disburse(unit, envelope.id, support(401), about=About(application_id=one), key="pay"))
    assert refused.value.code == "technical_fund.over_commitment"


def test_an_occasion_is_entered_once(fund: MemoryFund) -> None:
    envelope, application = an_envelope(fund, support(1_000)), new_id()
    for _ in range(3):
        reserved(fund, envelope, support(400), application, "decision/1")
    assert balances(fund, envelope.id)["reserved"] == Amount(minor=400)
    assert [event.seq for event in fund.said()] == [1, 2]


def test_the_same_occasion_is_not_entered_as_something_else(fund: MemoryFund) -> None:
    envelope, application = an_envelope(fund, support(1_000)), new_id()
    reserved(fund, envelope, support(400), application, "decision/1")
    with pytest.raises(Conflict) as refused:
        reserved(fund, envelope, support(300), application, "decision/1")
    assert refused.value.code == "technical_fund.entered_otherwise"


def test_money_in_another_currency_is_refused(fund: MemoryFund) -> None:
    envelope = an_envelope(fund, support(1_000))
    with pytest.raises(Invalid) as refused:
        reserved(fund, envelope, support(10, currency="USD"))
    assert refused.value.details["errors"][0]["code"] == "technical_fund.wrong_currency"


def test_an_envelope_of_expert_days_holds_no_money(fund: MemoryFund) -> None:
    envelope = an_envelope(fund, support(None, 40))
    reserved(fund, envelope, support(None, 10))
    with pytest.raises(Invalid) as refused:
        reserved(fund, envelope, support(10, 10))
    assert refused.value.details["errors"][0]["code"] == "technical_fund.wrong_currency"


def test_an_envelope_cannot_be_raised_above_what_a_number_holds(fund: MemoryFund) -> None:
    envelope = an_envelope(fund, support(MOST_MINOR))
    with pytest.raises(Invalid) as refused:
        fund.within(lambda unit: ledger.endow(unit, unit.envelopes.get(envelope.id), "raise", Amount(minor=1), key="more"))
    assert refused.value.details["errors"][0]["code"] == "range"


def test_an_unknown_envelope_is_said_to_be_unknown(fund: MemoryFund) -> None:
    with pytest.raises(NotFound) as refused:
        fund.within(lambda unit: ledger.reserve(unit, new_id(), support(1), about=About(application_id=new_id()), key="x"))
    assert refused.value.code == "technical_fund.no_envelope"


@pytest.mark.parametrize(
    ("kind", "source", "target"),
    [("reserve", "reserved", "available"), ("disburse", "available", "disbursed"), ("lower", "endowment", "available")],
)
def test_a_movement_between_the_wrong_accounts_cannot_be_written(kind: str, source: str, target: str) -> None:
    with pytest.raises(ValueError, match="does not move"):
        Movement(kind=kind, from_account=source, to_account=target, amount=Amount(minor=1), key="k", application_id=new_id())


def test_books_made_of_what_was_said_are_the_books_that_are_kept(fund: MemoryFund) -> None:
    envelope = an_envelope(fund)
    for minor in (100, 250, 400):
        award = an_award(fund, envelope, support(minor, 4))
        about = About(application_id=award.application_id, award_id=award.id)
        fund.within(
            lambda unit, about=about, m=minor: ledger.commit(unit, envelope.id, support(m, 4), about=about, key=f"c/{about.award_id}")
        )
        fund.within(lambda unit, about=about: ledger.disburse(unit, envelope.id, support(50, 1), about=about, key=f"p/{about.award_id}"))
    books = books_of(fund.said(), envelope.id)
    assert books.broken_at is None
    assert books.digest() == digest_kept(fund, envelope.id)


@pytest.mark.parametrize("change", [{"minor": 101}, {"half_days": 5}, {"to_account": "disbursed"}, {"application_id": None}, {"seq": 9}])
def test_a_changed_entry_is_found(fund: MemoryFund, change: dict[str, Any]) -> None:
    envelope = an_envelope(fund)
    reserved(fund, envelope, support(100, 4))
    reserved(fund, envelope, support(7))
    events = [event for event in fund.said() if isinstance(event, LedgerEntryPosted)]
    events[1] = type(events[1])(**{name: getattr(events[1], name) for name in events[1].__dataclass_fields__} | change)
    assert books_of(events, envelope.id).broken_at == 2


def test_one_award_is_made_of_one_decision(fund: MemoryFund) -> None:
    envelope = an_envelope(fund)
    one, other = an_award(fund, envelope, support(100)), an_award(fund, envelope, support(100))
    assert (one.reference, other.reference) == ("TSA-2027-0001", "TSA-2027-0002")
    assert [type(event).__name__ for event in fund.said()].count("AwardMade") == 2
