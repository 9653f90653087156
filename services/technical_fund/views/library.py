"""Forms and rubrics for the management unit; published workflows for everybody."""

from typing import Any

from contracts.errors import NotFound
from contracts.roles import MANAGEMENT_UNIT
from contracts.technical_fund import (
    FundFormVersionView,
    FundFormView,
    FundRubricVersionView,
    FundRubricView,
    FundWorkflowVersionView,
    FundWorkflowView,
    GetFundForm,
    GetFundFormVersion,
    GetFundRubric,
    GetFundRubricVersion,
    GetFundWorkflow,
    GetFundWorkflowVersion,
    LibraryPage,
    LibraryRow,
    ListFundForms,
    ListFundRubrics,
    ListFundWorkflows,
)
from services.technical_fund.domain.library import LibraryEntry
from services.technical_fund.domain.showing.library import (
    form_version_view,
    form_view,
    rubric_version_view,
    rubric_view,
    workflow_version_view,
    workflow_view,
)
from services.technical_fund.views.ports import Library, Reading, Versions, after


def list_fund_forms(unit: Reading, request: ListFundForms) -> LibraryPage:
    return _page(unit, request, unit.forms, unit.form_versions)


def get_fund_form(unit: Reading, request: GetFundForm) -> FundFormView:
    entry = unit.forms.known(request.form_id)
    return form_view(entry, unit.form_versions.of(entry.id))


def get_fund_form_version(unit: Reading, request: GetFundFormVersion) -> FundFormVersionView:
    return form_version_view(unit.form_versions.pinned(request.form_id, request.number))


def list_fund_rubrics(unit: Reading, request: ListFundRubrics) -> LibraryPage:
    return _page(unit, request, unit.rubrics, unit.rubric_versions)


def get_fund_rubric(unit: Reading, request: GetFundRubric) -> FundRubricView:
    entry = unit.rubrics.known(request.rubric_id)
    return rubric_view(entry, unit.rubric_versions.of(entry.id))


def get_fund_rubric_version(unit: Reading, request: GetFundRubricVersion) -> FundRubricVersionView:
    return rubric_version_view(unit.rubric_versions.pinned(request.rubric_id, request.number))


def list_fund_workflows(unit: Reading, request: ListFundWorkflows) -> LibraryPage:
    return _page(unit, request, unit.workflows, unit.workflow_versions)


def get_fund_workflow(unit: Reading, request: GetFundWorkflow) -> FundWorkflowView:
    """A process nobody has published yet is the management unit's own."""
    entry, staff = unit.workflows.known(request.workflow_id), unit.actor.has(MANAGEMENT_UNIT)
    if not entry.latest and not staff:
        raise NotFound("technical_fund.no_workflow", "there is no such workflow")
    return workflow_view(entry, unit.workflow_versions.of(entry.id), staff=staff)


def get_fund_workflow_version(unit: Reading, request: GetFundWorkflowVersion) -> FundWorkflowVersionView:
    return workflow_version_view(unit.workflow_versions.pinned(request.workflow_id, request.number))


def _page(unit: Reading, request: Any, entries: Library[Any], versions: Versions[Any]) -> LibraryPage:
    items, more = unit.cursors.page(request, entries.page(after(unit, request)), entries.sort_key)
    return LibraryPage(items=tuple(_row(entry, versions) for entry in items), next=more)


def _row(entry: LibraryEntry, versions: Versions[Any]) -> LibraryRow:
    content = entry.draft if entry.draft is not None else versions.pinned(entry.id, entry.latest).content
    return LibraryRow(id=entry.id, titles=content.titles, latest=entry.latest, drafted=entry.draft is not None, changed_at=entry.changed_at)
