"""Forms, rubrics and workflows, and their published versions. The standard workflow is there from the first day."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final, TypeVar

from pymongo.database import Database

from chassis.documents import to_document
from chassis.migrations import Index, Migration
from chassis.repository import Repository
from chassis.unit import Document
from contracts.errors import NotFound
from services.technical_fund.domain.library import (
    FormEntry,
    LibraryEntry,
    Published,
    PublishedForm,
    PublishedRubric,
    PublishedWorkflow,
    RubricEntry,
    WorkflowEntry,
    version_id,
)
from services.technical_fund.domain.standard_workflow import STANDARD_WORKFLOW
from services.technical_fund.domain.workflow import Workflow

E = TypeVar("E", bound=LibraryEntry)
V = TypeVar("V", bound=Published)


def first_rows() -> dict[str, Document]:
    """The standard workflow, as it is stored: a row for each of two collections."""
    code, number = STANDARD_WORKFLOW.id, STANDARD_WORKFLOW.version
    version = PublishedWorkflow(id=version_id(code, number), entry_id=code, number=number, content=STANDARD_WORKFLOW.content)
    entry = WorkflowEntry(id=code, latest=number, version=1)
    return {"workflows": to_document(entry) | listed(entry), "workflow_versions": to_document(version) | {"version": 1}}


def listed(entry: LibraryEntry) -> Document:
    return {"listed": True, "sort_key": entry.id}


def _bring_in_the_standard(database: Database[Document]) -> None:
    for collection, row in first_rows().items():
        if database[collection].find_one({"_id": row["_id"]}) is None:
            database[collection].insert_one(row)


_INDEXES: Final = tuple(
    index
    for entries, versions in (("forms", "form_versions"), ("rubrics", "rubric_versions"), ("workflows", "workflow_versions"))
    for index in (
        Index(collection=entries, keys=(("listed", 1), ("sort_key", 1))),
        Index(collection=versions, keys=(("entry_id", 1), ("number", 1))),
    )
)

MIGRATIONS: Final[tuple[Index | Migration, ...]] = (*_INDEXES, Migration(name="0001-standard-workflow", run=_bring_in_the_standard))


class StoredEntries(Repository[E]):
    """What there is of one kind, by code."""

    no_entry: ClassVar[str]

    def document(self, aggregate: E) -> Document:
        return super().document(aggregate) | listed(aggregate)

    def sort_key(self, entry: E) -> str:
        return entry.id

    def known(self, id: str) -> E:
        """Raises the kind's own `no_…`."""
        found = self.find(id)
        if found is None:
            raise NotFound(self.no_entry, "there is no such entry in the library", {"id": id})
        return found

    def page(self, after: Any) -> Sequence[E]:
        where: dict[str, Any] = {"listed": True} | ({"sort_key": {"$gt": after.key}} if after.key is not None else {})
        return list(self.select(where, sort=(("sort_key", 1),), limit=after.most))


class StoredVersions(Repository[V]):
    """Published versions of one kind."""

    no_version: ClassVar[str]

    def of(self, entry_id: str) -> Sequence[V]:
        """Every version, the first one first."""
        return list(self.select({"entry_id": entry_id}, sort=(("number", 1),)))

    def pinned(self, entry_id: str, number: int) -> V:
        """Raises the kind's own `no_…`."""
        found = self.find(version_id(entry_id, number))
        if found is None:
            raise NotFound(self.no_version, "there is no such version", {"id": entry_id, "version": number})
        return found


class StoredForms(StoredEntries[FormEntry]):
    aggregate = FormEntry
    name = "forms"
    no_entry = "technical_fund.no_form"


class StoredFormVersions(StoredVersions[PublishedForm]):
    aggregate = PublishedForm
    name = "form_versions"
    no_version = "technical_fund.no_form"


class StoredRubrics(StoredEntries[RubricEntry]):
    aggregate = RubricEntry
    name = "rubrics"
    no_entry = "technical_fund.no_rubric"


class StoredRubricVersions(StoredVersions[PublishedRubric]):
    aggregate = PublishedRubric
    name = "rubric_versions"
    no_version = "technical_fund.no_rubric"


class StoredWorkflows(StoredEntries[WorkflowEntry]):
    aggregate = WorkflowEntry
    name = "workflows"
    no_entry = "technical_fund.no_workflow"

    def version(self, id: str, number: int) -> Workflow:
        """The process an application goes through. Raises `technical_fund.no_workflow`. The standard one never changes, so it is not
        read."""
        if (id, number) == (STANDARD_WORKFLOW.id, STANDARD_WORKFLOW.version):
            return STANDARD_WORKFLOW
        return StoredWorkflowVersions(self.unit).pinned(id, number).workflow


class StoredWorkflowVersions(StoredVersions[PublishedWorkflow]):
    aggregate = PublishedWorkflow
    name = "workflow_versions"
    no_version = "technical_fund.no_workflow"
