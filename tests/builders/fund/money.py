"""Envelopes and awards for tests, made the way the code makes them."""

from dataclasses import dataclass, field
from typing import Any

from chassis.context import new_id
from contracts.technical_fund import Money, Support
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.ledger import Envelope
from services.technical_fund.usecases import awards, ledger


def support(minor: int | None = 0, half_days: int = 0, currency: str = "EUR") -> Support:
    """Euros in cents, and half-days; with None no money at all."""
    return Support(money=None if minor is None else Money(minor=minor, currency=currency), half_days=half_days)


@dataclass(frozen=True, kw_only=True)
class Endowment:
    envelope: Support


@dataclass(frozen=True, kw_only=True)
class PublishedCall:
    """As much of a call as its envelope needs."""

    id: str = field(default_factory=new_id)
    content: Endowment = Endowment(envelope=support(10_000_000, 400))  # noqa: RUF009


@dataclass(frozen=True, kw_only=True)
class Applied:
    """As much of an application as an award needs."""

    call_id: str
    id: str = field(default_factory=new_id)
    city_id: str = field(default_factory=new_id)
    country: str = "ES"


@dataclass(frozen=True, kw_only=True)
class Decided:
    """As much of an approved decision as an award needs."""

    envelope_id: str
    support: Support
    id: str = field(default_factory=new_id)


def an_envelope(fund: Any, holds: Support | None = None) -> Envelope:
    call = PublishedCall(content=Endowment(envelope=holds)) if holds else PublishedCall()
    envelope: Envelope = fund.within(lambda unit: ledger.open_envelope(unit, call))
    return envelope


def reserved(fund: Any, envelope: Envelope, given: Support, application_id: str | None = None, key: str | None = None) -> str:
    """Set aside for an application; its id."""
    about = ledger.About(application_id=application_id or new_id())
    fund.within(lambda unit: ledger.reserve(unit, envelope.id, given, about=about, key=key or f"decision/{new_id()}"))
    return about.application_id


def an_award(fund: Any, envelope: Envelope, given: Support, *, city_id: str | None = None) -> Award:
    """Decided, reserved and made."""
    applied = Applied(call_id=envelope.call_id, city_id=city_id or new_id())
    decided = Decided(envelope_id=envelope.id, support=given)
    reserved(fund, envelope, given, applied.id, f"decision/{decided.id}")
    award: Award = fund.within(lambda unit: awards.make_award(unit, applied, decided))
    return award
