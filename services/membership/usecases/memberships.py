"""What a city and the network do with a membership by hand: a sign of life, suspension, withdrawal, readmission."""

from chassis.context import new_id
from contracts.errors import Conflict
from contracts.membership import GiveSignOfLife, LiftSuspension, MembershipView, ReadmitCity, SuspendCity, WithdrawCity
from contracts.roles import MANAGEMENT_UNIT
from services.membership.domain.city import City
from services.membership.domain.clearance import speaks_for
from services.membership.domain.grant import Grant
from services.membership.domain.law import Law
from services.membership.domain.member import Leaving, Member, affiliation
from services.membership.domain.showing.memberships import membership_view
from services.membership.domain.standing import RANK, SUSPENDED, WITHDRAWN, Verdict
from services.membership.usecases.cities import city_of_its_people, known_city, not_yours
from services.membership.usecases.grants import give, held_already
from services.membership.usecases.law import law
from services.membership.usecases.life import leave, reckon, require_member, settle
from services.membership.usecases.ports import Membership

WITHDRAWN_BY_CITY = "withdrawn_by_city"
WITHDRAWN_BY_NETWORK = "withdrawn_by_network"


def give_sign_of_life(unit: Membership, request: GiveSignOfLife) -> MembershipView:
    city = city_of_its_people(unit, request.city_id)
    member = _member(unit, city)
    member.give_sign(unit.now.date())
    return shown(unit, member, city, settle(unit, member, city))


def suspend_city(unit: Membership, request: SuspendCity) -> MembershipView:
    city = known_city(unit, request.city_id)
    member = _member(unit, city)
    member.suspend(unit.now.date())
    return shown(unit, member, city, settle(unit, member, city, step="suspended", codes=(request.reason,), note=request.note))


def lift_suspension(unit: Membership, request: LiftSuspension) -> MembershipView:
    city = known_city(unit, request.city_id)
    member = _member(unit, city)
    member.lift(city.status)
    held, today = law(unit), unit.now.date()
    if RANK[reckon(unit, member, held).own or WITHDRAWN] >= RANK[SUSPENDED]:
        member.restart_clocks(today)
    return shown(unit, member, city, settle(unit, member, city, held, step="suspension_lifted", note=request.note))


def withdraw_city(unit: Membership, request: WithdrawCity) -> MembershipView:
    """The mayor's office decides for its own city. With it go the roles over it: whoever comes back is invited again."""
    city = known_city(unit, request.city_id)
    if not speaks_for(unit.actor, city.id) and not unit.actor.has(MANAGEMENT_UNIT):
        raise not_yours("only its mayor's office or the management unit ends a city's membership")
    member = _member(unit, city)
    because = WITHDRAWN_BY_CITY if speaks_for(unit.actor, city.id) else WITHDRAWN_BY_NETWORK
    held, today = law(unit), unit.now.date()
    if request.keeps_affiliations:
        member.end_own(today, because)
    else:
        leave(unit, member, city, because, held)
    verdict = settle(unit, member, city, held, step="withdrawn", codes=(request.reason,), note=request.note, because=because)
    return shown(unit, member, city, verdict)


def readmit_city(unit: Membership, request: ReadmitCity) -> MembershipView:
    """Its own admission begins anew. While the withdrawal may be undone, roles and affiliations that went with it begin anew as well."""
    city = known_city(unit, request.city_id)
    member, held, today = require_member(unit, city.id), law(unit), unit.now.date()
    unit.expect(member)
    _require_readmissible(unit, member, held)
    undone = member.leaving if member.leaving and unit.now < member.leaving.undo_until else None
    member.readmit(new_id(), today)
    if undone:
        _affiliate_again(unit, member, undone)
    verdict = settle(unit, member, city, held, step="readmitted", note=request.note)
    if undone:
        _give_again(unit, undone)
    return shown(unit, member, city, verdict)


def shown(unit: Membership, member: Member, city: City, verdict: Verdict) -> MembershipView:
    return membership_view(member, city, verdict, unit.actor, unit.now.date())


def _member(unit: Membership, city: City) -> Member:
    """The membership as the caller last saw it. Raises `Conflict` when it is over."""
    member = require_member(unit, city.id)
    unit.expect(member)
    if city.status == WITHDRAWN:
        raise Conflict("membership.not_a_member", "the city is no longer a member")
    return member


def _require_readmissible(unit: Membership, member: Member, held: Law) -> None:
    today = unit.now.date()
    if member.own(today) is not None or member.left_on is None:
        raise Conflict("membership.is_member", "the city's own admission stands")
    last = held.last_day_of_readmission(member, today)
    if today > last:
        raise Conflict("membership.readmission_too_late", "too long ago: the city applies anew", {"until": last.isoformat()})


def _affiliate_again(unit: Membership, member: Member, undone: Leaving) -> None:
    today = unit.now.date()
    for covering_id, ends_on in undone.areas:
        area = unit.cities.find(covering_id)
        if area is not None and area.listed and (ends_on is None or ends_on > today) and covering_id not in member.covering(today):
            member.affiliate(affiliation(new_id(), covering_id, today, ends_on), today)


def _give_again(unit: Membership, undone: Leaving) -> None:
    for grant_id in undone.grant_ids:
        ended = unit.grants.find(grant_id)
        if ended is None or not _would_still_hold(unit, ended):
            continue
        again = ended.again(id=new_id(), by=unit.actor.person_id, at=unit.now)
        if held_already(unit, again) is None:
            give(unit, again)


def _would_still_hold(unit: Membership, ended: Grant) -> bool:
    """Whether the role would be held today, had the city not left: its own end has not come, and its holder is there."""
    person = unit.people.find(ended.person_id)
    there = person is not None and person.erasing_at is None and person.erased_at is None
    return there and (ended.until is None or ended.until > unit.now)
