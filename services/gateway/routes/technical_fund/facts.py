"""The Fund's copy of its neighbours' facts, over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund management"

OPERATIONS: Final = (
    Operation(
        request=f.StartFundRebuild,
        method="POST",
        path="/v1/fund/rebuilds",
        tag=TAG,
        status=202,
        location="/v1/jobs/{id}",
        cache="never",
    ),
    Operation(request=f.GetFundReadModel, method="GET", path="/v1/fund/read-model", tag=TAG, cache="never"),
)
