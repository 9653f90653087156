"""One's own data over HTTP: taken along, or forgotten."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

EXPORTS: Final = "/v1/me/data-exports"

OPERATIONS: Final = (
    Operation(request=m.ExportMyData, method="POST", path=EXPORTS, tag="Privacy", status=202, location="/v1/jobs/{id}", cache="never"),
    Operation(
        request=m.ReadDataExport,
        method="GET",
        path=f"{EXPORTS}/{{export_id}}",
        tag="Privacy",
        hidden=("offset",),
        cache="never",
        served_by="data_export",
    ),
    Operation(
        request=m.EraseMe,
        method="POST",
        path="/v1/me/erasures",
        tag="Privacy",
        status=202,
        limit="sign-in",
        cache="never",
        served_by="own_account",
    ),
    Operation(
        request=m.ErasePerson,
        method="POST",
        path="/v1/people/{person_id}/erasures",
        tag="Privacy",
        status=202,
        location="/v1/erasures/{id}",
        cache="never",
    ),
    Operation(request=m.GetErasure, method="GET", path="/v1/erasures/{erasure_id}", tag="Privacy", versioned=True),
)

NOT_OVER_HTTP: Final = (m.IdentifyErased,)
"""Asked by services that hold something of people."""
