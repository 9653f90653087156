"""Who may see an envelope whole. Figures from which one can take away what one knows would tell what one may not know."""

from typing import Protocol

from contracts.errors import NotAllowed, NotFound
from services.technical_fund.domain.access import Looking, hidden
from services.technical_fund.domain.ledger import Envelope


class Envelopes(Protocol):
    def find(self, id: str) -> Envelope | None: ...


class LookingAtEnvelopes(Looking, Protocol):
    """What is looked into to show an envelope."""

    @property
    def envelopes(self) -> Envelopes: ...


def envelope_known(unit: LookingAtEnvelopes, envelope_id: str) -> Envelope:
    envelope = unit.envelopes.find(envelope_id)
    if envelope is None:
        raise NotFound("technical_fund.no_envelope", "there is no such envelope")
    return envelope


def envelope_whole(unit: LookingAtEnvelopes, envelope_id: str) -> Envelope:
    """The envelope, for whoever may know of every application under its call. Raises `technical_fund.figures_partial` for others, whether
    or not what they may not know of holds anything."""
    envelope = envelope_known(unit, envelope_id)
    found = (unit.applications.find(id) for id in hidden(unit))
    if any(application is not None and application.call_id == envelope.call_id for application in found):
        raise NotAllowed("technical_fund.figures_partial", "this is for somebody who is recused from no application of the call")
    return envelope
