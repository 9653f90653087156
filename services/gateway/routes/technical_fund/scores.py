"""Scores and draws over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund reviews"
CALL: Final = "/v1/fund/calls/{call_id}"
RUN: Final = "/v1/fund/score-runs/{run_id}"

OPERATIONS: Final = (
    Operation(
        request=f.StartScoreRun,
        method="POST",
        path=f"{CALL}/score-runs",
        tag=TAG,
        status=202,
        location="/v1/fund/score-runs/{id}",
        versioned=True,
    ),
    Operation(
        request=f.ListScoreRuns,
        method="GET",
        path=f"{CALL}/score-runs",
        tag=TAG,
        csv=("id", "state", "started_at", "computed_at", "applications", "reviews", "reviewers", "above", "flipped", "digest"),
    ),
    Operation(request=f.GetScoreRun, method="GET", path=RUN, tag=TAG, versioned=True),
    Operation(
        request=f.ListScores,
        method="GET",
        path=f"{RUN}/scores",
        tag=TAG,
        csv=(
            "application_id",
            "reviews",
            "raw",
            "raw_spread",
            "raw_rank",
            "calibrated",
            "standard_error",
            "rank",
            "least_rank",
            "most_rank",
            "above",
            "band",
            "flipped",
            "stands",
            "lot",
        ),
    ),
    Operation(request=f.ReplayScoreRun, method="POST", path=f"{RUN}/replays", tag=TAG, status=202, location="/v1/jobs/{id}"),
    Operation(request=f.DrawFundTie, method="POST", path=f"{RUN}/draws", tag=TAG, versioned=True),
    Operation(request=f.GetFundDraws, method="GET", path=f"{CALL}/draws", tag=TAG, versioned=True, cache="public"),
)
