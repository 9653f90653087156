"""Memberships that rest on that of an area which covers the city. One that ends ends alone, and never comes back."""

from chassis.context import new_id
from contracts.errors import Conflict, Invalid
from contracts.membership import AddAffiliation, EndAffiliation, MembershipView, RenewAffiliation
from services.membership.domain.basis import open_affiliation
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after
from services.membership.domain.member import Member, affiliation
from services.membership.domain.standing import WITHDRAWN
from services.membership.usecases.cities import known_city, not_yours
from services.membership.usecases.life import require_member, settle
from services.membership.usecases.memberships import shown
from services.membership.usecases.ports import Membership

ENDED = "ended"


def add_affiliation(unit: Membership, request: AddAffiliation) -> MembershipView:
    city = city_looked_after(unit, request.city_id)
    member = _member(unit, city)
    today = unit.now.date()
    starts_on = request.starts_on or today
    if starts_on < today:
        raise Invalid.field("/starts_on", "membership.in_the_past", "lies in the past")
    unit.guard("affiliations")
    _require_area(unit, city, request.covering_city_id)
    _require_no_circle(unit, city.id, request.covering_city_id)
    member.affiliate(affiliation(new_id(), request.covering_city_id, starts_on, request.ends_on), today)
    return shown(unit, member, city, settle(unit, member, city, step="affiliated"))


def renew_affiliation(unit: Membership, request: RenewAffiliation) -> MembershipView:
    city = city_looked_after(unit, request.city_id)
    member = _member(unit, city)
    member.renew_affiliation(request.affiliation_id, request.ends_on, unit.now.date())
    return shown(unit, member, city, settle(unit, member, city, step="affiliation_renewed"))


def end_affiliation(unit: Membership, request: EndAffiliation) -> MembershipView:
    city = city_looked_after(unit, request.city_id)
    member = _member(unit, city)
    ending = open_affiliation(member.bases, request.affiliation_id, unit.now.date())
    member.end_affiliation(ending.id, unit.now.date(), ENDED)
    return shown(unit, member, city, settle(unit, member, city, step="affiliation_ended", note=request.note))


def city_looked_after(unit: Membership, city_id: str) -> City:
    """A city of the caller's hub, or any for the management unit. Its own people do not decide these things."""
    city = known_city(unit, city_id)
    if not looks_after(unit.actor, city.hub_id):
        raise not_yours("this is for the city's hub and the management unit")
    return city


def _member(unit: Membership, city: City) -> Member:
    member = require_member(unit, city.id)
    unit.expect(member)
    if city.status == WITHDRAWN:
        raise Conflict("membership.not_a_member", "the city is no longer a member")
    return member


def _require_area(unit: Membership, city: City, covering_id: str) -> None:
    area = unit.cities.find(covering_id)
    if area is None or not area.listed:
        raise Invalid.field("/covering_city_id", "membership.no_city", "there is no such member")
    if area.country != city.country:
        raise Invalid.field("/covering_city_id", "membership.other_country", "lies in another country")


def _require_no_circle(unit: Membership, city_id: str, covering_id: str) -> None:
    """Nothing may rest on itself, over however many steps."""
    today, seen, to_look = unit.now.date(), set[str](), [covering_id]
    while to_look:
        looked = to_look.pop()
        if looked == city_id:
            raise Conflict("membership.affiliation_circular", "the area rests on this city already")
        if looked not in seen:
            seen.add(looked)
            area = unit.members.find(looked)
            to_look.extend(area.covering(today) if area else ())
