"""Imports, what is wrong with them, and the network's cities and people as tables."""

from contracts.errors import NotFound
from contracts.membership import (
    CitiesTable,
    ExportCities,
    ExportPeople,
    GetCitiesTemplate,
    GetImport,
    GetPeopleTemplate,
    ImportProblemsPage,
    ImportsPage,
    ImportView,
    ListImportProblems,
    ListImports,
    PeopleTable,
    PersonLine,
)
from services.membership.domain.city import display_name
from services.membership.domain.grant import Grant
from services.membership.domain.imports import cities, people
from services.membership.domain.person import Person
from services.membership.domain.showing.imports import import_summary, import_view
from services.membership.views.ports import Reading, after


def get_import(unit: Reading, request: GetImport) -> ImportView:
    run = unit.imports.find(request.import_id)
    if run is None:
        raise NotFound("membership.no_import", "there is no such import")
    return import_view(run)


def list_imports(unit: Reading, request: ListImports) -> ImportsPage:
    found = unit.imports.page(after(unit, request), table=request.kind, state=request.state)
    items, more = unit.cursors.page(request, found, unit.imports.sort_key)
    return ImportsPage(items=tuple(import_summary(run) for run in items), next=more)


def list_import_problems(unit: Reading, request: ListImportProblems) -> ImportProblemsPage:
    if unit.imports.find(request.import_id) is None:
        raise NotFound("membership.no_import", "there is no such import")
    found = unit.imports.problems_of(request.import_id, after(unit, request))
    items, more = unit.cursors.page(request, found, lambda item: item[0])
    return ImportProblemsPage(items=tuple(problem for _, problem in items), next=more)


def get_cities_template(unit: Reading, request: GetCitiesTemplate) -> CitiesTable:
    return CitiesTable(items=(cities.EXAMPLE,))


def get_people_template(unit: Reading, request: GetPeopleTemplate) -> PeopleTable:
    return PeopleTable(items=(people.EXAMPLE,))


def export_cities(unit: Reading, request: ExportCities) -> CitiesTable:
    hubs = {hub.id: display_name(hub.content.names) for hub in unit.hubs.all()}
    found = unit.imports.cities_after(after(unit, request), request.country)
    items, more = unit.cursors.page(request, found, unit.imports.city_key)
    return CitiesTable(items=tuple(cities.line_of(city, hubs.get(city.hub_id or "")) for city in items), next=more)


def export_people(unit: Reading, request: ExportPeople) -> PeopleTable:
    """People by name, each with the roles they hold now or will hold."""
    found = unit.people.page(after(unit, request))
    items, more = unit.cursors.page(request, found, unit.people.sort_key)
    persons = {person.id: person for person in items}
    grants = [grant for grant in unit.grants.of_people(tuple(persons)) if grant.open(unit.now) and grant.scope_kind != "item"]
    place = {id: number for number, id in enumerate(persons)}
    grants.sort(key=lambda grant: (place[grant.person_id], grant.given_at, grant.id))
    return PeopleTable(items=tuple(_lines(unit, persons, grants)), next=more)


def _lines(unit: Reading, persons: dict[str, Person], grants: list[Grant]) -> list[PersonLine]:
    over = {kind: [str(grant.scope_id) for grant in grants if grant.scope_kind == kind] for kind in ("city", "agreement")}
    known_cities = {city.id: city for city in unit.cities.of_ids(over["city"])}
    hubs = {hub.id: hub for hub in unit.hubs.all()}
    agreements = {id: agreement.reference for id in over["agreement"] if (agreement := unit.agreements.find(id)) is not None}
    return [
        people.line_of(
            persons[grant.person_id],
            grant,
            city=known_cities.get(grant.scope_id or ""),
            hub=hubs.get(grant.scope_id or ""),
            agreement=agreements.get(grant.scope_id or ""),
        )
        for grant in grants
    ]
