"""Who may know of a partner organisation or an agreement: a record names keys, a reader holds keys, one in common opens it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from chassis.context import Actor
from contracts.membership import PartnerHistoryEntry
from contracts.roles import DONOR, FOCAL_POINT, HUB_OFFICER, MANAGEMENT_UNIT, MAYORS_OFFICE, PARTNER
from services.membership.domain.clearance import MEMBERS, NETWORK, PUBLIC, is_member
from services.membership.domain.hub import Hub

_OPENS: Final = {PUBLIC: (PUBLIC, MEMBERS), MEMBERS: (MEMBERS,), NETWORK: ()}


def staff_keys(actor: Actor, hubs: Iterable[Hub]) -> frozenset[str]:
    """What opens records to those who look after them: the management unit, and hub officers for their hubs and countries."""
    own = actor.scopes(HUB_OFFICER)
    keys = {f"hub:{hub_id}" for hub_id in own}
    keys |= {f"country:{country}" for hub in hubs if hub.id in own for country in hub.content.countries}
    return frozenset(keys | {NETWORK} if actor.has(MANAGEMENT_UNIT) else keys)


def party_keys(actor: Actor) -> frozenset[str]:
    """What opens agreements to those who are party to them."""
    agreements = actor.scopes(PARTNER) | actor.scopes(DONOR)
    cities = actor.scopes(FOCAL_POINT) | actor.scopes(MAYORS_OFFICE)
    return frozenset({f"agreement:{id}" for id in agreements} | {f"city:{id}" for id in cities})


def reader_keys(actor: Actor, hubs: Iterable[Hub]) -> frozenset[str]:
    """Every key that `actor` holds."""
    keys = staff_keys(actor, hubs) | party_keys(actor) | {PUBLIC}
    return keys | {MEMBERS} if is_member(actor) else keys


def opened_by(visibility: str) -> tuple[str, ...]:
    """The keys that a visibility gives to people who look after nothing here."""
    return _OPENS[visibility]


def entry(step: str, by: Actor, at: datetime, *, note: str | None = None, fields: tuple[str, ...] = ()) -> PartnerHistoryEntry:
    return PartnerHistoryEntry(step=step, at=at, by=by.person_id, note=note, fields=fields)


def changed_fields(before: Any, after: Any) -> tuple[str, ...]:
    """The names of the fields in which two contents differ, in the order they are declared in."""
    return tuple(name for name in before.__dataclass_fields__ if getattr(before, name) != getattr(after, name))
