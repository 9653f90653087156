"""Where memberships stand, their mandates, and the rules that make a status."""

from contracts.errors import NotAllowed, NotFound
from contracts.membership import (
    GetMembership,
    ListMandates,
    ListStatusRules,
    MandatesPage,
    MembershipView,
    ReadCityMandate,
    StatusRulesPage,
)
from contracts.standard import FilePart
from services.membership.domain.city import City
from services.membership.domain.clearance import looks_after, may_know, works_for
from services.membership.domain.law import Law
from services.membership.domain.mandate import the_one
from services.membership.domain.member import Member
from services.membership.domain.showing.memberships import mandate_view, membership_view, rules_view
from services.membership.domain.standing import WITHDRAWN
from services.membership.domain.status_rules import BOOK_ID, RuleBook
from services.membership.views.ports import Reading


def get_membership(unit: Reading, request: GetMembership) -> MembershipView:
    city, member = _known(unit, request.city_id)
    today = unit.now.date()
    held = Law(book=_rule_book(unit), published=[version for version in unit.principles.all() if version.published])
    areas = {area_id: unit.cities.find(area_id) for area_id in member.covering(today)}
    statuses = {area_id: area.status if area else WITHDRAWN for area_id, area in areas.items()}
    return membership_view(member, city, held.verdict(member, statuses, today), unit.actor, today)


def list_mandates(unit: Reading, request: ListMandates) -> MandatesPage:
    member = _in_care(unit, request.city_id)
    return MandatesPage(items=tuple(mandate_view(mandate) for mandate in reversed(member.mandates)))


def read_city_mandate(unit: Reading, request: ReadCityMandate) -> FilePart:
    member = _in_care(unit, request.city_id)
    return unit.files.read(the_one(member.mandates, request.mandate_id).file_id, request.offset)


def list_status_rules(unit: Reading, request: ListStatusRules) -> StatusRulesPage:
    book = _rule_book(unit)
    return StatusRulesPage(items=tuple(rules_view(rules) for rules in reversed(book.versions)), in_force=book.on(unit.now.date()).number)


def _known(unit: Reading, city_id: str) -> tuple[City, Member]:
    city, member = unit.cities.find(city_id), unit.members.find(city_id)
    if city is None or member is None or not may_know(unit.actor, city.id, listed=city.listed):
        raise NotFound("membership.no_city", "there is no such city")
    return city, member


def _in_care(unit: Reading, city_id: str) -> Member:
    city, member = _known(unit, city_id)
    if not works_for(unit.actor, city.id) and not looks_after(unit.actor, city.hub_id):
        raise NotAllowed("membership.not_yours_to_do", "mandates are for the city's own people, its hub and the management unit")
    return member


def _rule_book(unit: Reading) -> RuleBook:
    return unit.rule_books.find(BOOK_ID) or RuleBook(id=BOOK_ID)
