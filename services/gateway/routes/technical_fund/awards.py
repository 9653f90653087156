"""Awards over HTTP: agreements, tranches, and the ending."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund awards"
ALL: Final = "/v1/fund/awards"
ONE: Final = "/v1/fund/awards/{award_id}"
VERSION: Final = "agreement-versions/{agreement_version}"
TRANCHE: Final = "tranches/{tranche}"


def _step(request: type, path: str) -> Operation:
    """A move of an award, or a part of it: posted as a thing of its own."""
    return Operation(request=request, method="POST", path=f"{ONE}/{path}", tag=TAG, versioned=True)


OPERATIONS: Final = (
    Operation(
        request=f.ListFundAwards,
        method="GET",
        path=ALL,
        tag=TAG,
        csv=("id", "reference", "application_id", "call_id", "city_id", "country", "state", "support", "made_at", "next_due_on"),
    ),
    Operation(request=f.GetFundAward, method="GET", path=ONE, tag=TAG, versioned=True),
    Operation(
        request=f.SetAwardSchedule, method="PUT", path=f"{ONE}/schedule", tag=TAG, body_as="schedule", versioned=True, needs_version=True
    ),
    _step(f.DrawUpFundAgreement, "agreement-versions"),
    _step(f.SendFundAgreement, f"{VERSION}/sendings"),
    _step(f.ReturnFundAgreement, f"{VERSION}/returns"),
    _step(f.SignFundAgreement, f"{VERSION}/signatures"),
    Operation(
        request=f.ReadFundAgreement, method="GET", path=f"{ONE}/{VERSION}/document", tag=TAG, hidden=("offset",), served_by="mandate"
    ),
    _step(f.ConfirmMilestone, "milestones/{milestone}/confirmations"),
    _step(f.RequestTranche, f"{TRANCHE}/requests"),
    _step(f.ApproveTranche, f"{TRANCHE}/approvals"),
    _step(f.ReturnTranche, f"{TRANCHE}/returns"),
    _step(f.HoldTranche, f"{TRANCHE}/holds"),
    _step(f.LiftTrancheHold, f"{TRANCHE}/hold-liftings"),
    _step(f.RecordTranchePayment, f"{TRANCHE}/payments"),
    _step(f.SuspendAward, "suspensions"),
    _step(f.ResumeAward, "resumptions"),
    _step(f.TerminateAward, "terminations"),
    _step(f.RecordRecovery, "recoveries"),
    _step(f.ProposeAwardClosing, "closings"),
    _step(f.ReturnAwardClosing, "closings/returns"),
    _step(f.ApproveAwardClosing, "closings/approvals"),
)
