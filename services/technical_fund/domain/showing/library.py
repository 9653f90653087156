"""Forms, rubrics and workflows as they are shown."""

from collections.abc import Callable, Sequence
from typing import Any

from contracts.technical_fund import (
    FundFault,
    FundFormVersionView,
    FundFormView,
    FundRubricVersionView,
    FundRubricView,
    FundWorkflowVersionView,
    FundWorkflowView,
    LibraryVersion,
    WorkflowContent,
)
from services.technical_fund.domain.faults import Fault
from services.technical_fund.domain.forms import form_faults
from services.technical_fund.domain.library import (
    FormEntry,
    LibraryEntry,
    Published,
    PublishedForm,
    PublishedRubric,
    PublishedWorkflow,
    RubricEntry,
    WorkflowEntry,
)
from services.technical_fund.domain.proof import prove
from services.technical_fund.domain.rubric import rubric_faults
from services.technical_fund.domain.showing.diagram import diagram


def form_view(entry: FormEntry, versions: Sequence[PublishedForm]) -> FundFormView:
    return FundFormView(**_whole(entry, versions, form_faults))


def rubric_view(entry: RubricEntry, versions: Sequence[PublishedRubric]) -> FundRubricView:
    return FundRubricView(**_whole(entry, versions, rubric_faults))


def workflow_view(entry: WorkflowEntry, versions: Sequence[PublishedWorkflow], *, staff: bool = True) -> FundWorkflowView:
    """Without what is the management unit's own unless it is for its `staff`."""
    shown = _whole(entry, versions, prove)
    if not staff:
        shown |= {"draft": None, "faults": ()}
    return FundWorkflowView(**shown, diagram=_drawn(shown["content"]), draft_diagram=_drawn(shown["draft"]))


def form_version_view(version: PublishedForm) -> FundFormVersionView:
    return FundFormVersionView(**_version(version))


def rubric_version_view(version: PublishedRubric) -> FundRubricVersionView:
    return FundRubricVersionView(**_version(version))


def workflow_version_view(version: PublishedWorkflow) -> FundWorkflowVersionView:
    return FundWorkflowVersionView(**_version(version), diagram=diagram(version.content))


def _whole(entry: LibraryEntry, versions: Sequence[Any], faults: Callable[[Any], list[Fault]]) -> dict[str, Any]:
    """`versions` in their order."""
    return {
        "id": entry.id,
        "latest": entry.latest,
        "content": versions[-1].content if versions else None,
        "versions": tuple(
            LibraryVersion(number=version.number, published_at=version.published_at, retired_at=version.retired_at) for version in versions
        ),
        "draft": entry.draft,
        "faults": () if entry.draft is None else tuple(FundFault(**each) for each in faults(entry.draft)),
        "changed_at": entry.changed_at,
        "version": entry.version,
    }


def _version(version: Published) -> dict[str, Any]:
    shown: Any = version
    return {
        "id": version.entry_id,
        "number": version.number,
        "content": shown.content,
        "published_at": version.published_at,
        "retired_at": version.retired_at,
        "version": version.version,
    }


def _drawn(content: WorkflowContent | None) -> str | None:
    return None if content is None else diagram(content)
