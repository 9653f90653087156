"""Applications for support over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Method, Operation

TAG: Final = "Fund applications"
ALL: Final = "/v1/fund/applications"
ONE: Final = "/v1/fund/applications/{application_id}"
VERSION: Final = f"{ONE}/versions/{{number}}"


def _step(request: type, path: str, method: Method = "POST") -> Operation:
    """A move of an application, or a part of it: posted as a thing of its own."""
    return Operation(request=request, method=method, path=f"{ONE}/{path}", tag=TAG, versioned=True)


OPERATIONS: Final = (
    Operation(
        request=f.StartFundApplication, method="POST", path=ALL, tag=TAG, status=201, location="/v1/fund/applications/{id}", versioned=True
    ),
    Operation(
        request=f.ListFundApplications,
        method="GET",
        path=ALL,
        tag=TAG,
        csv=("id", "reference", "call_id", "city_id", "country", "state", "title", "submitted_at", "updated_at"),
    ),
    Operation(request=f.GetFundApplication, method="GET", path=ONE, tag=TAG, versioned=True),
    Operation(request=f.ReviseFundApplication, method="PATCH", path=ONE, tag=TAG, body_as="changes", versioned=True, needs_version=True),
    Operation(request=f.DiscardFundApplication, method="DELETE", path=ONE, tag=TAG, status=204, needs_version=True),
    Operation(request=f.CheckFundApplication, method="GET", path=f"{ONE}/check", tag=TAG),
    Operation(
        request=f.CloneFundApplication,
        method="POST",
        path=f"{ONE}/clones",
        tag=TAG,
        status=201,
        location="/v1/fund/applications/{application.id}",
    ),
    Operation(request=f.SubmitFundApplication, method="POST", path=f"{ONE}/submissions", tag=TAG),
    _step(f.WithdrawFundApplication, "withdrawals"),
    _step(f.RequestFundInformation, "information-requests"),
    _step(f.ProvideFundInformation, "information"),
    _step(f.CloseFundInformationRequest, "information-requests/closings"),
    _step(f.AttachFundFile, "attachments"),
    Operation(
        request=f.ReadFundAttachment,
        method="GET",
        path=f"{ONE}/attachments/{{attachment_id}}",
        tag=TAG,
        hidden=("offset",),
        served_by="file",
    ),
    Operation(
        request=f.DetachFundFile,
        method="DELETE",
        path=f"{ONE}/attachments/{{attachment_id}}",
        tag=TAG,
        versioned=True,
        needs_version=True,
    ),
    Operation(request=f.NameFundVersion, method="POST", path=f"{ONE}/versions", tag=TAG, status=201),
    Operation(request=f.ListFundVersions, method="GET", path=f"{ONE}/versions", tag=TAG),
    Operation(request=f.GetFundVersion, method="GET", path=VERSION, tag=TAG),
    Operation(request=f.CompareFundVersions, method="GET", path=f"{VERSION}/differences", tag=TAG),
    _step(f.DelegateFundApplication, "delegations"),
    Operation(
        request=f.RevokeFundDelegation,
        method="DELETE",
        path=f"{ONE}/delegations/{{delegation_id}}",
        tag=TAG,
        versioned=True,
        needs_version=True,
    ),
    Operation(
        request=f.MakeFundDossier,
        method="POST",
        path=f"{ONE}/dossiers",
        tag=TAG,
        status=202,
        location="/v1/jobs/{id}",
        cache="never",
    ),
    Operation(
        request=f.ReadFundDossier,
        method="GET",
        path=f"{ONE}/dossiers/{{dossier_id}}",
        tag=TAG,
        cache="never",
        hidden=("offset",),
        served_by="file",
    ),
)
