"""The pool of reviewers over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund reviewers"
REVIEWERS: Final = "/v1/fund/reviewers"
REVIEWER: Final = f"{REVIEWERS}/{{person_id}}"

OPERATIONS: Final = (
    Operation(
        request=f.JoinReviewerPool,
        method="POST",
        path=REVIEWERS,
        tag=TAG,
        status=201,
        location=f"{REVIEWERS}/{{person_id}}",
        versioned=True,
    ),
    Operation(
        request=f.ListReviewers,
        method="GET",
        path=REVIEWERS,
        tag=TAG,
        csv=("person_id", "senior", "active", "open_assignments", "room", "joined_at", "left_at"),
    ),
    Operation(request=f.GetReviewer, method="GET", path=REVIEWER, tag=TAG, versioned=True),
    Operation(
        request=f.ReviseReviewerProfile, method="PATCH", path=REVIEWER, tag=TAG, body_as="changes", versioned=True, needs_version=True
    ),
    Operation(request=f.SetReviewerSeniority, method="PUT", path=f"{REVIEWER}/seniority", tag=TAG, versioned=True, needs_version=True),
    Operation(request=f.RetireReviewer, method="POST", path=f"{REVIEWER}/retirements", tag=TAG, versioned=True),
)
