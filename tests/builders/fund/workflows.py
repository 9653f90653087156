"""The standard workflow, changed in one place."""

from dataclasses import replace
from typing import Any

from contracts.technical_fund import WorkflowContent, WorkflowState, WorkflowTransition
from services.technical_fund.domain.standard_workflow import CONTENT


def without(event: str, content: WorkflowContent = CONTENT) -> WorkflowContent:
    return replace(content, transitions=tuple(step for step in content.transitions if step.event != event))


def changed(event: str, content: WorkflowContent = CONTENT, /, **changes: Any) -> WorkflowContent:
    """Every transition of `event` with other fields."""
    steps = tuple(replace(step, **changes) if step.event == event else step for step in content.transitions)
    return replace(content, transitions=steps)


def added(event: str, sources: tuple[str, ...], target: str, *roles: str, content: WorkflowContent = CONTENT) -> WorkflowContent:
    step = WorkflowTransition(event=event, sources=sources, target=target, roles=roles or ("management",))
    return replace(content, transitions=(*content.transitions, step))


def with_state(code: str, kind: str = "live", content: WorkflowContent = CONTENT) -> WorkflowContent:
    return replace(content, states=(*content.states, WorkflowState(code=code, kind=kind, names={"en": code})))
