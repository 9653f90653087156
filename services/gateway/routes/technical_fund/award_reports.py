"""Reports on awards and amendments of them over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund awards"
AWARD: Final = "/v1/fund/awards/{award_id}"
REPORT: Final = "/v1/fund/award-reports/{report_id}"
EVIDENCE: Final = f"{REPORT}/evidence/{{file_id}}"
AMENDMENT: Final = "/v1/fund/amendments/{amendment_id}"

OPERATIONS: Final = (
    Operation(
        request=f.DraftAwardReport,
        method="POST",
        path=f"{AWARD}/reports",
        tag=TAG,
        status=201,
        location="/v1/fund/award-reports/{id}",
        versioned=True,
    ),
    Operation(
        request=f.ListAwardReports,
        method="GET",
        path=f"{AWARD}/reports",
        tag=TAG,
        csv=("id", "award_id", "code", "kind", "state", "due_on", "submitted_at", "accepted_at"),
    ),
    Operation(request=f.GetAwardReport, method="GET", path=REPORT, tag=TAG, versioned=True),
    Operation(request=f.ReviseAwardReport, method="PATCH", path=REPORT, tag=TAG, body_as="changes", versioned=True, needs_version=True),
    Operation(request=f.DiscardAwardReport, method="DELETE", path=REPORT, tag=TAG, status=204, needs_version=True),
    Operation(request=f.AttachReportEvidence, method="POST", path=f"{REPORT}/evidence", tag=TAG, versioned=True),
    Operation(request=f.ReadReportEvidence, method="GET", path=EVIDENCE, tag=TAG, hidden=("offset",), served_by="file"),
    Operation(request=f.DetachReportEvidence, method="DELETE", path=EVIDENCE, tag=TAG, versioned=True, needs_version=True),
    Operation(request=f.SubmitAwardReport, method="POST", path=f"{REPORT}/submissions", tag=TAG, versioned=True),
    Operation(request=f.ReturnAwardReport, method="POST", path=f"{REPORT}/returns", tag=TAG, versioned=True),
    Operation(request=f.AcceptAwardReport, method="POST", path=f"{REPORT}/acceptances", tag=TAG, versioned=True),
    Operation(
        request=f.RequestAwardAmendment,
        method="POST",
        path=f"{AWARD}/amendments",
        tag=TAG,
        status=201,
        location="/v1/fund/amendments/{id}",
        versioned=True,
    ),
    Operation(request=f.ListAwardAmendments, method="GET", path=f"{AWARD}/amendments", tag=TAG),
    Operation(request=f.GetAwardAmendment, method="GET", path=AMENDMENT, tag=TAG, versioned=True),
    Operation(request=f.ApproveAwardAmendment, method="POST", path=f"{AMENDMENT}/approvals", tag=TAG, versioned=True),
    Operation(request=f.RefuseAwardAmendment, method="POST", path=f"{AMENDMENT}/refusals", tag=TAG, versioned=True),
    Operation(request=f.WithdrawAwardAmendment, method="POST", path=f"{AMENDMENT}/withdrawals", tag=TAG, versioned=True),
)
