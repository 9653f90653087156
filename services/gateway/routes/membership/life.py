"""The life of memberships over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

CITY: Final = "/v1/cities/{city_id}"
TAG: Final = "Membership"


def _step(request: type, path: str) -> Operation:
    """Something that happens to a membership: posted as a thing of its own."""
    return Operation(request=request, method="POST", path=f"{CITY}/{path}", tag=TAG, versioned=True)


RULES: Final = tuple(
    f"{what}_{unit}"
    for what, unit in (
        ("silence", "months"),
        ("dormant", "months"),
        ("grace", "months"),
        ("suspended", "months"),
        ("mandate", "months"),
        ("readmission", "months"),
        ("undo", "days"),
    )
)

OPERATIONS: Final = (
    Operation(request=m.GetMembership, method="GET", path=f"{CITY}/membership", tag=TAG, versioned=True, cache="public"),
    _step(m.GiveSignOfLife, "signs-of-life"),
    _step(m.RenewMandate, "mandates"),
    Operation(
        request=m.ListMandates,
        method="GET",
        path=f"{CITY}/mandates",
        tag=TAG,
        csv=("id", "state", "file_name", "signatory", "signed_on", "valid_until", "uploaded_at", "judged_at"),
    ),
    Operation(
        request=m.ReadCityMandate,
        method="GET",
        path=f"{CITY}/mandates/{{mandate_id}}/file",
        tag=TAG,
        hidden=("offset",),
        served_by="mandate",
    ),
    _step(m.VerifyMandate, "mandates/{mandate_id}/verifications"),
    _step(m.AcceptPrinciples, "acceptances"),
    _step(m.SuspendCity, "suspensions"),
    _step(m.LiftSuspension, "suspensions/liftings"),
    _step(m.WithdrawCity, "withdrawals"),
    _step(m.ReadmitCity, "readmissions"),
    _step(m.AddAffiliation, "affiliations"),
    _step(m.RenewAffiliation, "affiliations/{affiliation_id}/renewals"),
    _step(m.EndAffiliation, "affiliations/{affiliation_id}/endings"),
    Operation(
        request=m.ListStatusRules,
        method="GET",
        path="/v1/status-rules",
        tag=TAG,
        csv=("number", "effective_from", *RULES, "announced_at"),
        cache="public",
    ),
    Operation(request=m.AnnounceStatusRules, method="POST", path="/v1/status-rules", tag=TAG, status=201),
)
