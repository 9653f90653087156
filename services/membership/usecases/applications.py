"""What an applicant does: draft, revise, hand in, answer, withdraw."""

from typing import Any, TypeVar

from chassis.context import new_id
from contracts.declare import patched
from contracts.errors import Conflict, Invalid, NotFound
from contracts.membership import (
    ApplicationView,
    AttachMandate,
    DiscardApplication,
    Mandate,
    ProvideInformation,
    ReviseApplication,
    StartApplication,
    SubmitApplication,
    WithdrawApplication,
)
from contracts.standard import Done
from services.membership.domain.application import Application
from services.membership.domain.city import identities_of
from services.membership.domain.completeness import faults
from services.membership.domain.showing import application_view
from services.membership.usecases.law import principles_in_force
from services.membership.usecases.ports import Membership
from services.membership.usecases.transfers import guard_routing

T = TypeVar("T")


MOST_DRAFTS = 20
"""Drafts one person may have open: a city needs one, and each may hold a file."""


def start_application(unit: Membership, request: StartApplication) -> ApplicationView:
    _require_room_for_a_draft(unit, str(unit.actor.person_id))
    year = unit.now.year
    application = Application.start(
        id=new_id(),
        reference=f"JOIN-{year}-{unit.count_up(f'applications:{year}'):04d}",
        by=unit.actor,
        at=unit.now,
        content=request.content,
    )
    unit.applications.add(application)
    return application_view(application, unit.actor)


def revise_application(unit: Membership, request: ReviseApplication) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.check_edit("revise_application", unit.actor)
    application.revise(apply_changes(application.content, request.changes), by=unit.actor, at=unit.now)
    return _saved(unit, application)


def attach_mandate(unit: Membership, request: AttachMandate) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.check_edit("attach_mandate", unit.actor)
    file = unit.files.claim(request.upload_id, _subject(application), purpose="mandate")
    if application.mandate_file_id is not None and application.mandate_file_id != file.id:
        unit.files.release(application.mandate_file_id, _subject(application))
    mandate = Mandate(
        file_name=file.file_name, size=file.size, sha256=file.sha256, signatory=request.signatory, signed_on=request.signed_on
    )
    application.attach_mandate(mandate, file.id, by=unit.actor, at=unit.now)
    return _saved(unit, application)


def discard_application(unit: Membership, request: DiscardApplication) -> Done:
    """Only drafts vanish."""
    application = readable(unit, request.application_id)
    application.check_edit("discard_application", unit.actor)
    if application.mandate_file_id is not None:
        unit.files.release(application.mandate_file_id, _subject(application))
    unit.applications.remove(application)
    return Done()


def submit_application(unit: Membership, request: SubmitApplication) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.check("submit_application", unit.actor)
    _require_whole(unit, application)
    _stand_for_its_city(unit, application)
    country = str(application.content.city.country)
    guard_routing(unit, country)
    hub_id = unit.owner_of_name("country", country)
    application.submit(by=unit.actor, at=unit.now, hub_id=hub_id)
    return _saved(unit, application)


def provide_information(unit: Membership, request: ProvideInformation) -> ApplicationView:
    """What was revised meanwhile must be as whole as on the first day."""
    application = readable(unit, request.application_id)
    application.check("provide_information", unit.actor)
    _require_whole(unit, application)
    _stand_for_its_city(unit, application)
    application.provide_information(request.answer, by=unit.actor, at=unit.now)
    return _saved(unit, application)


def withdraw_application(unit: Membership, request: WithdrawApplication) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.withdraw(request.note, by=unit.actor, at=unit.now)
    make_way_for_others(unit, application)
    return _saved(unit, application)


# ---------------------------------------------------------------- shared with the reviewers


def readable(unit: Membership, application_id: str) -> Application:
    """The application, as the caller last saw it. Who may not read it hears that there is none."""
    application = unit.applications.find(application_id)
    if application is None or not application.may_be_read_by(unit.actor):
        raise NotFound("membership.no_application", "there is no such application")
    unit.expect(application)
    return application


def make_way_for_others(unit: Membership, application: Application) -> None:
    """Let somebody else apply for the city."""
    for identity in application.identities:
        unit.free_name("city", identity, application.id)
    application.identities = ()


def apply_changes(content: T, changes: dict[str, Any]) -> T:
    """`content` with a merge patch applied; faults are named under `/changes`."""
    try:
        return patched(content, changes)
    except Invalid as wrong:
        errors = wrong.details.get("errors", [])
        raise Invalid.fields([{**error, "pointer": f"/changes{error['pointer']}"} for error in errors], wrong.code) from None


def _require_room_for_a_draft(unit: Membership, person_id: str) -> None:
    unit.guard(f"drafts:{person_id}")
    if unit.applications.number_of_drafts(person_id) >= MOST_DRAFTS:
        raise Conflict("membership.too_many_drafts", f"one person has {MOST_DRAFTS} drafts at most", {"most": MOST_DRAFTS})


def _require_whole(unit: Membership, application: Application) -> None:
    in_force = principles_in_force(unit).id
    missing = faults(application.content, application.mandate, unit.now.date(), principles=in_force)
    if missing:
        raise Invalid.fields(missing, "membership.incomplete")


def _stand_for_its_city(unit: Membership, application: Application) -> None:
    """Reserve every name of the city, so that one city has one live application or membership, whoever comes first."""
    wanted = identities_of(application.content.city)
    for identity in set(application.identities) - set(wanted):
        unit.free_name("city", identity, application.id)
    for identity in wanted:
        if not unit.take_name("city", identity, application.id):
            raise _taken(unit, identity)
    application.identities = wanted


def _taken(unit: Membership, identity: str) -> Conflict:
    owner = str(unit.owner_of_name("city", identity))
    other = unit.applications.find(owner)
    city = unit.cities.find(other.city_id or owner if other else owner)
    if city is not None and city.status == "withdrawn":
        return Conflict("membership.ask_readmission", "the city was a member not long ago", {"city_id": city.id})
    if other is None or other.state == "admitted":
        return Conflict("membership.already_member", "this city is a member already")
    return Conflict("membership.already_applying", "somebody is applying for this city already")


def _subject(application: Application) -> str:
    """How a file names the record that holds it."""
    return f"applications/{application.id}"


def _saved(unit: Membership, application: Application) -> ApplicationView:
    unit.applications.save(application)
    return application_view(application, unit.actor)
