"""The panel's discussion and its work at a glance, over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund reviews"
APPLICATION: Final = "/v1/fund/applications/{application_id}"

OPERATIONS: Final = (
    Operation(request=f.PostInFundDiscussion, method="POST", path=f"{APPLICATION}/posts", tag=TAG, status=201),
    Operation(request=f.ListFundPosts, method="GET", path=f"{APPLICATION}/posts", tag=TAG),
    Operation(request=f.EditFundPost, method="POST", path="/v1/fund/posts/{post_id}/edits", tag=TAG, versioned=True),
    Operation(request=f.CloseFundDiscussion, method="POST", path=f"{APPLICATION}/discussion-closings", tag=TAG),
    Operation(request=f.ReopenFundDiscussion, method="POST", path=f"{APPLICATION}/discussion-reopenings", tag=TAG),
    Operation(
        request=f.GetReviewTable,
        method="GET",
        path="/v1/fund/calls/{call_id}/review-table",
        tag=TAG,
        csv=(
            "application_id",
            "reference",
            "title",
            "state",
            "round",
            "wanted",
            "submitted",
            "missing",
            "vacant",
            "late",
            "mean",
            "spread",
            "range",
            "disagreement",
        ),
    ),
)
