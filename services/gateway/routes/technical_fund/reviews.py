"""Reviews over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund reviews"
ASSIGNMENT: Final = "/v1/fund/assignments/{assignment_id}"
APPLICATION: Final = "/v1/fund/applications/{application_id}"
REVIEW: Final = "/v1/fund/reviews/{review_id}"


def _step(request: type, path: str) -> Operation:
    """A move of a review from one state to the next: the move is posted as a thing of its own."""
    return Operation(request=request, method="POST", path=f"{REVIEW}/{path}", tag=TAG, versioned=True)


OPERATIONS: Final = (
    Operation(
        request=f.StartFundReview,
        method="POST",
        path=f"{ASSIGNMENT}/reviews",
        tag=TAG,
        status=201,
        location="/v1/fund/reviews/{id}",
        versioned=True,
    ),
    Operation(request=f.GetFundReview, method="GET", path=REVIEW, tag=TAG, versioned=True),
    Operation(request=f.SaveFundReview, method="PATCH", path=REVIEW, tag=TAG, body_as="changes", versioned=True, needs_version=True),
    _step(f.SubmitFundReview, "submissions"),
    _step(f.TakeBackFundReview, "retractions"),
    _step(f.ReopenFundReview, "reopenings"),
    _step(f.RevokeFundReview, "revocations"),
    Operation(request=f.ListFundReviews, method="GET", path=f"{APPLICATION}/reviews", tag=TAG),
    Operation(
        request=f.ListReviewQueue,
        method="GET",
        path="/v1/fund/review-queue",
        tag=TAG,
        csv=("assignment_id", "reference", "title", "country", "language", "assignment_state", "review_state", "due_at", "late", "next"),
    ),
    Operation(request=f.GetReviewDossier, method="GET", path=f"{ASSIGNMENT}/dossier", tag=TAG),
    Operation(
        request=f.ReadDossierAttachment,
        method="GET",
        path=f"{ASSIGNMENT}/dossier/attachments/{{number}}",
        tag=TAG,
        hidden=("offset",),
        served_by="file",
    ),
    Operation(request=f.BeginApplicationReview, method="POST", path=f"{APPLICATION}/review-openings", tag=TAG, versioned=True),
    Operation(request=f.CloseApplicationReview, method="POST", path=f"{APPLICATION}/review-closings", tag=TAG, versioned=True),
    Operation(request=f.ReadReviewForm, method="GET", path=f"{REVIEW}/form", tag=TAG, hidden=("offset",), served_by="file"),
    _step(f.FillInReviewForm, "forms"),
)
