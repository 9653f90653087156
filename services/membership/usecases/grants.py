"""Giving roles and taking them back."""

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import EndGrant, GiveGrant, GrantView
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain.grant import TERM_OVER, Grant
from services.membership.domain.showing import grant_view
from services.membership.usecases.ports import Membership

TERM_TIMER = "grant_term_over"


def give_grant(unit: Membership, request: GiveGrant) -> GrantView:
    if unit.people.find(request.person_id) is None:
        raise Invalid.field("/person_id", "membership.no_person", "there is no such person")
    grant = Grant.give(
        id=new_id(),
        person_id=request.person_id,
        role=request.role,
        scope_id=request.scope_id,
        by=unit.actor.person_id,
        at=unit.now,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )
    _require_scope(unit, grant)
    give(unit, grant)
    return grant_view(grant)


def end_grant(unit: Membership, request: EndGrant) -> GrantView:
    grant = unit.grants.find(request.grant_id)
    if grant is None:
        raise NotFound("membership.no_grant", "there is no such grant")
    unit.expect(grant)
    grant.end(request.reason, at=unit.now)
    _leave_somebody_in_charge(unit, grant)
    unit.grants.save(grant)
    return grant_view(grant)


def end_term(unit: Membership, timer: Timer) -> None:
    """The grant's own end has come. One that was ended earlier stays as it is."""
    grant = unit.grants.find(timer.data["grant_id"])
    if grant is None or grant.ended_at is not None or grant.ends_at is None or unit.now < grant.ends_at:
        return
    grant.end(TERM_OVER, at=grant.ends_at)
    unit.grants.save(grant)


def give(unit: Membership, grant: Grant) -> None:
    """Add the grant. Raises `Conflict` when the person holds the same role over the same thing already."""
    unit.guard(f"grants:{grant.person_id}")
    for held in unit.grants.of_person(grant.person_id):
        if held.overlaps(grant, unit.now):
            raise Conflict("membership.grant_held", "the person holds this role already", {"grant_id": held.id})
    unit.grants.add(grant)
    if grant.ends_at is not None:
        unit.timers.set(f"{TERM_TIMER}:{grant.id}", grant.ends_at, TERM_TIMER, {"grant_id": grant.id})


def _require_scope(unit: Membership, grant: Grant) -> None:
    """Cities and hubs are ours to know; items and agreements belong to other services."""
    known = {"city": unit.cities.find, "hub": unit.hubs.find}
    if grant.scope_kind in known and grant.scope_id and known[grant.scope_kind](grant.scope_id) is None:
        raise Invalid.field("/scope_id", "membership.no_scope", f"there is no such {grant.scope_kind}")


def _leave_somebody_in_charge(unit: Membership, ending: Grant) -> None:
    """The network never loses its last management unit: somebody must be able to give grants. One with an end does not count."""
    if ending.role != MANAGEMENT_UNIT:
        return
    unit.guard("management_unit")
    if not any(grant.id != ending.id and grant.active(unit.now) for grant in unit.grants.lasting(MANAGEMENT_UNIT)):
        raise Conflict("membership.last_management_unit", "the last grant of the management unit cannot be ended")
