"""Screenings: one application's, a call's list, and what a city may read of it."""

from contracts.errors import NotFound
from contracts.technical_fund import (
    GetScreening,
    GetScreeningOutcome,
    ListScreenings,
    ScreeningOutcome,
    ScreeningsPage,
    ScreeningView,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.calls import DRAFT
from services.technical_fund.domain.showing.screening import outcome_view, screening_row, screening_view
from services.technical_fund.views.ports import Reading, after

MAY_READ_THE_OUTCOME = access.CITY_SIDE | {access.MANAGEMENT, access.CHAIR}


def get_screening(unit: Reading, request: GetScreening) -> ScreeningView:
    application, parts = access.known(unit, request.application_id)
    if access.MANAGEMENT not in parts:
        raise access.not_yours()
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    workflow = unit.workflows.version(application.workflow_id, application.workflow_version)
    return screening_view(unit.screenings.get(application.id), application, version, workflow, unit.person_keys, parts)


def get_screening_outcome(unit: Reading, request: GetScreeningOutcome) -> ScreeningOutcome:
    application, parts = access.known(unit, request.application_id)
    if parts.isdisjoint(MAY_READ_THE_OUTCOME):
        raise access.not_yours()
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    screening = unit.screenings.find(application.id)
    letter_id = screening.outcome.id if screening and screening.outcome else None
    letter = unit.letters.find(letter_id) if letter_id else None
    return outcome_view(screening, application, version, unit.person_keys, letter if letter and letter.issued else None)


def list_screenings(unit: Reading, request: ListScreenings) -> ScreeningsPage:
    call = unit.calls.find(request.call_id)
    if call is None or call.state == DRAFT:
        raise NotFound("technical_fund.no_call", "there is no such call")
    among = unit.applicants.ids_in(call.id, request.state) if request.state else None
    found = unit.screenings.page(after(unit, request), call.id, result=request.result, among=among, without=access.hidden(unit))
    screenings, more = unit.cursors.page(request, found, unit.screenings.sort_key)
    headers = unit.applicants.headers([screening.id for screening in screenings])
    return ScreeningsPage(items=tuple(screening_row(one, headers[one.id]) for one in screenings if one.id in headers), next=more)
