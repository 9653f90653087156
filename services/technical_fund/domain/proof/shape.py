"""Whether what a workflow names exists, once, and is whole."""

from collections.abc import Iterator

from contracts.technical_fund import WORKFLOW_PARTS, WorkflowContent, WorkflowTransition
from services.technical_fund.domain.faults import Fault, fault
from services.technical_fund.domain.proof.table import STEP
from services.technical_fund.domain.workflow import OUTCOME, START


def shape_faults(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    yield from _state_faults(content, pointer)
    states = frozenset(state.code for state in content.states)
    for at, transition in enumerate(content.transitions):
        yield from _transition_faults(transition, states, f"{pointer}/transitions/{at}")
    yield from _repeats(content, pointer)
    taken = {transition.event for transition in content.transitions}
    for event, step in STEP.items():
        if step.needed and event not in taken:
            yield fault(f"{pointer}/transitions", "technical_fund.step_missing", f"{event} is in no transition")


def _state_faults(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    if content.titles is None:
        yield fault(f"{pointer}/titles", "required", "is missing")
    seen: set[str] = set()
    for at, state in enumerate(content.states):
        if state.code in seen:
            yield fault(f"{pointer}/states/{at}/code", "technical_fund.repeated_state", "is there already")
        if state.names is None:
            yield fault(f"{pointer}/states/{at}/names", "required", "is missing")
        seen.add(state.code)
    starts = sum(state.kind == START for state in content.states)
    if starts != 1:
        code = "technical_fund.several_starts" if starts else "technical_fund.no_start"
        yield fault(f"{pointer}/states", code, f"there are {starts} starts; there must be one")
    if not any(state.kind == OUTCOME for state in content.states):
        yield fault(f"{pointer}/states", "technical_fund.no_outcome", "nothing is an outcome")


def _transition_faults(transition: WorkflowTransition, states: frozenset[str], pointer: str) -> Iterator[Fault]:
    if not transition.event:
        yield fault(f"{pointer}/event", "technical_fund.without_event", "names no step")
    elif transition.event not in STEP:
        yield fault(f"{pointer}/event", "technical_fund.unknown_step", f"{transition.event} is not a step")
    if not transition.sources:
        yield fault(f"{pointer}/sources", "technical_fund.no_sources", "begins nowhere; an empty list does not mean everywhere")
    for at, source in enumerate(transition.sources):
        if source not in states:
            yield fault(f"{pointer}/sources/{at}", "technical_fund.unknown_state", f"{source} is not a state")
    if transition.target not in states:
        yield fault(f"{pointer}/target", "technical_fund.unknown_state", "does not lead to a state")
    if not transition.roles:
        yield fault(f"{pointer}/roles", "technical_fund.without_role", "is for nobody; an empty list does not mean everybody")
    for at, part in enumerate(transition.roles):
        if part not in WORKFLOW_PARTS:
            yield fault(f"{pointer}/roles/{at}", "technical_fund.unknown_part", f"{part} is nothing one can be to an application")


def _repeats(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    """One state and one step have one way on."""
    seen: set[tuple[str, str]] = set()
    for number, transition in enumerate(content.transitions):
        for at, source in enumerate(transition.sources):
            if (source, transition.event) in seen:
                message = f"{transition.event} leads on from {source} already"
                yield fault(f"{pointer}/transitions/{number}/sources/{at}", "technical_fund.repeated_step", message)
            seen.add((source, transition.event))
