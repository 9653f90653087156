"""A review: written in private, handed in, and read by others only once it is final."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.declare import dump
from contracts.errors import Conflict
from contracts.technical_fund import ReviewContent, ReviewReopened, ReviewSubmitted, ReviewVoided
from services.technical_fund.domain.merging import differing

DRAFT: Final = "draft"
HANDED_IN: Final = "handed_in"
SUBMITTED: Final = "submitted"
VOID: Final = "void"

UNDO_WINDOW: Final = timedelta(minutes=10)
"""How long a reviewer may take back what was handed in. Until then nobody else reads it, so that taking back is taking back."""

WITHIN: Final = frozenset({"scores"})
"""Fields of a review whose entries are parts of their own: compare `domain.merging`."""

STEPS: Final = (
    # state      action         leads to
    (DRAFT, "save", DRAFT),
    (DRAFT, "hand_in", HANDED_IN),
    (HANDED_IN, "take_back", DRAFT),
    (HANDED_IN, "make_final", SUBMITTED),
    (SUBMITTED, "reopen", DRAFT),
    (DRAFT, "void", VOID),
    (HANDED_IN, "void", VOID),
    (SUBMITTED, "void", VOID),
)

_NEXT: Final = {(state, action): target for state, action, target in STEPS}


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How far a review is: things the rubric asks for that are there, all it asks for, and its points once every score is there."""

    done: int
    of: int
    points: float | None


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What was submitted once, kept as it was then; with the reason when it was sent back."""

    number: int
    content: ReviewContent
    submitted_at: datetime
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reason: str | None = None


@dataclass(kw_only=True)
class Review(Aggregate):
    """Has the id of its assignment: one seat, one review.

    Whether it is complete is never stored as a flag that a later step could forget to clear: it is asked of the rubric each time, and only
    a review in `submitted` counts. `done` and `of` are what others may see of a draft. `changed` says at which version of the record each
    part of what is written changed last.
    """

    kind: ClassVar[str] = "fund-reviews"
    application_id: str
    call_id: str
    reviewer_id: str
    round: int = 1
    state: str = DRAFT
    content: ReviewContent = field(default_factory=ReviewContent)
    changed: dict[str, int] = field(default_factory=dict)
    points: float | None = None
    done: int = 0
    of: int = 0
    started_at: datetime
    updated_at: datetime
    handed_in_at: datetime | None = None
    final_at: datetime | None = None
    submitted_at: datetime | None = None
    submissions: tuple[Submission, ...] = ()
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None

    @property
    def counts(self) -> bool:
        """Whether others read it and scores are computed from it."""
        return self.state == SUBMITTED

    @property
    def live(self) -> bool:
        return self.state != VOID

    def write(self, content: ReviewContent, extent: Extent, *, at: datetime) -> frozenset[str]:
        """Take what was written; the parts that it changed."""
        self._step("save")
        parts = differing(dump(self.content), dump(content), WITHIN)
        self.content, self.updated_at = content, at
        self.points, self.done, self.of = extent.points, extent.done, extent.of
        self.changed = self.changed | dict.fromkeys(parts, self.version + 1)
        return parts

    def changed_since(self, version: int) -> frozenset[str]:
        """Parts that were changed after that version of the record."""
        return frozenset(part for part, seen in self.changed.items() if seen > version)

    def hand_in(self, *, at: datetime, final: bool = False) -> None:
        """Finished, as far as its writer is concerned. It becomes final at `final_at`."""
        self._step("hand_in")
        self.handed_in_at, self.final_at = at, at if final else at + UNDO_WINDOW

    def take_back(self, *, at: datetime) -> None:
        self._step("take_back")
        self.handed_in_at = self.final_at = None
        self.updated_at = at

    def make_final(self, *, at: datetime) -> None:
        self._step("make_final")
        number = len(self.submissions) + 1
        self.submitted_at = at
        self.submissions = (*self.submissions, Submission(number=number, content=self.content, submitted_at=at))
        self.say(ReviewSubmitted(**self._about(), round=self.round, number=number, submitted_at=at))

    def reopen(self, reason: str, *, by: str | None, at: datetime) -> None:
        """Back to its writer, who reads the reason. What had been submitted stays on record."""
        self._step("reopen")
        last = replace(self.submissions[-1], reopened_at=at, reopened_by=by, reason=reason)
        self.submissions = (*self.submissions[:-1], last)
        self.handed_in_at = self.final_at = self.submitted_at = None
        self.updated_at = at
        self.say(ReviewReopened(**self._about(), reopened_at=at))

    def void(self, reason: str, *, by: str | None, at: datetime) -> None:
        self._step("void")
        self.voided_at, self.voided_by, self.void_reason = at, by, reason
        self.say(ReviewVoided(**self._about(), reason=reason, voided_at=at))

    def empty(self) -> None:
        """What was written has been kept for as long as it may be; the points and the scores stay."""
        self.content = _scores_of(self.content)
        self.submissions = tuple(replace(one, content=_scores_of(one.content), reason=None) for one in self.submissions)
        self.changed = {}

    def _step(self, action: str) -> None:
        if (self.state, action) not in _NEXT:
            raise Conflict(
                "technical_fund.wrong_review_state",
                f"{action} is not possible when a review is {self.state}",
                {"state": self.state, "action": action},
            )
        self.state = _NEXT[self.state, action]

    def _about(self) -> dict[str, str]:
        return {
            "review_id": self.id,
            "application_id": self.application_id,
            "call_id": self.call_id,
            "reviewer_id": self.reviewer_id,
        }


def _scores_of(content: ReviewContent) -> ReviewContent:
    """The numbers, without a word."""
    scores = {code: replace(one, comment=None) for code, one in content.scores.items()}
    return replace(content, scores=scores, to_city=None, confidential=None)
