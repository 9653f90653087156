"""Renewing what a membership is founded on: the signed mandate, and the acceptance of the principles."""

from chassis.context import new_id
from contracts.errors import Invalid
from contracts.membership import AcceptPrinciples, MembershipView, RenewMandate, VerifyMandate
from services.membership.domain.clearance import works_for
from services.membership.domain.mandate import CityMandate, valid_until
from services.membership.usecases.affiliations import city_looked_after
from services.membership.usecases.cities import city_bound, city_of_its_people, not_yours
from services.membership.usecases.law import law
from services.membership.usecases.life import require_member, settle
from services.membership.usecases.memberships import shown
from services.membership.usecases.ports import Membership


def renew_mandate(unit: Membership, request: RenewMandate) -> MembershipView:
    city = city_of_its_people(unit, request.city_id)
    member, held, today = require_member(unit, city.id), law(unit), unit.now.date()
    unit.expect(member)
    until = valid_until(request.signed_on, request.valid_until, held.book.on(today).mandate_months, today)
    file = unit.files.claim(request.upload_id, f"memberships/{city.id}", purpose="mandate")
    mandate = CityMandate(
        id=new_id(),
        file_id=file.id,
        file_name=file.file_name,
        size=file.size,
        sha256=file.sha256,
        signatory=request.signatory,
        signed_on=request.signed_on,
        valid_until=until,
        uploaded_at=unit.now,
        uploaded_by=unit.actor.person_id,
    )
    member.renew_mandate(mandate)
    member.give_sign(today)
    return shown(unit, member, city, settle(unit, member, city, held, step="mandate_renewed"))


def verify_mandate(unit: Membership, request: VerifyMandate) -> MembershipView:
    """Nobody judges a mandate of their own city."""
    city = city_looked_after(unit, request.city_id)
    if works_for(unit.actor, city.id):
        raise not_yours("nobody judges the mandate of their own city")
    member = require_member(unit, city.id)
    unit.expect(member)
    member.judge_mandate(request.mandate_id, holds=request.holds, note=request.note, by=unit.actor.person_id, at=unit.now)
    step = "mandate_verified" if request.holds else "mandate_refused"
    return shown(unit, member, city, settle(unit, member, city, step=step, note=request.note))


def accept_principles(unit: Membership, request: AcceptPrinciples) -> MembershipView:
    city = city_bound(unit, request.city_id)
    member, held = require_member(unit, city.id), law(unit)
    unit.expect(member)
    version = held.principles.id
    if request.version != version:
        raise Invalid.field("/version", "membership.old_principles", f"the version in force is {version}")
    member.accept(version, at=unit.now)
    member.give_sign(unit.now.date())
    return shown(unit, member, city, settle(unit, member, city, held, step="principles_accepted"))
