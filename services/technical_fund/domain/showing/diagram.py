"""Workflows as a diagram and as a table, made from the definition itself so that neither can drift from it."""

from collections.abc import Iterator

from contracts.technical_fund import WorkflowContent
from services.technical_fund.domain.workflow import OUTCOME, START


def diagram(content: WorkflowContent, language: str = "en") -> str:
    """A state diagram in the notation of Mermaid. Steps between the same two states share an arrow."""
    lines = ["stateDiagram-v2"]
    for state in content.states:
        name = (state.names or {}).get(language) or next(iter((state.names or {}).values()), state.code)
        lines.append(f'    state "{_quoted(name)}" as {state.code}')
    lines += [f"    [*] --> {state.code}" for state in content.states if state.kind == START]
    lines += [f"    {source} --> {target}: {' / '.join(steps)}" for (source, target), steps in _arrows(content).items()]
    lines += [f"    {state.code} --> [*]" for state in content.states if state.kind == OUTCOME]
    return "\n".join(lines)


def table(content: WorkflowContent) -> Iterator[tuple[str, str, str, str]]:
    """(step, from, to, for) of every transition, in order."""
    for step in content.transitions:
        yield step.event, ", ".join(step.sources), step.target, ", ".join(step.roles)


def _arrows(content: WorkflowContent) -> dict[tuple[str, str], list[str]]:
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in content.transitions:
        for source in step.sources:
            arrows.setdefault((source, step.target), []).append(step.event)
    return arrows


def _quoted(name: str) -> str:
    """Nothing in a name can end the quotation or the line."""
    return " ".join(name.replace('"', "\u201d").split())
