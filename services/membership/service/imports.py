"""Cities and people by the table."""

from typing import Any

from chassis.entrypoints import answers
from contracts import membership as ask
from services.membership.service.doors import Doors
from services.membership.usecases import imports
from services.membership.views import imports as views


class ImportDoors(Doors):
    """Cities and people by the table."""

    @answers(ask.StartImport)
    def start_import(self, request: ask.StartImport) -> Any:
        return self.work.run(imports.start_import, request)

    @answers(ask.CheckImport)
    def check_import(self, request: ask.CheckImport) -> Any:
        return self.work.run(imports.check_import, request)

    @answers(ask.ConfirmImport)
    def confirm_import(self, request: ask.ConfirmImport) -> Any:
        return self.work.run(imports.confirm_import, request)

    @answers(ask.GetImport)
    def get_import(self, request: ask.GetImport) -> Any:
        return self.work.read(views.get_import, request)

    @answers(ask.ListImports)
    def list_imports(self, request: ask.ListImports) -> Any:
        return self.work.read(views.list_imports, request)

    @answers(ask.ListImportProblems)
    def list_import_problems(self, request: ask.ListImportProblems) -> Any:
        return self.work.read(views.list_import_problems, request)

    @answers(ask.GetCitiesTemplate)
    def get_cities_template(self, request: ask.GetCitiesTemplate) -> Any:
        return self.work.read(views.get_cities_template, request)

    @answers(ask.GetPeopleTemplate)
    def get_people_template(self, request: ask.GetPeopleTemplate) -> Any:
        return self.work.read(views.get_people_template, request)

    @answers(ask.ExportCities)
    def export_cities(self, request: ask.ExportCities) -> Any:
        return self.work.read(views.export_cities, request)

    @answers(ask.ExportPeople)
    def export_people(self, request: ask.ExportPeople) -> Any:
        return self.work.read(views.export_people, request)
