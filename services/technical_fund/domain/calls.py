"""A call: drafted, published, open between two instants, closed; and the versions that applications pin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import (
    CallArchived,
    CallCancelled,
    CallClosed,
    CallContent,
    CallExtended,
    CallExtension,
    CallOpened,
    CallPublished,
    CallRevised,
    FormContent,
    RubricContent,
)
from services.technical_fund.domain.call_checks import changed_fields, draft_faults, harmless
from services.technical_fund.domain.faults import Fault, refuse
from services.technical_fund.domain.workflow import Workflow

DRAFT: Final = "draft"
PUBLISHED: Final = "published"
CANCELLED: Final = "cancelled"
ARCHIVED: Final = "archived"

OPEN: Final = "open"
CLOSED: Final = "closed"
"""A published call is open and closed by the clock alone: these two are told, not stored."""

Faults = Callable[[CallContent], Sequence[Fault]]

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
class Extension(CallExtension):
    """A deadline that was put off, and by whom."""

    extended_by: str | None = None


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
    appeal_days: int | None = None
    """As the terms had it when the call was published; null before that."""
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

    def revise(self, content: CallContent, faults: Faults, *, at: datetime) -> bool:
        """Whether the call has a new version now: a draft has none, and a change that changes nothing makes none. `faults` says what
        would keep a content from being published."""
        self.check("revise_call", at)
        if content == self.content:
            return False
        refuse(draft_faults(content, "/changes"))
        stage = self.stage(at)
        if stage != DRAFT:
            self._check_revision(content, stage)
            refuse(faults(content), "technical_fund.call_incomplete")
            self.number += 1
        self.content = content
        return stage != DRAFT

    def publish(self, reference: str, faults: Faults, *, by: str | None, at: datetime) -> None:
        """Raises `Invalid` naming everything that is still missing."""
        self.check("publish_call", at)
        refuse(faults(self.content), "technical_fund.call_incomplete")
        self.state, self.number, self.reference = PUBLISHED, 1, reference
        self.published_at, self.published_by = at, by
        opens_at, closes_at = self.window
        self.say(
            CallPublished(
                call_id=self.id,
                number=self.number,
                opens_at=opens_at,
                closes_at=closes_at,
                priorities=self.content.priorities,
                published_at=at,
            )
        )

    def say_revised(self, at: datetime) -> None:
        opens_at, closes_at = self.window
        self.say(CallRevised(call_id=self.id, number=self.number, opens_at=opens_at, closes_at=closes_at, revised_at=at))

    def extend(self, closes_at: datetime, decides_by: datetime | None, reason: str, *, by: str | None, at: datetime) -> None:
        self.check("extend_call", at)
        _, before = self.window
        if closes_at <= before:
            raise Invalid.field("/closes_at", "technical_fund.not_later", "a deadline never comes nearer")
        content = replace(self.content, closes_at=closes_at, decides_by=decides_by or self.content.decides_by)
        refuse(draft_faults(content, ""))
        self.content = content
        self.extensions += (Extension(closed_at=before, closes_at=closes_at, reason=reason, extended_at=at, extended_by=by),)
        self.say(CallExtended(call_id=self.id, closed_at=before, closes_at=closes_at, extended_at=at))

    def tell_the_time(self, now: datetime) -> None:
        """Say what the clock has done, each once, and the opening before the closing."""
        stage, (opens_at, closes_at) = self.stage(now), self.window
        if stage in (OPEN, CLOSED) and not self.opening_said:
            self.opening_said = True
            self.say(CallOpened(call_id=self.id, opened_at=opens_at, closes_at=closes_at))
        if stage == CLOSED and not self.closing_said:
            self.closing_said = True
            self.say(CallClosed(call_id=self.id, closed_at=closes_at))

    def cancel(self, reason: str, *, by: str | None, at: datetime) -> None:
        self.check("cancel_call", at)
        self.state = CANCELLED
        self.cancelled_at, self.cancelled_by, self.cancel_reason = at, by, reason
        self.say(CallCancelled(call_id=self.id, cancelled_at=at))

    def archive(self, *, by: str | None, at: datetime) -> None:
        self.check("archive_call", at)
        self.state, self.archived_at, self.archived_by = ARCHIVED, at, by
        self.say(CallArchived(call_id=self.id, archived_at=at))

    @property
    def window(self) -> tuple[datetime, datetime]:
        """When a published call opens and closes; a draft may not know yet."""
        opens_at, closes_at = self.content.opens_at, self.content.closes_at
        assert opens_at is not None
        assert closes_at is not None
        return opens_at, closes_at

    def _check_revision(self, content: CallContent, stage: str) -> None:
        changed = changed_fields(self.content, content)
        if "envelope" in changed or (stage != PUBLISHED and not harmless(self.content, content)):
            raise Conflict("technical_fund.call_in_use", "people rely on this call as it is", {"fields": list(changed), "state": stage})


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
    appeal_days: int | None = None


def version_of(call: Call, form: FormContent, rubric: RubricContent, workflow: Workflow, *, by: str | None, at: datetime) -> CallVersion:
    """What applications pin under `call.number`."""
    return CallVersion(
        id=call_version_id(call.id, call.number),
        call_id=call.id,
        number=call.number,
        content=call.content,
        form=form,
        rubric=rubric,
        workflow=workflow,
        made_at=at,
        made_by=by,
        appeal_days=call.appeal_days,
    )


def call_version_id(call_id: str, number: int) -> str:
    return f"{call_id}@{number}"
