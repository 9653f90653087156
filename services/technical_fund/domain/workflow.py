"""A published workflow, and the one question everything asks of it: may this happen now, and where does it lead?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from contracts.errors import Conflict, NotAllowed
from contracts.technical_fund import WorkflowContent, WorkflowState, WorkflowTransition

START: Final = "start"
LIVE: Final = "live"
OUTCOME: Final = "outcome"


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """One version of a process. Whatever it does not name cannot happen: it fails closed."""

    id: str
    version: int
    content: WorkflowContent

    @property
    def states(self) -> tuple[WorkflowState, ...]:
        return self.content.states

    @property
    def transitions(self) -> tuple[WorkflowTransition, ...]:
        return self.content.transitions

    @cached_property
    def start(self) -> str:
        """Where every application begins."""
        return next(state.code for state in self.states if state.kind == START)

    def kind_of(self, state: str) -> str | None:
        """`start`, `live` or `outcome`; None for a state that is not of this process."""
        return self._kinds.get(state)

    def step(self, state: str, event: str, parts: frozenset[str]) -> str:
        """The state that `event` leads to. Raises `Conflict` when it is not possible in `state`, `NotAllowed` when not for `parts`."""
        transition = self._table.get((state, event))
        if transition is None:
            raise Conflict("technical_fund.wrong_state", f"{event} is not possible when {state}", {"state": state, "action": event})
        if parts.isdisjoint(transition.roles):
            raise NotAllowed("technical_fund.not_yours_to_do", f"{event} is for {', '.join(transition.roles)}", {"action": event})
        return transition.target

    def possible(self, state: str, parts: frozenset[str]) -> tuple[str, ...]:
        """What somebody with these parts can do in `state`, in the order the process names it."""
        return tuple(event for (source, event), step in self._table.items() if source == state and not parts.isdisjoint(step.roles))

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return {state.code: state.kind for state in self.states}

    @cached_property
    def _table(self) -> Mapping[tuple[str, str], WorkflowTransition]:
        return dict(edges(self.content))


def edges(content: WorkflowContent) -> Iterator[tuple[tuple[str, str], WorkflowTransition]]:
    """Every (state, event) with what it does."""
    return (((source, step.event), step) for step in content.transitions for source in step.sources)
