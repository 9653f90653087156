"""One reviewer on one application in one round: from being asked to a finished review, or to a vacant seat."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict
from contracts.technical_fund import AssignmentAccepted, AssignmentDeclined, AssignmentReleased, ReviewerAssigned

ASSIGNED: Final = "assigned"
ACCEPTED: Final = "accepted"
STARTED: Final = "started"
SUBMITTED: Final = "submitted"
DECLINED: Final = "declined"
RELEASED: Final = "released"

SEATED: Final = frozenset({ASSIGNED, ACCEPTED, STARTED, SUBMITTED})
"""States that fill a seat of the panel."""

OPEN: Final = frozenset({ASSIGNED, ACCEPTED, STARTED})
"""States that are work before the reviewer: what a load cap counts."""

UNTOUCHED: Final = frozenset({ASSIGNED, ACCEPTED})
"""States a repair may move: nobody has written anything yet."""

STEPS: Final = (
    # state      action               leads to
    (ASSIGNED, "accept", ACCEPTED),
    (ASSIGNED, "decline", DECLINED),
    (ACCEPTED, "decline", DECLINED),
    (STARTED, "decline", DECLINED),
    (ASSIGNED, "begin_review_work", STARTED),
    (ACCEPTED, "begin_review_work", STARTED),
    (STARTED, "finish", SUBMITTED),
    (SUBMITTED, "reopen", STARTED),
    (ASSIGNED, "release", RELEASED),
    (ACCEPTED, "release", RELEASED),
    (STARTED, "release", RELEASED),
    (SUBMITTED, "release", RELEASED),
)

_NEXT: Final = {(state, action): target for state, action, target in STEPS}


@dataclass(kw_only=True)
class Assignment(Aggregate):
    """A seat taken. `reason` is the code of how it ended; whatever people write about it stands in the application's history.
    `review_by` is when the review is due; nothing is before the reviewer has taken the seat on."""

    kind: ClassVar[str] = "fund-assignments"
    application_id: str
    call_id: str
    reviewer_id: str
    round: int = 1
    state: str = ASSIGNED
    how: str = "manual"
    run_id: str | None = None
    reason: str | None = None
    assigned_at: datetime
    assigned_by: str | None = None
    accept_by: datetime
    review_by: datetime | None = None
    accepted_at: datetime | None = None
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def seated(self) -> bool:
        return self.state in SEATED

    @property
    def untouched(self) -> bool:
        return self.state in UNTOUCHED

    def announce(self) -> "Assignment":
        """Say that it was made; for whoever made it, before it is added."""
        self.say(
            ReviewerAssigned(
                assignment_id=self.id,
                application_id=self.application_id,
                call_id=self.call_id,
                reviewer_id=self.reviewer_id,
                round=self.round,
                how=self.how,
                run_id=self.run_id,
                accept_by=self.accept_by,
                assigned_at=self.assigned_at,
            )
        )
        return self

    def accept(self, *, at: datetime) -> None:
        self._step("accept")
        self.accepted_at = at
        self.say(AssignmentAccepted(**self._about(), accepted_at=at))

    def decline(self, reason: str, *, at: datetime) -> None:
        self._step("decline")
        self._end(reason, by=self.reviewer_id, at=at)
        self.say(AssignmentDeclined(**self._about(), reason=reason, declined_at=at))

    def begin_review_work(self, *, at: datetime) -> None:
        """The reviewer has written something: from now on no repair moves this seat. Beginning is accepting."""
        if self.state != STARTED:
            accepted_before = self.accepted_at is not None
            self._step("begin_review_work")
            self.started_at = at
            if not accepted_before:
                self.accepted_at = at
                self.say(AssignmentAccepted(**self._about(), accepted_at=at))

    def finish(self, *, at: datetime) -> None:
        self._step("finish")
        self.submitted_at = at

    def reopen(self) -> None:
        self._step("reopen")
        self.submitted_at = None

    def release(self, reason: str, *, by: str | None, at: datetime) -> None:
        self._step("release")
        self._end(reason, by=by, at=at)
        self.say(AssignmentReleased(**self._about(), reason=reason, released_at=at))

    def late(self, at: datetime) -> bool:
        """Whether an answer should have come by now."""
        return self.state == ASSIGNED and self.accept_by < at

    def possible(self) -> tuple[str, ...]:
        """Actions of the table that the state permits."""
        return tuple(action for state, action, _ in STEPS if state == self.state)

    def _step(self, action: str) -> None:
        if (self.state, action) not in _NEXT:
            raise Conflict(
                "technical_fund.wrong_assignment_state",
                f"{action} is not possible when an assignment is {self.state}",
                {"state": self.state, "action": action},
            )
        self.state = _NEXT[self.state, action]

    def _end(self, reason: str, *, by: str | None, at: datetime) -> None:
        self.reason, self.ended_at, self.ended_by = reason, at, by

    def _about(self) -> dict[str, str]:
        return {
            "assignment_id": self.id,
            "application_id": self.application_id,
            "call_id": self.call_id,
            "reviewer_id": self.reviewer_id,
        }
