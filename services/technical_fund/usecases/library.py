"""The library: forms, rubrics and workflows are drafted, published as versions that never change, and retired."""

from collections.abc import Callable
from typing import Any, TypeVar

from contracts.errors import Conflict
from contracts.standard import Done
from contracts.technical_fund import (
    DiscardFundForm,
    DiscardFundRubric,
    DiscardFundWorkflow,
    DraftFundForm,
    DraftFundRubric,
    DraftFundWorkflow,
    FundFormView,
    FundRubricView,
    FundWorkflowView,
    PublishFundForm,
    PublishFundRubric,
    PublishFundWorkflow,
    RetireFundForm,
    RetireFundRubric,
    RetireFundWorkflow,
    ReviseFundForm,
    ReviseFundRubric,
    ReviseFundWorkflow,
)
from services.technical_fund.domain import forms, rubric
from services.technical_fund.domain.faults import Fault, refuse
from services.technical_fund.domain.library import (
    FormEntry,
    LibraryEntry,
    PublishedForm,
    PublishedRubric,
    PublishedWorkflow,
    RubricEntry,
    WorkflowEntry,
    version_id,
)
from services.technical_fund.domain.proof import prove
from services.technical_fund.domain.showing.library import form_view, rubric_view, workflow_view
from services.technical_fund.usecases.changes import apply_changes
from services.technical_fund.usecases.ports import Fund, Library, Versions

E = TypeVar("E", bound=LibraryEntry)
Faults = Callable[[Any, str], list[Fault]]


def draft_fund_form(unit: Fund, request: DraftFundForm) -> FundFormView:
    return form_view(_drafted(unit.forms, FormEntry(id=request.form_id, draft=request.form, **_begun(unit)), forms.draft_faults), ())


def revise_fund_form(unit: Fund, request: ReviseFundForm) -> FundFormView:
    entry = _expected(unit, unit.forms, request.form_id)
    _revise(unit, entry, unit.form_versions, request.changes, forms.draft_faults)
    unit.forms.save(entry)
    return form_view(entry, unit.form_versions.of(entry.id))


def discard_fund_form(unit: Fund, request: DiscardFundForm) -> Done:
    return _discarded(unit, unit.forms, request.form_id)


def publish_fund_form(unit: Fund, request: PublishFundForm) -> FundFormView:
    entry = _expected(unit, unit.forms, request.form_id)
    content = entry.publish(forms.form_faults, at=unit.now, by=unit.actor.person_id)
    unit.form_versions.add(PublishedForm(content=content, **_version(unit, entry)))
    unit.forms.save(entry)
    return form_view(entry, unit.form_versions.of(entry.id))


def retire_fund_form(unit: Fund, request: RetireFundForm) -> FundFormView:
    entry = unit.forms.known(request.form_id)
    _retire(unit, unit.form_versions, entry, request.number)
    return form_view(entry, unit.form_versions.of(entry.id))


def draft_fund_rubric(unit: Fund, request: DraftFundRubric) -> FundRubricView:
    return rubric_view(
        _drafted(unit.rubrics, RubricEntry(id=request.rubric_id, draft=request.rubric, **_begun(unit)), rubric.draft_faults), ()
    )


def revise_fund_rubric(unit: Fund, request: ReviseFundRubric) -> FundRubricView:
    entry = _expected(unit, unit.rubrics, request.rubric_id)
    _revise(unit, entry, unit.rubric_versions, request.changes, rubric.draft_faults)
    unit.rubrics.save(entry)
    return rubric_view(entry, unit.rubric_versions.of(entry.id))


def discard_fund_rubric(unit: Fund, request: DiscardFundRubric) -> Done:
    return _discarded(unit, unit.rubrics, request.rubric_id)


def publish_fund_rubric(unit: Fund, request: PublishFundRubric) -> FundRubricView:
    entry = _expected(unit, unit.rubrics, request.rubric_id)
    content = entry.publish(rubric.rubric_faults, at=unit.now, by=unit.actor.person_id)
    unit.rubric_versions.add(PublishedRubric(content=content, **_version(unit, entry)))
    unit.rubrics.save(entry)
    return rubric_view(entry, unit.rubric_versions.of(entry.id))


