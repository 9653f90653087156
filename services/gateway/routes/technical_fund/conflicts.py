"""Conflicts of interest and bids over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund reviewers"
APPLICATION: Final = "/v1/fund/applications/{application_id}"

OPERATIONS: Final = (
    Operation(request=f.ListFundConflicts, method="GET", path=f"{APPLICATION}/conflicts", tag=TAG),
    Operation(request=f.RecordFundConflict, method="POST", path=f"{APPLICATION}/conflicts", tag=TAG, status=201),
    Operation(request=f.LiftFundConflict, method="POST", path=f"{APPLICATION}/conflicts/{{person_id}}/{{ground}}/liftings", tag=TAG),
    Operation(request=f.DeclareFundConflict, method="POST", path=f"{APPLICATION}/declarations-of-conflict", tag=TAG, status=204),
    Operation(request=f.ListBiddableApplications, method="GET", path="/v1/fund/calls/{call_id}/biddable-applications", tag=TAG),
    Operation(request=f.BidOnApplication, method="POST", path=f"{APPLICATION}/bids", tag=TAG, status=201),
)

NOT_OVER_HTTP: Final = (f.ListRecusals, f.FindRecused)
