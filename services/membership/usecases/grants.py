"""Giving roles and taking them back. Every grant begins through `give` and is over through `end`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from chassis.context import new_id
from chassis.timers import Timer
from contracts.errors import Conflict, Invalid, NotAllowed, NotFound
from contracts.membership import EndGrant, GiveGrant, GrantView
from contracts.roles import FOCAL_POINT, MANAGEMENT_UNIT
from services.membership.domain.agreement import Agreement
from services.membership.domain.city import City
from services.membership.domain.giving import may_give
from services.membership.domain.grant import CITY_WITHDRAWN, DEPARTED, ELECTED, ELECTION, ERASED, REMINDERS, REVOKED, TERM_OVER, Grant
from services.membership.domain.showing import grant_view
from services.membership.domain.standing import WITHDRAWN
from services.membership.usecases import open_work
from services.membership.usecases.ports import Membership

TERM_TIMER = "grant_term_over"
START_TIMER = "grant_begins"
REMINDER_TIMER = "grant_ending_soon"
LEFTOVER_TIMER = "grant_leftovers"

SETTLED_AFTER: Final = timedelta(minutes=5)
"""A request that began before somebody's grant ended may leave them something a little later: by then it has been found."""

BY_THE_CLOCK: Final = frozenset({TERM_OVER, ELECTION, DEPARTED})
"""Reasons that were known beforehand, when it was asked whether somebody stays in charge."""

DISTRUSTED: Final = frozenset({REVOKED, ERASED})
"""Reasons for which the invitations go with the person who sent them."""

# ---------------------------------------------------------------- use cases


def give_grant(unit: Membership, request: GiveGrant) -> GrantView:
    grant = Grant.give(
        id=new_id(),
        person_id=request.person_id,
        role=request.role,
        scope_id=request.scope_id,
        by=unit.actor.person_id,
        at=unit.now,
        deputy=request.deputy,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
    )
    require_giver(unit, grant.role, grant.scope_id)
    require_scope(unit, grant.scope_kind, grant.scope_id)
    if unit.people.find(request.person_id) is None:
        raise Invalid.field("/person_id", "membership.no_person", "there is no such person")
    give(unit, grant)
    return grant_view(grant)


def end_grant(unit: Membership, request: EndGrant) -> GrantView:
    grant = readable(unit, request.grant_id)
    require_giver(unit, grant.role, grant.scope_id)
    if request.successor_id is not None:
        require_successor(unit, grant, request.successor_id)
    end(unit, grant, REVOKED, note=request.reason, successor_id=request.successor_id)
    return grant_view(grant)


# ---------------------------------------------------------------- by the clock


def begin_term(unit: Membership, timer: Timer) -> None:
    """Somebody named beforehand takes office: what others kept for the city is theirs."""
    grant = unit.grants.find(timer.data["grant_id"])
    if grant is not None and grant.role in ELECTED and grant.active(unit.now):
        open_work.bring_home(unit, grant)
        unit.grants.save(grant)


def end_term(unit: Membership, timer: Timer) -> None:
    """The grant's own end has come. One that was ended earlier stays as it is."""
    grant = unit.grants.find(timer.data["grant_id"])
    if grant is None or grant.ended_at is not None or grant.until is None or unit.now < grant.until:
        return
    end(unit, grant, str(grant.ends_because), at=grant.until, successor_id=grant.successor_id)


def remind_of_end(unit: Membership, timer: Timer) -> None:
    """Said of the end that the reminder was set for; a grant renewed meanwhile has another."""
    grant = unit.grants.find(timer.data["grant_id"])
    if grant is None or not grant.open(unit.now) or grant.until != timer.data["ends_at"]:
        return
    grant.remind(timer.data["days"])
    unit.grants.save(grant)


def settle_leftovers(unit: Membership, timer: Timer) -> None:
    """What reached the holder while the grant was ending goes where the rest has gone."""
    grant = unit.grants.find(timer.data["grant_id"])
    if grant is not None and _pass_on(unit, grant, grant.successor_id, frozenset()):
        unit.grants.save(grant)


