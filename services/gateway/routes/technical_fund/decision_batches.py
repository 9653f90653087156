"""Decisions by the batch over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation
from services.gateway.routes.technical_fund.decisions import TAG

OF_CALL: Final = "/v1/fund/calls/{call_id}/decision-batches"
ALL: Final = "/v1/fund/decision-batches"
ONE: Final = f"{ALL}/{{batch_id}}"

OPERATIONS: Final = (
    Operation(request=f.DraftFundDecisionBatch, method="POST", path=OF_CALL, tag=TAG, status=201, location=f"{ALL}/{{id}}", versioned=True),
    Operation(request=f.ListFundDecisionBatches, method="GET", path=OF_CALL, tag=TAG, csv=("id", "call_id", "run_id", "made_at")),
    Operation(request=f.GetFundDecisionBatch, method="GET", path=ONE, tag=TAG, cache="never"),
    Operation(request=f.ProposeFundDecisionBatch, method="POST", path=f"{ONE}/proposals", tag=TAG),
    Operation(request=f.ApproveFundDecisionBatch, method="POST", path=f"{ONE}/approvals", tag=TAG),
    Operation(request=f.ReturnFundDecisionBatch, method="POST", path=f"{ONE}/returns", tag=TAG),
)
