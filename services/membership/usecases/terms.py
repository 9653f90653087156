"""Terms of office: elections that end them, renewals that keep them, departures that cut them short."""

from chassis.context import new_id
from contracts.errors import NotAllowed
from contracts.membership import DeclareDeparture, DeclareElection, ElectionView, GrantView, RenewGrant
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after, speaks_for
from services.membership.domain.election import Election
from services.membership.domain.grant import Grant
from services.membership.domain.showing import election_view, grant_view
from services.membership.usecases.cities import known_city
from services.membership.usecases.grants import (
    guard_giving,
    keep_term,
    leave_somebody_in_charge,
    no_grant,
    readable,
    require_giver,
    require_successor,
)
from services.membership.usecases.ports import Membership


def declare_election(unit: Membership, request: DeclareElection) -> ElectionView:
    """Offices held in the city end with the election; what was agreed to end earlier still does."""
    city = _city(unit, request.city_id)
    guard_giving(unit, city.id)
    by = unit.actor.person_id
    election = unit.elections.current(city.id)
    if election is None:
        election = Election.declare(id=new_id(), city_id=city.id, day=request.date, note=request.note, by=by, at=unit.now)
        unit.elections.add(election)
    elif election.move(request.date, request.note, by=by, at=unit.now):
        unit.elections.save(election)
    for grant in unit.grants.over("city", city.id):
        if grant.ends_with(election):
            keep_term(unit, grant)
    return election_view(election)


def renew_grant(unit: Membership, request: RenewGrant) -> GrantView:
    grant = readable(unit, request.grant_id)
    require_giver(unit, grant.role, grant.scope_id)
    if grant.person_id == unit.actor.person_id:
        raise NotAllowed("membership.own_grant", "somebody else renews it")
    grant.renew(request.ends_at, at=unit.now)
    keep_term(unit, grant)
    return grant_view(grant)


def declare_departure(unit: Membership, request: DeclareDeparture) -> GrantView:
    grant = _mine(unit, request.grant_id)
    if request.successor_id is not None:
        require_successor(unit, grant, request.successor_id)
    grant.depart(request.last_day, request.successor_id, at=unit.now)
    leave_somebody_in_charge(unit, grant)
    keep_term(unit, grant)
    return grant_view(grant)


def _mine(unit: Membership, grant_id: str) -> Grant:
    grant = unit.grants.find(grant_id)
    if grant is None or grant.person_id != unit.actor.person_id:
        raise no_grant()
    return grant


def _city(unit: Membership, city_id: str) -> City:
    """A city that the caller may speak for. Others who may know of it hear who may."""
    city = known_city(unit, city_id)
    if not (speaks_for(unit.actor, city_id) or looks_after(unit.actor, city.hub_id)):
        raise NotAllowed("membership.not_yours_to_do", "the mayor's office, the hub or the management unit says when a city elects")
    return city
