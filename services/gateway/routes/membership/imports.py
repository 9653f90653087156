"""Cities and people by the table, over HTTP."""

from dataclasses import fields
from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

ONE: Final = "/v1/imports/{import_id}"
CITY_COLUMNS: Final = tuple(field.name for field in fields(m.CityLine))
PERSON_COLUMNS: Final = tuple(field.name for field in fields(m.PersonLine))

OPERATIONS: Final = (
    Operation(
        request=m.StartImport,
        method="POST",
        path="/v1/imports",
        tag="Imports",
        status=202,
        location="/v1/imports/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListImports,
        method="GET",
        path="/v1/imports",
        tag="Imports",
        csv=("id", "kind", "state", "file_name", "rows", "problems", "started_by", "started_at"),
    ),
    Operation(request=m.GetImport, method="GET", path=ONE, tag="Imports", versioned=True),
    Operation(
        request=m.ListImportProblems,
        method="GET",
        path=f"{ONE}/problems",
        tag="Imports",
        csv=("line", "column", "code", "detail", "byte"),
    ),
    Operation(request=m.CheckImport, method="POST", path=f"{ONE}/checks", tag="Imports", status=202, versioned=True),
    Operation(request=m.ConfirmImport, method="POST", path=f"{ONE}/confirmations", tag="Imports", status=202, versioned=True),
    Operation(request=m.GetCitiesTemplate, method="GET", path="/v1/imports/templates/cities", tag="Imports", csv=CITY_COLUMNS),
    Operation(request=m.GetPeopleTemplate, method="GET", path="/v1/imports/templates/people", tag="Imports", csv=PERSON_COLUMNS),
    Operation(request=m.ExportCities, method="GET", path="/v1/exports/cities", tag="Imports", csv=CITY_COLUMNS),
    Operation(request=m.ExportPeople, method="GET", path="/v1/exports/people", tag="Imports", csv=PERSON_COLUMNS),
)