# ---------------------------------------------------------------- for every area


def give(unit: Membership, grant: Grant) -> None:
    """Add the grant. Raises `Conflict` when the person holds the same role over the same thing already."""
    unit.guard(f"grants:{grant.person_id}")
    if held := held_already(unit, grant):
        raise Conflict("membership.grant_held", "the person holds this role already", {"grant_id": held.id})
    grant.hub_id = hub_of(unit, grant.scope_kind, grant.scope_id)
    _bind_to_election(unit, grant)
    grant.announce()
    if grant.role in ELECTED and grant.active(unit.now):
        open_work.bring_home(unit, grant)
    unit.grants.add(grant)
    set_clocks(unit, grant)


def end(
    unit: Membership,
    grant: Grant,
    reason: str,
    *,
    at: datetime | None = None,
    note: str | None = None,
    successor_id: str | None = None,
    leaving: frozenset[str] = frozenset(),
) -> None:
    """End a grant for one of the reasons of `domain/grant.py`, hand over what its holder was at work on, and say both.

    Work goes to `successor_id` if they hold something over the same thing, else to whoever is next in line; `leaving` are ids of grants
    that end in the same unit. Raises `Conflict` when it has ended already, or is the last of the management unit.
    """
    if grant.ended_at is not None:
        raise Conflict("membership.grant_over", "the grant has ended already")
    if reason not in BY_THE_CLOCK:
        leave_somebody_in_charge(unit, grant, leaving)
    if reason in DISTRUSTED:
        open_work.recall_invitations(unit, grant)
    heir = _pass_on(unit, grant, successor_id, leaving) or successor_id
    grant.end(reason, at=at or unit.now, note=note, successor_id=heir)
    if grant.role == FOCAL_POINT and reason != CITY_WITHDRAWN and not _has_focal_point(unit, grant, leaving):
        grant.tell_nobody_left()
    unit.grants.save(grant)
    _stop_clocks(unit, grant)
    unit.timers.set(f"{LEFTOVER_TIMER}:{grant.id}", unit.now + SETTLED_AFTER, LEFTOVER_TIMER, {"grant_id": grant.id})


def end_all(unit: Membership, grants: Sequence[Grant], reason: str) -> None:
    """End several grants at once: none of them inherits from another."""
    open_ones = [grant for grant in grants if grant.ended_at is None]
    leaving = frozenset(grant.id for grant in open_ones)
    for grant in open_ones:
        end(unit, grant, reason, leaving=leaving)


def keep_term(unit: Membership, grant: Grant) -> None:
    """Save a grant that ends at another instant than before."""
    grant.tell_term()
    unit.grants.save(grant)
    set_clocks(unit, grant)


def guard_giving(unit: Membership, city_id: str) -> None:
    """Let no role over a city be given while somebody declares when it elects, or while it leaves."""
    unit.guard(f"elections:{city_id}")


def set_clocks(unit: Membership, grant: Grant) -> None:
    """Timers for the grant's end and for the reminders before it, or none."""
    _stop_clocks(unit, grant)
    if grant.ended_at is not None:
        return
    if grant.starts_at > unit.now:
        unit.timers.set(f"{START_TIMER}:{grant.id}", grant.starts_at, START_TIMER, {"grant_id": grant.id})
    if grant.until is None:
        return
    unit.timers.set(f"{TERM_TIMER}:{grant.id}", grant.until, TERM_TIMER, {"grant_id": grant.id})
    for days in REMINDERS:
        due_at = grant.until - timedelta(days=days)
        if due_at > max(unit.now, grant.starts_at):
            data = {"grant_id": grant.id, "ends_at": grant.until, "days": days}
            unit.timers.set(f"{REMINDER_TIMER}:{grant.id}:{days}", due_at, REMINDER_TIMER, data)


# ---------------------------------------------------------------- who, and over what


def readable(unit: Membership, grant_id: str) -> Grant:
    """The grant, as the caller last saw it. Who may not know of it hears that there is none."""
    grant = unit.grants.find(grant_id)
    if grant is None or not grant.may_be_read_by(unit.actor):
        raise no_grant()
    unit.expect(grant)
    return grant


