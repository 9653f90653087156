"""Decisions, letters and appeals over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund decisions"
APPLICATION: Final = "/v1/fund/applications/{application_id}"
DECISIONS: Final = "/v1/fund/decisions"
DECISION: Final = f"{DECISIONS}/{{decision_id}}"
TEMPLATES: Final = "/v1/fund/letter-templates"
TEMPLATE: Final = f"{TEMPLATES}/{{letter_kind}}/{{language}}"
LETTER: Final = "/v1/fund/letters/{letter_id}"
APPEALS: Final = "/v1/fund/appeals"
APPEAL: Final = f"{APPEALS}/{{appeal_id}}"
DECISION_ROW: Final = ("id", "application_id", "call_id", "state", "outcome", "support", "round", "batch_id", "proposed_at", "approved_at")
APPEAL_ROW: Final = ("id", "application_id", "call_id", "decision_id", "state", "ground", "opened_at", "decided_at")

OPERATIONS: Final = (
    # decisions
    Operation(
        request=f.DraftFundDecision,
        method="POST",
        path=f"{APPLICATION}/decision-drafts",
        tag=TAG,
        body_as="decision",
        status=201,
        location=f"{DECISIONS}/{{id}}",
        versioned=True,
    ),
    Operation(
        request=f.ProposeFundDecision,
        method="POST",
        path=f"{APPLICATION}/decisions",
        tag=TAG,
        status=201,
        location=f"{DECISIONS}/{{id}}",
        versioned=True,
    ),
    Operation(request=f.ListFundApplicationDecisions, method="GET", path=f"{APPLICATION}/decisions", tag=TAG, csv=DECISION_ROW),
    Operation(request=f.ResumeFundApplication, method="POST", path=f"{APPLICATION}/resumptions", tag=TAG, versioned=True),
    Operation(request=f.ListFundDecisions, method="GET", path="/v1/fund/calls/{call_id}/decisions", tag=TAG, csv=DECISION_ROW),
    Operation(request=f.GetFundDecision, method="GET", path=DECISION, tag=TAG, versioned=True),
    Operation(request=f.ApproveFundDecision, method="POST", path=f"{DECISION}/approvals", tag=TAG, versioned=True),
    Operation(request=f.ReturnFundDecision, method="POST", path=f"{DECISION}/returns", tag=TAG, versioned=True),
    # letters
    Operation(request=f.ListFundLetterTemplates, method="GET", path=TEMPLATES, tag=TAG),
    Operation(request=f.GetFundLetterTemplate, method="GET", path=TEMPLATE, tag=TAG, versioned=True),
    Operation(request=f.SetFundLetterTemplate, method="PUT", path=TEMPLATE, tag=TAG, body_as="words", versioned=True, needs_version=True),
    Operation(request=f.PreviewFundLetter, method="GET", path=f"{DECISION}/letter-preview", tag=TAG, cache="never"),
    Operation(
        request=f.PrintFundLetterPreview,
        method="POST",
        path=f"{DECISION}/letter-previews",
        tag=TAG,
        status=202,
        location="/v1/jobs/{id}",
        cache="never",
    ),
    Operation(
        request=f.ReadFundLetterPreview,
        method="GET",
        path="/v1/fund/letter-previews/{file_id}",
        tag=TAG,
        hidden=("offset",),
        served_by="mandate",
    ),
    Operation(request=f.GetFundLetter, method="GET", path=LETTER, tag=TAG, versioned=True),
    Operation(
        request=f.ReadFundLetter, method="GET", path=f"{LETTER}/documents/{{language}}", tag=TAG, hidden=("offset",), served_by="mandate"
    ),
    Operation(request=f.PrintFundLetter, method="POST", path=f"{LETTER}/printings", tag=TAG, versioned=True),
    Operation(request=f.AcknowledgeFundLetter, method="POST", path=f"{LETTER}/acknowledgements", tag=TAG, versioned=True),
    # appeals
    Operation(
        request=f.OpenFundAppeal,
        method="POST",
        path=f"{APPLICATION}/appeals",
        tag=TAG,
        status=201,
        location=f"{APPEALS}/{{id}}",
        versioned=True,
    ),
    Operation(request=f.ListFundApplicationAppeals, method="GET", path=f"{APPLICATION}/appeals", tag=TAG, csv=APPEAL_ROW),
    Operation(request=f.ListFundAppeals, method="GET", path="/v1/fund/calls/{call_id}/appeals", tag=TAG, csv=APPEAL_ROW),
    Operation(request=f.GetFundAppeal, method="GET", path=APPEAL, tag=TAG, versioned=True),
    Operation(request=f.AdmitFundAppeal, method="POST", path=f"{APPEAL}/admissions", tag=TAG, versioned=True),
    Operation(request=f.RejectFundAppeal, method="POST", path=f"{APPEAL}/rejections", tag=TAG, versioned=True),
    Operation(request=f.UpholdFundAppeal, method="POST", path=f"{APPEAL}/upholdings", tag=TAG, versioned=True),
    Operation(request=f.DismissFundAppeal, method="POST", path=f"{APPEAL}/dismissals", tag=TAG, versioned=True),
    Operation(
        request=f.ReadFundAppealFile,
        method="GET",
        path=f"{APPEAL}/files/{{file_id}}",
        tag=TAG,
        hidden=("offset",),
        served_by="mandate",
    ),
)
