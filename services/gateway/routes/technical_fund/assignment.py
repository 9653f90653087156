"""Assignments of reviewers over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund assignment"
ASSIGNMENT: Final = "/v1/fund/assignments/{assignment_id}"
ROW: Final = (
    "id",
    "application_id",
    "call_id",
    "reviewer_id",
    "round",
    "state",
    "how",
    "reason",
    "assigned_at",
    "accept_by",
    "late",
    "review_by",
    "accepted_at",
    "started_at",
    "submitted_at",
    "ended_at",
)

OPERATIONS: Final = (
    Operation(request=f.ListMyFundAssignments, method="GET", path="/v1/fund/my-assignments", tag=TAG, csv=ROW),
    Operation(request=f.GetFundAssignment, method="GET", path=ASSIGNMENT, tag=TAG, versioned=True),
    Operation(request=f.AcceptFundAssignment, method="POST", path=f"{ASSIGNMENT}/acceptances", tag=TAG, versioned=True),
    Operation(request=f.DeclineFundAssignment, method="POST", path=f"{ASSIGNMENT}/declinations", tag=TAG, status=204),
    Operation(request=f.ReleaseFundAssignment, method="POST", path=f"{ASSIGNMENT}/releases", tag=TAG, versioned=True),
    Operation(request=f.ListFundAssignments, method="GET", path="/v1/fund/calls/{call_id}/assignments", tag=TAG, csv=ROW),
    Operation(request=f.ListFundPanels, method="GET", path="/v1/fund/calls/{call_id}/panels", tag=TAG),
    Operation(
        request=f.AssignFundReviewer,
        method="POST",
        path="/v1/fund/applications/{application_id}/assignments",
        tag=TAG,
        status=201,
        location="/v1/fund/assignments/{id}",
        versioned=True,
    ),
)
