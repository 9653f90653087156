"""The library: forms, rubrics and workflows. Each has one draft and any number of published versions, and a published one never changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import FormContent, RubricContent, WorkflowContent
from services.technical_fund.domain.faults import Fault, refuse
from services.technical_fund.domain.workflow import Workflow


@dataclass(kw_only=True)
class LibraryEntry(Aggregate):
    """Something in the library by its code. `latest` counts published versions. Without instants it came with the house."""

    latest: int = 0
    created_at: datetime | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None
    draft: Any = None

    def revise(self, draft: Any, *, by: str | None, at: datetime) -> None:
        self.draft, self.changed_by, self.changed_at = draft, by, at

    def drop_draft(self, *, by: str | None, at: datetime) -> None:
        self._drafted()
        self.revise(None, by=by, at=at)

    def publish(self, faults: Callable[[Any], list[Fault]], *, by: str | None, at: datetime) -> Any:
        """The content of the next version. Raises `Invalid` naming everything that is wrong with the draft."""
        content = self._drafted()
        refuse(faults(content), "technical_fund.unsound")
        self.latest += 1
        self.drop_draft(by=by, at=at)
        return content

    def _drafted(self) -> Any:
        if self.draft is None:
            raise Conflict("technical_fund.nothing_drafted", "there is no draft", {"latest": self.latest})
        return self.draft


@dataclass(kw_only=True)
class FormEntry(LibraryEntry):
    kind: ClassVar[str] = "fund-forms"
    draft: FormContent | None = None


@dataclass(kw_only=True)
class RubricEntry(LibraryEntry):
    kind: ClassVar[str] = "fund-rubrics"
    draft: RubricContent | None = None


@dataclass(kw_only=True)
class WorkflowEntry(LibraryEntry):
    kind: ClassVar[str] = "fund-workflows"
    draft: WorkflowContent | None = None


@dataclass(kw_only=True)
class Published(Aggregate):
    """One version. Retired means that no new call may pin it; it stays readable for ever."""

    entry_id: str
    number: int
    published_at: datetime | None = None
    published_by: str | None = None
    retired_at: datetime | None = None
    retired_by: str | None = None

    def retire(self, *, by: str | None, at: datetime) -> None:
        if self.retired_at is not None:
            raise Conflict("technical_fund.retired", "this version is retired", {"id": self.entry_id, "version": self.number})
        self.retired_at, self.retired_by = at, by


@dataclass(kw_only=True)
class PublishedForm(Published):
    kind: ClassVar[str] = "fund-form-versions"
    content: FormContent


@dataclass(kw_only=True)
class PublishedRubric(Published):
    kind: ClassVar[str] = "fund-rubric-versions"
    content: RubricContent


@dataclass(kw_only=True)
class PublishedWorkflow(Published):
    kind: ClassVar[str] = "fund-workflow-versions"
    content: WorkflowContent

    @property
    def workflow(self) -> Workflow:
        return Workflow(id=self.entry_id, version=self.number, content=self.content)


def version_id(entry_id: str, number: int) -> str:
    """A code holds no `@`."""
    return f"{entry_id}@{number}"