def retire_fund_rubric(unit: Fund, request: RetireFundRubric) -> FundRubricView:
    entry = unit.rubrics.known(request.rubric_id)
    _retire(unit, unit.rubric_versions, entry, request.number)
    return rubric_view(entry, unit.rubric_versions.of(entry.id))


def draft_fund_workflow(unit: Fund, request: DraftFundWorkflow) -> FundWorkflowView:
    return workflow_view(
        _drafted(unit.workflows, WorkflowEntry(id=request.workflow_id, draft=request.workflow, **_begun(unit)), anything), ()
    )


def revise_fund_workflow(unit: Fund, request: ReviseFundWorkflow) -> FundWorkflowView:
    entry = _expected(unit, unit.workflows, request.workflow_id)
    _revise(unit, entry, unit.workflow_versions, request.changes, anything)
    unit.workflows.save(entry)
    return workflow_view(entry, unit.workflow_versions.of(entry.id))


def discard_fund_workflow(unit: Fund, request: DiscardFundWorkflow) -> Done:
    return _discarded(unit, unit.workflows, request.workflow_id)


def publish_fund_workflow(unit: Fund, request: PublishFundWorkflow) -> FundWorkflowView:
    entry = _expected(unit, unit.workflows, request.workflow_id)
    content = entry.publish(prove, at=unit.now, by=unit.actor.person_id)
    unit.workflow_versions.add(PublishedWorkflow(content=content, **_version(unit, entry)))
    unit.workflows.save(entry)
    return workflow_view(entry, unit.workflow_versions.of(entry.id))


def retire_fund_workflow(unit: Fund, request: RetireFundWorkflow) -> FundWorkflowView:
    entry = unit.workflows.known(request.workflow_id)
    _retire(unit, unit.workflow_versions, entry, request.number)
    return workflow_view(entry, unit.workflow_versions.of(entry.id))


# ---------------------------------------------------------------- inside


def anything(content: Any, pointer: str) -> list[Fault]:
    """A draft of a workflow may hold whatever it likes: it is proved when it is published."""
    return []


def _begun(unit: Fund) -> dict[str, Any]:
    return {"created_at": unit.now, "changed_at": unit.now, "changed_by": unit.actor.person_id}


def _drafted(entries: Library[E], entry: E, faults: Faults) -> E:
    """Raises `technical_fund.code_taken` when there is one of this code already."""
    if entries.find(entry.id) is not None:
        raise Conflict("technical_fund.code_taken", "there is one with this code already", {"id": entry.id})
    refuse(faults(entry.draft, f"/{entry.kind.removeprefix('fund-').removesuffix('s')}"))
    entries.add(entry)
    return entry


def _expected(unit: Fund, entries: Library[E], id: str) -> E:
    entry = entries.known(id)
    unit.expect(entry)
    return entry


def _revise(unit: Fund, entry: LibraryEntry, versions: Versions[Any], changes: dict[str, Any], faults: Faults) -> None:
    before = entry.draft if entry.draft is not None else versions.pinned(entry.id, entry.latest).content
    content = apply_changes(before, changes)
    refuse(faults(content, "/changes"))
    entry.revise(content, by=unit.actor.person_id, at=unit.now)


def _discarded(unit: Fund, entries: Library[E], id: str) -> Done:
    """What was never published vanishes whole."""
    entry = _expected(unit, entries, id)
    if entry.latest:
        entry.drop_draft(by=unit.actor.person_id, at=unit.now)
        entries.save(entry)
    else:
        entries.remove(entry)
    return Done()


def _version(unit: Fund, entry: LibraryEntry) -> dict[str, Any]:
    return {
        "id": version_id(entry.id, entry.latest),
        "entry_id": entry.id,
        "number": entry.latest,
        "published_at": unit.now,
        "published_by": unit.actor.person_id,
    }


def _retire(unit: Fund, versions: Versions[Any], entry: LibraryEntry, number: int) -> None:
    version = versions.pinned(entry.id, number)
    version.retire(by=unit.actor.person_id, at=unit.now)
    versions.save(version)
