"""Changing what an envelope holds: one person proposes, another decides, and the ledger has the entry."""

from chassis.context import new_id
from contracts.errors import NotFound
from contracts.technical_fund import (
    ApproveEnvelopeChange,
    EnvelopeChangeProposed,
    EnvelopeChangeRefused,
    EnvelopeChangeView,
    ProposeEnvelopeChange,
    RefuseEnvelopeChange,
)
from services.technical_fund.domain.amounts import amount_of, something
from services.technical_fund.domain.envelope_changes import EnvelopeChange
from services.technical_fund.domain.ledger import Envelope
from services.technical_fund.domain.ledger_access import envelope_whole
from services.technical_fund.domain.showing.ledger import change_view
from services.technical_fund.usecases import ledger
from services.technical_fund.usecases.ports import Fund


def propose_envelope_change(unit: Fund, request: ProposeEnvelopeChange) -> EnvelopeChangeView:
    envelope = envelope_whole(unit, request.envelope_id)
    change = EnvelopeChange(
        id=new_id(),
        envelope_id=envelope.id,
        direction=request.direction,
        currency=envelope.currency,
        amount=something(amount_of(request.support, envelope.currency)),
        reason=request.reason,
        proposed_at=unit.now,
        proposed_by=unit.actor.person_id,
    )
    unit.envelope_changes.add(change)
    envelope.say(
        EnvelopeChangeProposed(
            envelope_id=envelope.id,
            call_id=envelope.call_id,
            change_id=change.id,
            direction=change.direction,
            minor=change.amount.minor,
            currency=envelope.currency,
            half_days=change.amount.half_days,
            at=unit.now,
        )
    )
    unit.envelopes.save(envelope)
    return change_view(change)


def approve_envelope_change(unit: Fund, request: ApproveEnvelopeChange) -> EnvelopeChangeView:
    change, envelope = _change(unit, request.change_id)
    change.approve(request.note, by=unit.actor.person_id, at=unit.now)
    ledger.endow(unit, envelope, change.direction, change.amount, key=f"change/{change.id}")
    unit.envelope_changes.save(change)
    return change_view(change)


def refuse_envelope_change(unit: Fund, request: RefuseEnvelopeChange) -> EnvelopeChangeView:
    change, envelope = _change(unit, request.change_id)
    change.refuse(request.reason, by=unit.actor.person_id, at=unit.now)
    unit.envelope_changes.save(change)
    envelope.say(EnvelopeChangeRefused(envelope_id=envelope.id, call_id=envelope.call_id, change_id=change.id, at=unit.now))
    unit.envelopes.save(envelope)
    return change_view(change)


def _change(unit: Fund, change_id: str) -> tuple[EnvelopeChange, Envelope]:
    change = unit.envelope_changes.find(change_id)
    if change is None:
        raise NotFound("technical_fund.no_envelope_change", "there is no such change")
    unit.expect(change)
    return change, envelope_whole(unit, change.envelope_id)
