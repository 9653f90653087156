"""Workflows: the process an application goes through, as data. A published version never changes; a call pins one."""

from dataclasses import dataclass
from typing import Annotated, Final

from contracts.declare import request
from contracts.roles import ANYONE, MANAGEMENT_UNIT
from contracts.standard import Done
from contracts.technical_fund.shared import PUBLISHER, Code, FundFault, LibraryPage, LibraryVersion, VersionNumber
from contracts.words import Count, Cursor, Doc, Instant, Length, Limit, MergePatchOf, Multiline, OneOf, Texts

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
Diagram = Annotated[str, Length(1, 100_000), Multiline(), Doc("A state diagram in the notation of Mermaid.")]
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


@dataclass(frozen=True, kw_only=True)
class FundWorkflowView:
    """A process: its latest published version, with a diagram in Mermaid's notation. `draft` and its `faults` are the management unit's."""

    id: Code
    latest: Annotated[Count, Doc("How many versions were published.")]
    content: WorkflowContent | None
    diagram: Diagram | None
    versions: tuple[LibraryVersion, ...]
    draft: WorkflowContent | None
    draft_diagram: Diagram | None
    faults: Annotated[tuple[FundFault, ...], Doc("What keeps the draft from being published.")]
    changed_at: Instant | None
    version: Count


@dataclass(frozen=True, kw_only=True)
class FundWorkflowVersionView:
    """One published version of a process. It never changes; a retired one stays readable."""

    id: Code
    number: VersionNumber
    content: WorkflowContent
    diagram: Diagram
    published_at: Instant | None
    retired_at: Instant | None
    version: Count


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundWorkflowView)
@dataclass(frozen=True, kw_only=True)
class DraftFundWorkflow:
    """Begin a process of one's own, as a draft."""

    workflow_id: Code
    workflow: WorkflowContent = WorkflowContent()


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundWorkflowView)
@dataclass(frozen=True, kw_only=True)
class ReviseFundWorkflow:
    """Change the draft; without one, a draft of the next version begins as the latest version is."""

    workflow_id: Code
    changes: Annotated[dict[str, str], MergePatchOf(WorkflowContent)]


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=Done)
@dataclass(frozen=True, kw_only=True)
class DiscardFundWorkflow:
    """Throw the draft away. Published versions stay."""

    workflow_id: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundWorkflowView)
@dataclass(frozen=True, kw_only=True)
class PublishFundWorkflow:
    """Prove the draft and make it the next version, for calls to pin. Everything that is wrong with it is named, each by its own code."""

    workflow_id: Code


@request(PUBLISHER, kind="command", may=(MANAGEMENT_UNIT,), answer=FundWorkflowView)
@dataclass(frozen=True, kw_only=True)
class RetireFundWorkflow:
    """Let no new call pin this version. Calls that did go on with it."""

    workflow_id: Code
    number: VersionNumber


@request(PUBLISHER, kind="query", may=(MANAGEMENT_UNIT,), answer=LibraryPage)
@dataclass(frozen=True, kw_only=True)
class ListFundWorkflows:
    """Processes by code."""

    limit: Limit = 50
    cursor: Cursor | None = None


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FundWorkflowView)
@dataclass(frozen=True, kw_only=True)
class GetFundWorkflow:
    """One process as it stands."""

    workflow_id: Code


@request(PUBLISHER, kind="query", may=(ANYONE,), answer=FundWorkflowVersionView)
@dataclass(frozen=True, kw_only=True)
class GetFundWorkflowVersion:
    """One published version of a process."""

    workflow_id: Code
    number: VersionNumber