def no_grant() -> NotFound:
    return NotFound("membership.no_grant", "there is no such grant")


def require_giver(unit: Membership, role: str, scope_id: str | None) -> None:
    hub_id = hub_of(unit, "city", scope_id) if scope_id is not None else None
    if not may_give(unit.actor, role, scope_id, hub_id):
        raise NotAllowed("membership.not_yours_to_give", f"the role {role} is given by others", {"role": role})


def require_successor(unit: Membership, grant: Grant, successor_id: str) -> None:
    able = open_work.holders(unit, (grant.scope_kind, grant.scope_id), frozenset({grant.id}))
    if successor_id not in {other.person_id for other in able} - {grant.person_id}:
        raise Invalid.field("/successor_id", "membership.no_successor", "holds no role over the same thing")


def require_scope(unit: Membership, scope_kind: str, scope_id: str | None) -> None:
    """Cities, hubs and agreements are ours to know; items belong to other services. An agreement must not be over."""
    known = {"city": unit.cities.find, "hub": unit.hubs.find, "agreement": unit.agreements.find}
    if scope_kind not in known or not scope_id:
        return
    found = known[scope_kind](scope_id)
    if found is None or (isinstance(found, Agreement) and not found.live):
        raise Invalid.field("/scope_id", "membership.no_scope", f"there is no such {scope_kind}")
    if isinstance(found, City) and found.status == WITHDRAWN:
        raise Conflict("membership.city_withdrawn", "the city has left the network")


def held_already(unit: Membership, grant: Grant) -> Grant | None:
    return next((held for held in unit.grants.of_person(grant.person_id) if held.overlaps(grant, unit.now)), None)


def hub_of(unit: Membership, scope_kind: str, scope_id: str | None) -> str | None:
    """The hub that looks after a city, or the hub itself."""
    if scope_kind == "city" and scope_id is not None:
        city = unit.cities.find(scope_id)
        return city.hub_id if city is not None else None
    return scope_id if scope_kind == "hub" else None


def leave_somebody_in_charge(unit: Membership, ending: Grant, leaving: frozenset[str] = frozenset()) -> None:
    """The network never loses its last management unit: somebody must be able to give grants. One with an end does not count."""
    if ending.role != MANAGEMENT_UNIT:
        return
    unit.guard("management_unit")
    gone = leaving | {ending.id}
    if not any(grant.id not in gone and grant.active(unit.now) for grant in unit.grants.lasting(MANAGEMENT_UNIT)):
        raise Conflict("membership.last_management_unit", "the last grant of the management unit cannot be ended")


# ---------------------------------------------------------------- inside


def _pass_on(unit: Membership, grant: Grant, named: str | None, leaving: frozenset[str]) -> str | None:
    """Hand the holder's open work over and say to whom; who took the first of it."""
    handed = open_work.hand_over(unit, grant, named=named, leaving=leaving)
    for one in handed:
        grant.tell_handed_over(one.person_id, one.subjects)
    return handed[0].person_id if handed else None


def _bind_to_election(unit: Membership, grant: Grant) -> None:
    """Who takes office before an election that has been declared leaves with it like the others."""
    if grant.role not in ELECTED or grant.scope_id is None:
        return
    guard_giving(unit, grant.scope_id)
    election = unit.elections.current(grant.scope_id)
    if election is not None:
        grant.ends_with(election)


def _has_focal_point(unit: Membership, ending: Grant, leaving: frozenset[str]) -> bool:
    others = open_work.holders(unit, (ending.scope_kind, ending.scope_id), leaving | {ending.id})
    return any(grant.role == FOCAL_POINT for grant in others)


def _stop_clocks(unit: Membership, grant: Grant) -> None:
    unit.timers.cancel(f"{START_TIMER}:{grant.id}")
    unit.timers.cancel(f"{TERM_TIMER}:{grant.id}")
    for days in REMINDERS:
        unit.timers.cancel(f"{REMINDER_TIMER}:{grant.id}:{days}")
