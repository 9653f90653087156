"""Envelopes and their ledger over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund budget"
ALL: Final = "/v1/fund/envelopes"
ONE: Final = "/v1/fund/envelopes/{envelope_id}"
CHANGE: Final = "/v1/fund/envelope-changes/{change_id}"

OPERATIONS: Final = (
    Operation(
        request=f.ListFundEnvelopes,
        method="GET",
        path=ALL,
        tag=TAG,
        csv=("id", "call_id", "currency", "endowment", "available", "reserved", "committed", "disbursed", "opened_at"),
    ),
    Operation(request=f.GetFundEnvelope, method="GET", path=ONE, tag=TAG),
    Operation(
        request=f.ListLedgerEntries,
        method="GET",
        path=f"{ONE}/entries",
        tag=TAG,
        csv=(
            "seq",
            "id",
            "kind",
            "from_account",
            "to_account",
            "minor",
            "currency",
            "half_days",
            "application_id",
            "award_id",
            "posted_at",
            "posted_by",
            "hash",
        ),
    ),
    Operation(
        request=f.ListEnvelopeHoldings,
        method="GET",
        path=f"{ONE}/holdings",
        tag=TAG,
        csv=("application_id", "reserved", "committed", "disbursed"),
    ),
    Operation(request=f.VerifyFundEnvelope, method="GET", path=f"{ONE}/verification", tag=TAG),
    Operation(request=f.ListEnvelopeChanges, method="GET", path=f"{ONE}/changes", tag=TAG),
    Operation(request=f.ProposeEnvelopeChange, method="POST", path=f"{ONE}/changes", tag=TAG, status=201),
    Operation(request=f.ApproveEnvelopeChange, method="POST", path=f"{CHANGE}/approvals", tag=TAG, versioned=True),
    Operation(request=f.RefuseEnvelopeChange, method="POST", path=f"{CHANGE}/refusals", tag=TAG, versioned=True),
)
