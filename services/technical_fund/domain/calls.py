"""A call: drafted, published, open between two instants, closed; and the versions that applications pin."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import CallContent, FormContent, RubricContent
from services.technical_fund.domain.workflow import Workflow

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
CANCELLED: Final = "cancelled"
ARCHIVED: Final = "archived"

OPEN: Final = "open"
CLOSED: Final = "closed"
"""A published call is open and closed by the clock alone: these two are told, not stored."""

STEPS: Final = {
    # action: at these stages, for the management unit
    "revise_call": (DRAFT, PUBLISHED, OPEN),
    "discard_call": (DRAFT,),
    "publish_call": (DRAFT,),
    "extend_call": (PUBLISHED, OPEN),
    "appoint_chair": (DRAFT, PUBLISHED, OPEN, CLOSED),
    "cancel_call": (PUBLISHED, OPEN, CLOSED),
    "archive_call": (CLOSED, CANCELLED),
}


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A deadline that was put off."""

    closed_at: datetime
    closes_at: datetime
    reason: str
    extended_at: datetime
    extended_by: str | None


@dataclass(kw_only=True)
class Call(Aggregate):
    """What the Fund offers. `number` is the version that applications begun now pin; it is 0 until publication."""

    kind: ClassVar[str] = "fund-calls"
    content: CallContent
    drafted_at: datetime
    drafted_by: str | None = None
    state: str = DRAFT
    number: int = 0
    reference: str | None = None
    envelope_id: str | None = None
    chair_id: str | None = None
    published_at: datetime | None = None
    published_by: str | None = None
    opening_said: bool = False
    closing_said: bool = False
    extensions: tuple[Extension, ...] = ()
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    cancel_reason: str | None = None
    archived_at: datetime | None = None
    archived_by: str | None = None

    def stage(self, now: datetime) -> str:
        """draft, published, open, closed, cancelled or archived. Open from `opens_at` on, and no longer at `closes_at`."""
        if self.state != PUBLISHED:
            return self.state
        if self.content.opens_at is None or now < self.content.opens_at:
            return PUBLISHED
        return OPEN if self.content.closes_at is None or now < self.content.closes_at else CLOSED

    def is_open(self, now: datetime) -> bool:
        return self.stage(now) == OPEN

    def check(self, action: str, now: datetime) -> None:
        """Raises `Conflict` when `action` is not possible now."""
        stage = self.stage(now)
        if stage not in STEPS[action]:
            details = {"state": stage, "action": action}
            raise Conflict("technical_fund.call_state", f"{action} is not possible when the call is {stage}", details)


@dataclass(kw_only=True)
class CallVersion(Aggregate):
    """A call as it was when somebody began to apply: its words, questions, rubric and process. Never changed."""

    kind: ClassVar[str] = "fund-call-versions"
    call_id: str
    number: int
    content: CallContent
    form: FormContent
    rubric: RubricContent
    workflow: Workflow
    made_at: datetime
    made_by: str | None = None


def version_of(call: Call, form: FormContent, rubric: RubricContent, workflow: Workflow, *, by: str | None, at: datetime) -> CallVersion:
    """What applications pin under `call.number`."""
    return CallVersion(
        id=call_version_id(call.id, call.number),
        call_id=call.id,
        number=call.number,
        content=replace(call.content),
        form=form,
        rubric=rubric,
        workflow=workflow,
        made_at=at,
        made_by=by,
    )


def call_version_id(call_id: str, number: int) -> str:
    return f"{call_id}@{number}"
