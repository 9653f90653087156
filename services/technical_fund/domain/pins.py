"""What a call pins: one published version each of a form, a rubric and a workflow."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.technical_fund import CallContent, Pin
from services.technical_fund.domain.call_checks import publication_faults
from services.technical_fund.domain.calls import Call, CallVersion, version_of
from services.technical_fund.domain.faults import Fault, fault, refuse
from services.technical_fund.domain.library import Published, PublishedForm, PublishedRubric, PublishedWorkflow, version_id


class Forms(Protocol):
    def find(self, id: str) -> PublishedForm | None: ...


class Rubrics(Protocol):
    def find(self, id: str) -> PublishedRubric | None: ...


class Workflows(Protocol):
    def find(self, id: str) -> PublishedWorkflow | None: ...


class Shelves(Protocol):
    """Published versions."""

    @property
    def form_versions(self) -> Forms: ...
    @property
    def rubric_versions(self) -> Rubrics: ...
    @property
    def workflow_versions(self) -> Workflows: ...


@dataclass(frozen=True, kw_only=True)
class Pinned:
    form: PublishedForm | None
    rubric: PublishedRubric | None
    workflow: PublishedWorkflow | None


def pinned(shelves: Shelves, content: CallContent) -> Pinned:
    """What is there of what `content` names."""
    return Pinned(
        form=shelves.form_versions.find(_id(content.form)) if content.form else None,
        rubric=shelves.rubric_versions.find(_id(content.rubric)) if content.rubric else None,
        workflow=shelves.workflow_versions.find(_id(content.workflow)),
    )


def faults_of(
    shelves: Shelves, content: CallContent, now: datetime, pointer: str = "/call", before: CallContent | None = None
) -> list[Fault]:
    """Everything that keeps a call from being published with this content. What was pinned `before` stays good when it is retired."""
    found = pinned(shelves, content)
    return [*publication_faults(content, now, pointer), *_pin_faults(found, content, pointer, before)]


def make_version(shelves: Shelves, call: Call, *, by: str | None, at: datetime) -> CallVersion:
    """What applications begun from now on pin. Raises `Invalid` when something pinned is not there."""
    found = pinned(shelves, call.content)
    refuse([*_pin_faults(found, call.content, "/call", call.content)], "technical_fund.call_incomplete")
    assert found.form is not None
    assert found.rubric is not None
    assert found.workflow is not None
    return version_of(call, found.form.content, found.rubric.content, found.workflow.workflow, by=by, at=at)


def _pin_faults(found: Pinned, content: CallContent, pointer: str, before: CallContent | None) -> Iterator[Fault]:
    versions: dict[str, Published | None] = {"form": found.form, "rubric": found.rubric, "workflow": found.workflow}
    for name, version in versions.items():
        pin = getattr(content, name)
        if pin is None:
            continue
        if version is None:
            yield fault(f"{pointer}/{name}", "technical_fund.no_version", "is not a published version")
        elif version.retired_at is not None and (before is None or getattr(before, name) != pin):
            yield fault(f"{pointer}/{name}", "technical_fund.retired_version", "is retired; pin another one")


def _id(pin: Pin) -> str:
    return version_id(pin.id, pin.version)
