"""Entering movements into the ledger of an envelope: each occasion once, all or nothing, with whatever caused it in the same transaction.

`about` names what a movement is for; `key` the occasion, unique within the envelope (`decision/<id>`): asked again with the same key, the
entry made before is the answer.
"""

from dataclasses import dataclass
from typing import Protocol

from chassis.context import new_id
from contracts.errors import Conflict, NotFound
from contracts.technical_fund import Support
from services.technical_fund.domain.amounts import Amount, amount_of, something
from services.technical_fund.domain.ledger import Entry, Envelope, Movement
from services.technical_fund.domain.ledger.entries import AVAILABLE, COMMITTED, DISBURSED, ENDOWMENT, RESERVED
from services.technical_fund.usecases.ports import Fund


class Endowed(Protocol):
    """As much of a call as its envelope needs to know."""

    @property
    def envelope(self) -> Support | None: ...


class Published(Protocol):
    """A call whose content names its envelope."""

    @property
    def id(self) -> str: ...
    @property
    def content(self) -> Endowed: ...


@dataclass(frozen=True, kw_only=True)
class About:
    """Whose amount is moved."""

    application_id: str
    award_id: str | None = None


def open_envelope(unit: Fund, call: Published) -> Envelope:
    """The envelope of a call, filled with what the call says. A call has one: asked again, it is the one there is."""
    there = unit.envelopes.of_call(call.id)
    if there is not None:
        return there
    unit.guard(f"envelope-of-call:{call.id}")
    support = call.content.envelope or Support()
    currency = None if support.money is None else support.money.currency
    amount = something(amount_of(support, currency, "/envelope"), "/envelope")
    envelope = Envelope(id=new_id(), call_id=call.id, currency=currency, opened_at=unit.now)
    movement = Movement(kind="open", from_account=ENDOWMENT, to_account=AVAILABLE, amount=amount, key="open")
    entry = envelope.post(movement, id=new_id(), at=unit.now, by=unit.actor.person_id)
    unit.envelopes.add(envelope)
    unit.ledger_entries.add(entry)
    return envelope


def reserve(unit: Fund, envelope_id: str, support: Support, *, about: About, key: str) -> Entry:
    """Set aside what a decision would grant. Raises `technical_fund.envelope_exceeded`, `technical_fund.wrong_currency`."""
    return _move(unit, envelope_id, support, "reserve", AVAILABLE, RESERVED, about, key)


def commit(unit: Fund, envelope_id: str, support: Support, *, about: About, key: str) -> Entry:
    """What was reserved is promised in a signed agreement."""
    return _move(unit, envelope_id, support, "commit", RESERVED, COMMITTED, about, key)


def release(unit: Fund, envelope_id: str, support: Support, *, about: About, key: str, account: str = RESERVED) -> Entry:
    """What was reserved, or with `account` committed, is available again."""
    return _move(unit, envelope_id, support, "release", account, AVAILABLE, about, key)


def disburse(unit: Fund, envelope_id: str, support: Support, *, about: About, key: str) -> Entry:
    """What was committed has been paid, or delivered as experts' days. Raises `technical_fund.over_commitment` for more than is committed
    to this application."""
    return _move(unit, envelope_id, support, "disburse", COMMITTED, DISBURSED, about, key)


def recover(unit: Fund, envelope_id: str, support: Support, *, about: About, key: str) -> Entry:
    """What was paid has come back and is available again."""
    return _move(unit, envelope_id, support, "recover", DISBURSED, AVAILABLE, about, key)


def held(unit: Fund, envelope_id: str, application_id: str, account: str) -> Amount:
    """What an application holds in one account."""
    return unit.holdings.held_by(envelope_id, application_id).of(account)


def envelope_called(unit: Fund, envelope_id: str) -> Envelope:
    envelope = unit.envelopes.find(envelope_id)
    if envelope is None:
        raise NotFound("technical_fund.no_envelope", "there is no such envelope")
    return envelope


def endow(unit: Fund, envelope: Envelope, kind: str, amount: Amount, *, key: str) -> Entry:
    """Put more into the envelope (`raise`), or take what is available out of it (`lower`)."""
    accounts = (ENDOWMENT, AVAILABLE) if kind == "raise" else (AVAILABLE, ENDOWMENT)
    return _enter(unit, envelope, Movement(kind=kind, from_account=accounts[0], to_account=accounts[1], amount=amount, key=key))


def _move(unit: Fund, envelope_id: str, support: Support, kind: str, source: str, target: str, about: About, key: str) -> Entry:
    unit.guard(f"envelope:{envelope_id}")
    envelope = envelope_called(unit, envelope_id)
    movement = Movement(
        kind=kind,
        from_account=source,
        to_account=target,
        amount=something(amount_of(support, envelope.currency)),
        key=key,
        application_id=about.application_id,
        award_id=about.award_id,
    )
    return _enter(unit, envelope, movement)


def _enter(unit: Fund, envelope: Envelope, movement: Movement) -> Entry:
    """The envelope is written by every entry: two that are entered at the same time meet in it, and one of them looks again. They meet
    in the guard before that, where the one that looks again has done nothing yet."""
    before = unit.ledger_entries.entered_for(envelope.id, movement.key)
    if before is not None:
        return _same(before, movement)
    if movement.application_id is not None:
        holding = unit.holdings.held_by(envelope.id, movement.application_id)
        holding.move(movement)
        unit.holdings.save(holding) if holding.version else unit.holdings.add(holding)
    entry = envelope.post(movement, id=new_id(), at=unit.now, by=unit.actor.person_id)
    unit.envelopes.save(envelope)
    unit.ledger_entries.add(entry)
    return entry


def _same(before: Entry, movement: Movement) -> Entry:
    if before.movement != movement:
        raise Conflict("technical_fund.entered_otherwise", "this has been entered already, as something else", {"seq": before.seq})
    return before
