"""Runs of the matching over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund assignment"
RUNS: Final = "/v1/fund/runs"
RUN: Final = f"{RUNS}/{{run_id}}"
PAIR: Final = f"{RUN}/pairs/{{item_id}}/{{person_id}}"

OPERATIONS: Final = (
    Operation(
        request=f.StartAssignmentRun,
        method="POST",
        path="/v1/fund/calls/{call_id}/assignment-runs",
        tag=TAG,
        status=202,
        location=f"{RUNS}/{{id}}",
        versioned=True,
    ),
    Operation(request=f.ListFundRuns, method="GET", path=RUNS, tag=TAG),
    Operation(request=f.GetFundRun, method="GET", path=RUN, tag=TAG, versioned=True),
    Operation(request=f.ListFundRunPairs, method="GET", path=f"{RUN}/pairs", tag=TAG, csv=("item_id", "person_id", "kept", "fit")),
    Operation(request=f.ExplainFundRunPair, method="GET", path=PAIR, tag=TAG),
    Operation(request=f.PriceFundRunPair, method="POST", path=f"{PAIR}/prices", tag=TAG, status=202, location="/v1/jobs/{id}"),
    Operation(request=f.ReplayFundRun, method="POST", path=f"{RUN}/replays", tag=TAG, status=202, location="/v1/jobs/{id}"),
    Operation(request=f.ApplyFundRun, method="POST", path=f"{RUN}/applyings", tag=TAG, versioned=True),
    Operation(request=f.DiscardFundRun, method="POST", path=f"{RUN}/discards", tag=TAG, versioned=True),
)
