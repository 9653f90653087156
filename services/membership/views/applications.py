"""Applications to join, to those who may know of them."""

from contracts.errors import NotFound
from contracts.membership import ApplicationsPage, ApplicationView, GetApplication, ListApplications, ReadMandate
from contracts.standard import FilePart
from services.membership.domain import showing
from services.membership.domain.application import Application, readings
from services.membership.views.ports import Reading, after


def list_applications(unit: Reading, request: ListApplications) -> ApplicationsPage:
    found = unit.applications.page(
        after(unit, request),
        readers=readings(unit.actor),
        state=request.state,
        hub_id=request.hub_id,
        country=request.country,
        applicant_id=unit.actor.person_id if request.mine else None,
    )
    items, more = unit.cursors.page(request, found, unit.applications.sort_key)
    return ApplicationsPage(items=tuple(showing.application_row(application) for application in items), next=more)


def get_application(unit: Reading, request: GetApplication) -> ApplicationView:
    return showing.application_view(_readable(unit, request.application_id), unit.actor)


def read_mandate(unit: Reading, request: ReadMandate) -> FilePart:
    application = _readable(unit, request.application_id)
    if application.mandate_file_id is None:
        raise NotFound("membership.no_mandate", "no mandate has been attached")
    return unit.files.read(application.mandate_file_id, request.offset)


def _readable(unit: Reading, application_id: str) -> Application:
    application = unit.applications.find(application_id)
    if application is None or not application.may_be_read_by(unit.actor):
        raise NotFound("membership.no_application", "there is no such application")
    return application
