"""Whether every state is reached, and whether an application can come to rest from each of them."""

from collections.abc import Iterable, Iterator, Mapping

from contracts.technical_fund import WorkflowContent
from services.technical_fund.domain.faults import Fault, fault
from services.technical_fund.domain.workflow import OUTCOME, START

Edges = frozenset[tuple[str, str, str]]
"""(source, step, target)"""


def edges_of(content: WorkflowContent, *, but: frozenset[str] = frozenset()) -> Edges:
    """Between states that exist, without the steps in `but`."""
    states = {state.code for state in content.states}
    return frozenset(
        (source, step.event, step.target)
        for step in content.transitions
        for source in step.sources
        if step.event not in but and source in states and step.target in states
    )


def reached_from(beginnings: Iterable[str], edges: Edges) -> frozenset[str]:
    """Every state one can come to, the beginnings among them."""
    onward: dict[str, set[str]] = {}
    for source, _, target in edges:
        onward.setdefault(source, set()).add(target)
    waiting = list(beginnings)
    found = set(waiting)
    while waiting:
        new = onward.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)


def backwards(edges: Edges) -> Edges:
    return frozenset((target, step, source) for source, step, target in edges)


def path_faults(content: WorkflowContent, pointer: str) -> Iterator[Fault]:
    """Withdrawing is no way on: a process that only ends when the city gives up does not end."""
    kinds = {state.code: state.kind for state in content.states}
    reached = reached_from((code for code, kind in kinds.items() if kind == START), edges_of(content))
    onward = edges_of(content, but=frozenset({"withdraw"}))
    at_rest = reached_from((code for code, kind in kinds.items() if kind == OUTCOME), backwards(onward))
    leaving = {source for source, _, _ in onward}
    for at, state in enumerate(content.states):
        place = f"{pointer}/states/{at}"
        if state.code not in reached:
            yield fault(place, "technical_fund.unreachable_state", f"{state.code} is never reached")
        if state.kind != OUTCOME and state.code not in leaving:
            yield fault(place, "technical_fund.dead_state", f"nothing leads on from {state.code}")
        elif state.code not in at_rest:
            yield fault(place, "technical_fund.endless_loop", f"from {state.code} no outcome is reached")
    yield from _without_withdrawal(content, kinds, pointer)


def _without_withdrawal(content: WorkflowContent, kinds: Mapping[str, str], pointer: str) -> Iterator[Fault]:
    free = {source for source, step, _ in edges_of(content) if step == "withdraw"}
    for at, state in enumerate(content.states):
        if kinds[state.code] not in (START, OUTCOME) and state.code not in free:
            yield fault(f"{pointer}/states/{at}", "technical_fund.no_withdrawal", f"a city cannot withdraw from {state.code}")
