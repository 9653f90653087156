"""Histories of applications over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund history"
HISTORY: Final = "/v1/fund/applications/{application_id}/history"

OPERATIONS: Final = (
    Operation(request=f.ListFundHistory, method="GET", path=HISTORY, tag=TAG),
    Operation(request=f.VerifyFundHistory, method="GET", path=f"{HISTORY}/verification", tag=TAG),
    Operation(request=f.ListFundHistoryAnchors, method="GET", path="/v1/fund/history-anchors", tag=TAG),
)
