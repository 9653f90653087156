"""Spreadsheets of calls over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund management"

OPERATIONS: Final = (
    Operation(
        request=f.ExportFundCall,
        method="POST",
        path="/v1/fund/calls/{call_id}/exports",
        tag=TAG,
        status=202,
        location="/v1/jobs/{id}",
        cache="never",
    ),
    Operation(
        request=f.ReadFundExport,
        method="GET",
        path="/v1/fund/exports/{export_id}",
        tag=TAG,
        hidden=("offset",),
        cache="never",
        served_by="file",
    ),
)
