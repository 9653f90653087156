"""The terms of the Fund over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund calls"
TERMS: Final = "/v1/fund/terms"

OPERATIONS: Final = (
    Operation(request=f.GetFundTerms, method="GET", path=TERMS, tag=TAG, versioned=True, cache="public"),
    Operation(request=f.SetFundTerms, method="PUT", path=TERMS, tag=TAG, body_as="terms", versioned=True, needs_version=True),
)
