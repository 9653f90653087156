"""Screening over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund screening"
APPLICATION: Final = "/v1/fund/applications/{application_id}"
SCREENING: Final = f"{APPLICATION}/screening"


def _step(request: type, path: str) -> Operation:
    return Operation(request=request, method="POST", path=path, tag=TAG, versioned=True)


OPERATIONS: Final = (
    Operation(request=f.GetScreening, method="GET", path=SCREENING, tag=TAG, versioned=True),
    Operation(request=f.GetScreeningOutcome, method="GET", path=f"{APPLICATION}/screening-outcome", tag=TAG),
    _step(f.RunScreening, f"{SCREENING}/runs"),
    _step(f.OverrideScreeningRule, f"{SCREENING}/overrides"),
    _step(f.FindApplicationEligible, f"{APPLICATION}/findings-of-eligibility"),
    _step(f.FindApplicationIneligible, f"{APPLICATION}/findings-of-ineligibility"),
    _step(f.ReinstateFundApplication, f"{APPLICATION}/reinstatements"),
    Operation(
        request=f.ListScreenings,
        method="GET",
        path="/v1/fund/calls/{call_id}/screenings",
        tag=TAG,
        csv=(
            "application_id",
            "reference",
            "city_id",
            "city",
            "country",
            "title",
            "state",
            "result",
            "failing",
            "unknown",
            "overridden",
            "submitted_at",
        ),
    ),
)
