"""When an application is with its reviewers. Which states these are, its own workflow says: those from which reviewing can be closed or a
decision proposed, and those that wait for information and lead back to one of them."""

from typing import Final

from contracts.technical_fund import WORKFLOW_PARTS
from services.technical_fund.domain.workflow import Workflow

EVERYBODY: Final = frozenset(WORKFLOW_PARTS)
OF_THE_PANEL: Final = frozenset({"close_review", "propose_decision"})
BACK: Final = "provide_information"


def under_review(workflow: Workflow, state: str) -> bool:
    possible = frozenset(workflow.possible(state, EVERYBODY))
    if possible & OF_THE_PANEL:
        return True
    return BACK in possible and bool(frozenset(workflow.possible(workflow.step(state, BACK, EVERYBODY), EVERYBODY)) & OF_THE_PANEL)


def states_under_review(workflow: Workflow) -> tuple[str, ...]:
    return tuple(state.code for state in workflow.states if under_review(workflow, state.code))
