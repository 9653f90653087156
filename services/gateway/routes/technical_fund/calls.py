"""Calls over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund calls"
CALLS: Final = "/v1/fund/calls"
CALL: Final = f"{CALLS}/{{call_id}}"
ROW: Final = (
    "id",
    "reference",
    "stage",
    "titles",
    "priorities",
    "envelope",
    "floor",
    "ceiling",
    "opens_at",
    "closes_at",
    "time_zone",
    "opens_local",
    "closes_local",
    "published_at",
)

OPERATIONS: Final = (
    Operation(request=f.DraftFundCall, method="POST", path=CALLS, tag=TAG, status=201, location="/v1/fund/calls/{id}", versioned=True),
    Operation(request=f.ListFundCalls, method="GET", path=CALLS, tag=TAG, csv=ROW),
    Operation(request=f.GetFundCall, method="GET", path=CALL, tag=TAG, versioned=True),
    Operation(
        request=f.ReviseFundCall,
        method="PATCH",
        path=CALL,
        tag=TAG,
        body_names={"call": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=f.DiscardFundCall, method="DELETE", path=CALL, tag=TAG, status=204, needs_version=True),
    Operation(request=f.PublishFundCall, method="POST", path=f"{CALL}/publications", tag=TAG, versioned=True),
    Operation(request=f.ExtendFundCall, method="POST", path=f"{CALL}/extensions", tag=TAG, versioned=True),
    Operation(request=f.AppointFundChair, method="PUT", path=f"{CALL}/chair", tag=TAG, versioned=True, needs_version=True),
    Operation(request=f.CancelFundCall, method="POST", path=f"{CALL}/cancellations", tag=TAG, versioned=True),
    Operation(request=f.ArchiveFundCall, method="POST", path=f"{CALL}/archivings", tag=TAG, versioned=True),
    Operation(
        request=f.CloneFundCall,
        method="POST",
        path=f"{CALL}/copies",
        tag=TAG,
        status=201,
        location="/v1/fund/calls/{id}",
    ),
    Operation(request=f.GetFundCallVersion, method="GET", path=f"{CALL}/versions/{{number}}", tag=TAG),
)
