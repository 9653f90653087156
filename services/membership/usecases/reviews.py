"""What the hub and the management unit do with an application."""

from chassis.context import new_id
from contracts.membership import (
    AdmitCity,
    ApplicationView,
    BeginReview,
    DeclineApplication,
    RecommendApplication,
    RequestInformation,
)
from contracts.roles import FOCAL_POINT
from services.membership.domain.application import Application
from services.membership.domain.city import City
from services.membership.domain.grant import Grant
from services.membership.domain.showing import application_view
from services.membership.usecases import needs
from services.membership.usecases.applications import make_way_for_others, readable
from services.membership.usecases.grants import give
from services.membership.usecases.life import begin_membership
from services.membership.usecases.ports import Membership


def begin_review(unit: Membership, request: BeginReview) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.begin_review(by=unit.actor, at=unit.now)
    return _saved(unit, application)


def request_information(unit: Membership, request: RequestInformation) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.request_information(request.question, request.fields, by=unit.actor, at=unit.now)
    return _saved(unit, application)


def recommend_application(unit: Membership, request: RecommendApplication) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.recommend(request.note, by=unit.actor, at=unit.now)
    return _saved(unit, application)


def admit_city(unit: Membership, request: AdmitCity) -> ApplicationView:
    """The city joins the directory, and whoever applied for it becomes its focal point."""
    application = readable(unit, request.application_id)
    application.check("admit_city", unit.actor)
    with unit.in_bulk():
        city = City.admit(application, id=new_id(), at=unit.now)
        application.admit(request.note, city_id=city.id, by=unit.actor, at=unit.now)
        needs.adopt(unit, city, application.content, applicant_id=application.applicant_id)
        unit.cities.add(city)
        begin_membership(unit, city, application)
        focal_point = Grant.give(
            id=new_id(),
            person_id=application.applicant_id,
            role=FOCAL_POINT,
            scope_id=city.id,
            by=unit.actor.person_id,
            at=unit.now,
        )
        give(unit, focal_point)
        return _saved(unit, application)


def decline_application(unit: Membership, request: DeclineApplication) -> ApplicationView:
    application = readable(unit, request.application_id)
    application.decline(request.reason, request.note, by=unit.actor, at=unit.now)
    make_way_for_others(unit, application)
    return _saved(unit, application)


def _saved(unit: Membership, application: Application) -> ApplicationView:
    unit.applications.save(application)
    return application_view(application, unit.actor)
