"""Versions of an application. Those kept by hand are the city's own; the Fund's side sees what was handed in."""

from contracts.errors import NotFound
from contracts.technical_fund import (
    CompareFundVersions,
    FundDifferences,
    FundVersions,
    FundVersionView,
    GetFundVersion,
    ListFundVersions,
)
from services.technical_fund.domain import access
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.forms.asking import questions
from services.technical_fund.domain.showing.application_versions import difference_view, version_row, version_view
from services.technical_fund.domain.showing.applications import hides_city
from services.technical_fund.domain.versions import NAMED, ApplicationVersion, differences, version_id, with_bare_names
from services.technical_fund.views.ports import Reading


def list_fund_versions(unit: Reading, request: ListFundVersions) -> FundVersions:
    application, parts = access.known(unit, request.application_id)
    found = unit.application_versions.of_application(application.id)
    return FundVersions(items=tuple(version_row(one) for one in found if _is_for(one, parts)))


def get_fund_version(unit: Reading, request: GetFundVersion) -> FundVersionView:
    application, parts = access.known(unit, request.application_id)
    return version_view(_version(unit, application, parts, request.number))


def compare_fund_versions(unit: Reading, request: CompareFundVersions) -> FundDifferences:
    application, parts = access.known(unit, request.application_id)
    newer, older = (_version(unit, application, parts, number) for number in (request.number, request.against))
    form = unit.call_versions.pinned(application.call_id, application.call_version).form
    found = differences(older, newer, [question.code for question in questions(form)])
    return FundDifferences(number=newer.number, against=older.number, items=tuple(difference_view(one) for one in found))


def _version(unit: Reading, application: Application, parts: frozenset[str], number: int) -> ApplicationVersion:
    version = unit.application_versions.find(version_id(application.id, number))
    if version is None or not _is_for(version, parts):
        raise NotFound("technical_fund.no_version", "there is no such version of the application")
    hidden = hides_city(unit.call_versions.pinned(application.call_id, application.call_version), parts)
    return with_bare_names(version) if hidden else version


def _is_for(version: ApplicationVersion, parts: frozenset[str]) -> bool:
    return version.occasion != NAMED or not parts.isdisjoint(access.CITY_SIDE)
