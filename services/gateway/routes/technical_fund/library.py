"""Forms, rubrics and workflows over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund: calls"
FORMS: Final = "/v1/fund/forms"
FORM: Final = f"{FORMS}/{{form_id}}"
RUBRICS: Final = "/v1/fund/rubrics"
RUBRIC: Final = f"{RUBRICS}/{{rubric_id}}"
WORKFLOWS: Final = "/v1/fund/workflows"
WORKFLOW: Final = f"{WORKFLOWS}/{{workflow_id}}"
ROW: Final = ("id", "titles", "latest", "drafted", "changed_at")

OPERATIONS: Final = (
    Operation(
        request=f.DraftFundForm,
        method="POST",
        path=FORMS,
        tag=TAG,
        status=201,
        location="/v1/fund/forms/{id}",
        versioned=True,
    ),
    Operation(request=f.ListFundForms, method="GET", path=FORMS, tag=TAG, csv=ROW),
    Operation(request=f.GetFundForm, method="GET", path=FORM, tag=TAG, versioned=True),
    Operation(
        request=f.ReviseFundForm,
        method="PATCH",
        path=FORM,
        tag=TAG,
        body_names={"form": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=f.DiscardFundForm, method="DELETE", path=FORM, tag=TAG, status=204, needs_version=True),
    Operation(request=f.PublishFundForm, method="POST", path=f"{FORM}/publications", tag=TAG, versioned=True),
    Operation(request=f.GetFundFormVersion, method="GET", path=f"{FORM}/versions/{{number}}", tag=TAG, versioned=True),
    Operation(request=f.RetireFundForm, method="POST", path=f"{FORM}/versions/{{number}}/retirements", tag=TAG),
    Operation(
        request=f.DraftFundRubric,
        method="POST",
        path=RUBRICS,
        tag=TAG,
        status=201,
        location="/v1/fund/rubrics/{id}",
        versioned=True,
    ),
    Operation(request=f.ListFundRubrics, method="GET", path=RUBRICS, tag=TAG, csv=ROW),
    Operation(request=f.GetFundRubric, method="GET", path=RUBRIC, tag=TAG, versioned=True),
    Operation(
        request=f.ReviseFundRubric,
        method="PATCH",
        path=RUBRIC,
        tag=TAG,
        body_names={"rubric": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=f.DiscardFundRubric, method="DELETE", path=RUBRIC, tag=TAG, status=204, needs_version=True),
    Operation(request=f.PublishFundRubric, method="POST", path=f"{RUBRIC}/publications", tag=TAG, versioned=True),
    Operation(request=f.GetFundRubricVersion, method="GET", path=f"{RUBRIC}/versions/{{number}}", tag=TAG, versioned=True),
    Operation(request=f.RetireFundRubric, method="POST", path=f"{RUBRIC}/versions/{{number}}/retirements", tag=TAG),
    Operation(
        request=f.DraftFundWorkflow,
        method="POST",
        path=WORKFLOWS,
        tag=TAG,
        status=201,
        location="/v1/fund/workflows/{id}",
        versioned=True,
    ),
    Operation(request=f.ListFundWorkflows, method="GET", path=WORKFLOWS, tag=TAG, csv=ROW),
    Operation(request=f.GetFundWorkflow, method="GET", path=WORKFLOW, tag=TAG, versioned=True),
    Operation(
        request=f.ReviseFundWorkflow,
        method="PATCH",
        path=WORKFLOW,
        tag=TAG,
        body_names={"workflow": "changes"},
        versioned=True,
        needs_version=True,
    ),
    Operation(request=f.DiscardFundWorkflow, method="DELETE", path=WORKFLOW, tag=TAG, status=204, needs_version=True),
    Operation(request=f.PublishFundWorkflow, method="POST", path=f"{WORKFLOW}/publications", tag=TAG, versioned=True),
    Operation(request=f.GetFundWorkflowVersion, method="GET", path=f"{WORKFLOW}/versions/{{number}}", tag=TAG, versioned=True),
    Operation(request=f.RetireFundWorkflow, method="POST", path=f"{WORKFLOW}/versions/{{number}}/retirements", tag=TAG),
)
