"""Workflows: the process an application goes through, as data. A published version never changes; a call pins one."""

from dataclasses import dataclass
from typing import Annotated, Final

from contracts.technical_fund.shared import Code
from contracts.words import Doc, Length, OneOf, Texts

WORKFLOW_PARTS: Final = ("applicant", "mayor", "delegate", "management", "chair", "reviewer", "system")
"""What somebody is to one application. `system` is the Fund itself, when time has passed."""

WORKFLOW_STEPS: Final = (
    "submit",
    "withdraw",
    "begin_screening",
    "request_information",
    "provide_information",
    "find_eligible",
    "find_ineligible",
    "reinstate",
    "begin_review",
    "close_review",
    "propose_decision",
    "return_decision",
    "fund",
    "fund_in_part",
    "decline",
    "defer",
    "resume",
    "appeal",
    "uphold_appeal",
    "dismiss_appeal",
    "close",
)
"""Everything that can happen to an application. The code carries them out; a workflow says when, and by whom."""

StateCode = Code
StateKind = Annotated[str, OneOf(["start", "live", "outcome"])]


@dataclass(frozen=True, kw_only=True)
class WorkflowState:
    """Where an application can be. Applications begin in the one `start`; an `outcome` is where the process comes to rest."""

    code: StateCode
    kind: StateKind
    names: Texts | None = None


@dataclass(frozen=True, kw_only=True)
class WorkflowTransition:
    """What leads from any of `sources` to `target`, and the parts that may do it."""

    event: Annotated[str, Length(0, 60)] = ""
    sources: Annotated[tuple[StateCode, ...], Length(max=60)] = ()
    target: Annotated[str, Length(0, 60)] = ""
    roles: Annotated[tuple[Annotated[str, Length(1, 60)], ...], Length(max=20), Doc("Parts: what somebody is to the application.")] = ()


@dataclass(frozen=True, kw_only=True)
class WorkflowContent:
    """A process. A draft may hold any part of it; publication proves that all of it is sound."""

    titles: Texts | None = None
    states: Annotated[tuple[WorkflowState, ...], Length(max=60)] = ()
    transitions: Annotated[tuple[WorkflowTransition, ...], Length(max=300)] = ()
