"""How long the Fund keeps what, over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund management"
RETENTION: Final = "/v1/fund/retention"
HOLD: Final = "/v1/fund/applications/{application_id}/legal-holds"

OPERATIONS: Final = (
    Operation(request=f.GetFundRetention, method="GET", path=RETENTION, tag=TAG, versioned=True),
    Operation(request=f.SetFundRetention, method="PUT", path=RETENTION, tag=TAG, body_as="retention", versioned=True, needs_version=True),
    Operation(request=f.ListFundRetentionRuns, method="GET", path="/v1/fund/retention-runs", tag=TAG),
    Operation(request=f.ListFundLegalHolds, method="GET", path="/v1/fund/legal-holds", tag=TAG),
    Operation(request=f.HoldFundApplication, method="POST", path=HOLD, tag=TAG, status=201),
    Operation(
        request=f.LiftFundHold, method="POST", path="/v1/fund/applications/{application_id}/legal-hold-liftings", tag=TAG, status=204
    ),
)
