"""Partner organisations, agreements and contributions over HTTP."""

from typing import Final

from contracts import membership as m
from services.gateway.operations import Operation

ORGANISATION: Final = "/v1/organisations/{organisation_id}"
AGREEMENT: Final = "/v1/agreements/{agreement_id}"


def _step(request: type, path: str) -> Operation:
    """A move of an agreement from one state to the next: the move is posted as a thing of its own."""
    return Operation(request=request, method="POST", path=f"{AGREEMENT}/{path}", tag="Partners", versioned=True)


ORGANISATIONS: Final = (
    Operation(
        request=m.RegisterOrganisation,
        method="POST",
        path="/v1/organisations",
        tag="Partners",
        status=201,
        body_as="organisation",
        location="/v1/organisations/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListOrganisations,
        method="GET",
        path="/v1/organisations",
        tag="Partners",
        csv=("id", "kind", "names", "country", "website", "visibility"),
        cache="public",
    ),
    Operation(request=m.GetOrganisation, method="GET", path=ORGANISATION, tag="Partners", versioned=True, cache="public"),
    Operation(
        request=m.ReviseOrganisation,
        method="PATCH",
        path=ORGANISATION,
        tag="Partners",
        body_as="changes",
        versioned=True,
        needs_version=True,
    ),
)

AGREEMENTS: Final = (
    Operation(
        request=m.OpenAgreement,
        method="POST",
        path="/v1/agreements",
        tag="Partners",
        status=201,
        location="/v1/agreements/{id}",
        versioned=True,
    ),
    Operation(
        request=m.ListAgreements,
        method="GET",
        path="/v1/agreements",
        tag="Partners",
        csv=(
            "id",
            "reference",
            "type",
            "state",
            "organisation_ids",
            "countries",
            "starts_on",
            "ends_on",
            "review_due_on",
            "visibility",
            "updated_at",
        ),
        cache="public",
    ),
    Operation(request=m.GetAgreement, method="GET", path=AGREEMENT, tag="Partners", versioned=True, cache="public"),
    Operation(
        request=m.ReviseAgreement,
        method="PATCH",
        path=AGREEMENT,
        tag="Partners",
        body_as="changes",
        versioned=True,
        needs_version=True,
    ),
    _step(m.BeginNegotiation, "negotiations"),
    _step(m.SignAgreement, "signatures"),
    _step(m.BeginAgreementReview, "reviews"),
    _step(m.RenewAgreement, "renewals"),
    _step(m.EndAgreement, "endings"),
    Operation(
        request=m.ReadAgreementPaper,
        method="GET",
        path=f"{AGREEMENT}/paper",
        tag="Partners",
        hidden=("offset",),
        served_by="mandate",
    ),
)

CONTRIBUTIONS: Final = (
    Operation(
        request=m.RecordContribution,
        method="POST",
        path=f"{AGREEMENT}/contributions",
        tag="Partners",
        status=201,
        body_as="contribution",
    ),
    Operation(
        request=m.ListContributions,
        method="GET",
        path=f"{AGREEMENT}/contributions",
        tag="Partners",
        csv=("id", "kind", "gift", "entered_at", "corrects", "corrected_by", "replaces"),
    ),
    Operation(
        request=m.CorrectContribution,
        method="POST",
        path="/v1/contributions/{contribution_id}/corrections",
        tag="Partners",
        status=201,
    ),
)

OPERATIONS: Final = (*ORGANISATIONS, *AGREEMENTS, *CONTRIBUTIONS)
