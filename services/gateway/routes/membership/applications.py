"""Applications to join over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

ONE: Final = "/v1/applications/{application_id}"


def _step(request: type, path: str) -> Operation:
    """A move of an application from one state to the next: the move is posted as a thing of its own."""
    return Operation(request=request, method="POST", path=f"{ONE}/{path}", tag="Applications", versioned=True)


OPERATIONS: Final = (
    Operation(
        request=m.StartApplication,
        method="POST",
        path="/v1/applications",
        tag="Applications",
        status=201,
        location="/v1/applications/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListApplications,
        method="GET",
        path="/v1/applications",
        tag="Applications",
        csv=("id", "reference", "state", "city_name", "country", "hub_id", "submitted_at", "updated_at"),
    ),
    Operation(request=m.GetApplication, method="GET", path=ONE, tag="Applications", versioned=True),
    Operation(
        request=m.ReviseApplication,
        method="PATCH",
        path=ONE,
        tag="Applications",
        body_names={"content": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=m.DiscardApplication, method="DELETE", path=ONE, tag="Applications", status=204, needs_version=True),
    Operation(request=m.AttachMandate, method="POST", path=f"{ONE}/mandate", tag="Applications", versioned=True),
    Operation(request=m.ReadMandate, method="GET", path=f"{ONE}/mandate", tag="Applications", hidden=("offset",), served_by="mandate"),
    _step(m.SubmitApplication, "submissions"),
    _step(m.BeginReview, "reviews"),
    _step(m.RequestInformation, "information-requests"),
    _step(m.ProvideInformation, "information"),
    _step(m.RecommendApplication, "recommendations"),
    _step(m.AdmitCity, "admissions"),
    _step(m.DeclineApplication, "declines"),
    _step(m.WithdrawApplication, "withdrawals"),
)
