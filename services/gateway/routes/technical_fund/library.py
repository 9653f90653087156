"""Forms, rubrics and workflows over HTTP."""

from typing import Final

from contracts import technical_fund as f
from services.gateway.operations import Operation

TAG: Final = "Fund calls"
ROW: Final = ("id", "titles", "latest", "drafted", "changed_at")


def _shelf(
    name: str, draft: type, list_all: type, get: type, revise: type, discard: type, publish: type, get_version: type, retire: type
) -> tuple[Operation, ...]:
    """The operations on forms, on rubrics, or on workflows: they differ in their names only."""
    shelf, one, version = f"/v1/fund/{name}s", f"/v1/fund/{name}s/{{{name}_id}}", f"/v1/fund/{name}s/{{{name}_id}}/versions/{{number}}"
    return (
        Operation(request=draft, method="POST", path=shelf, tag=TAG, status=201, location=f"{shelf}/{{id}}", versioned=True),
        Operation(request=list_all, method="GET", path=shelf, tag=TAG, csv=ROW),
        Operation(request=get, method="GET", path=one, tag=TAG, versioned=True),
        Operation(request=revise, method="PATCH", path=one, tag=TAG, body_names={name: "changes"}, versioned=True, needs_version=True),
        Operation(request=discard, method="DELETE", path=one, tag=TAG, status=204, needs_version=True),
        Operation(request=publish, method="POST", path=f"{one}/publications", tag=TAG, versioned=True),
        Operation(request=get_version, method="GET", path=version, tag=TAG, versioned=True),
        Operation(request=retire, method="POST", path=f"{version}/retirements", tag=TAG),
    )


OPERATIONS: Final = (
    *_shelf(
        "form",
        f.DraftFundForm,
        f.ListFundForms,
        f.GetFundForm,
        f.ReviseFundForm,
        f.DiscardFundForm,
        f.PublishFundForm,
        f.GetFundFormVersion,
        f.RetireFundForm,
    ),
    *_shelf(
        "rubric",
        f.DraftFundRubric,
        f.ListFundRubrics,
        f.GetFundRubric,
        f.ReviseFundRubric,
        f.DiscardFundRubric,
        f.PublishFundRubric,
        f.GetFundRubricVersion,
        f.RetireFundRubric,
    ),
    *_shelf(
        "workflow",
        f.DraftFundWorkflow,
        f.ListFundWorkflows,
        f.GetFundWorkflow,
        f.ReviseFundWorkflow,
        f.DiscardFundWorkflow,
        f.PublishFundWorkflow,
        f.GetFundWorkflowVersion,
        f.RetireFundWorkflow,
    ),
)
