"""Declarations, endorsements and reports over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

TAG: Final = "Commitments"
DECLARATIONS: Final = "/v1/declarations"
DECLARATION: Final = f"{DECLARATIONS}/{{declaration_id}}"
ENDORSEMENT: Final = "/v1/endorsements/{endorsement_id}"
ROW: Final = (
    "id",
    "declaration_id",
    "city_id",
    "city_names",
    "country",
    "state",
    "endorsed_at",
    "withdrawn_at",
    "last_reported_at",
    "next_report_by",
    "silent",
    "silent_since",
    "progress",
)

OPERATIONS: Final = (
    Operation(
        request=m.DraftDeclaration,
        method="POST",
        path=DECLARATIONS,
        tag=TAG,
        status=201,
        location="/v1/declarations/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListDeclarations,
        method="GET",
        path=DECLARATIONS,
        tag=TAG,
        csv=("id", "state", "open", "endorsements", "published_at", "closed_at", "content"),
    ),
    Operation(request=m.GetDeclaration, method="GET", path=DECLARATION, tag=TAG, versioned=True),
    Operation(
        request=m.ReviseDeclaration,
        method="PATCH",
        path=DECLARATION,
        tag=TAG,
        body_names={"declaration": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=m.DiscardDeclaration, method="DELETE", path=DECLARATION, tag=TAG, status=204, needs_version=True),
    Operation(request=m.PublishDeclaration, method="POST", path=f"{DECLARATION}/publications", tag=TAG, versioned=True),
    Operation(request=m.CloseDeclaration, method="POST", path=f"{DECLARATION}/closings", tag=TAG, versioned=True),
    Operation(
        request=m.EndorseDeclaration,
        method="POST",
        path=f"{DECLARATION}/endorsements",
        tag=TAG,
        status=201,
        location="/v1/endorsements/{id}",
    ),
    Operation(request=m.ListEndorsements, method="GET", path=f"{DECLARATION}/endorsements", tag=TAG, csv=ROW),
    Operation(request=m.ListCityEndorsements, method="GET", path="/v1/cities/{city_id}/endorsements", tag=TAG, csv=ROW),
    Operation(request=m.GetEndorsement, method="GET", path=ENDORSEMENT, tag=TAG, versioned=True),
    Operation(request=m.WithdrawEndorsement, method="POST", path=f"{ENDORSEMENT}/withdrawals", tag=TAG, versioned=True),
    Operation(request=m.ReportProgress, method="POST", path=f"{ENDORSEMENT}/reports", tag=TAG, versioned=True),
    Operation(
        request=m.ReadEvidence,
        method="GET",
        path=f"{ENDORSEMENT}/evidence/{{file_id}}",
        tag=TAG,
        hidden=("offset",),
        served_by="mandate",
    ),
)
