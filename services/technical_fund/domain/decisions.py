"""A decision on one application: written, proposed, and approved or sent back by somebody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid, NotAllowed
from contracts.technical_fund import Criterion, DecisionContent, Support
from services.technical_fund.domain.amounts import Amount, amount_of

DRAFT: Final = "draft"
PROPOSED: Final = "proposed"
APPROVED: Final = "approved"
RETURNED: Final = "returned"
DROPPED: Final = "dropped"
OPEN: Final = (DRAFT, PROPOSED)

FUND: Final = "fund"
FUND_IN_PART: Final = "fund_in_part"
DECLINE: Final = "decline"
DEFER: Final = "defer"
GRANTING: Final = frozenset({FUND, FUND_IN_PART})

STEPS: Final = (
    # state     action     leads to
    (DRAFT, "write", DRAFT),
    (DRAFT, "propose", PROPOSED),
    (PROPOSED, "approve", APPROVED),
    (PROPOSED, "return", RETURNED),
    (DRAFT, "drop", DROPPED),
    (PROPOSED, "drop", DROPPED),
)

_NEXT: Final = {(state, action): target for state, action, target in STEPS}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What an approved decision gives, out of which envelope."""

    id: str
    envelope_id: str
    support: Support


@dataclass(kw_only=True)
class Decision(Aggregate):
    """One proposal and what became of it. What was sent back stays as it was; the next proposal is another record.

    `support` is fixed when it is proposed: what was asked for may not change it afterwards.
    """

    kind: ClassVar[str] = "fund-decisions"
    application_id: str
    call_id: str
    city_id: str
    round: int
    content: DecisionContent = field(default_factory=DecisionContent)
    state: str = DRAFT
    support: Support | None = None
    envelope_id: str | None = None
    batch_id: str | None = None
    written_by: str | None = None
    written_at: datetime
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    returned_by: str | None = None
    returned_at: datetime | None = None
    return_reason: str | None = None
    told_at: datetime | None = None

    @property
    def outcome(self) -> str | None:
        return self.content.outcome

    @property
    def grants(self) -> bool:
        return self.outcome in GRANTING

    @property
    def grant(self) -> Grant | None:
        """None for a decision that gives nothing."""
        if self.support is None or self.envelope_id is None:
            return None
        return Grant(id=self.id, envelope_id=self.envelope_id, support=self.support)

    @property
    def key(self) -> str:
        """The occasion under which the ledger sets its support aside."""
        return f"decision/{self.id}"

    @property
    def deciders(self) -> frozenset[str]:
        return frozenset(person for person in (self.proposed_by, self.approved_by) if person is not None)

    # ---------------------------------------------------------------- steps

    def write(self, content: DecisionContent, *, by: str | None, at: datetime) -> None:
        self._step("write")
        self.content, self.written_by, self.written_at = content, by, at

    def propose(self, support: Support | None, envelope_id: str | None, *, by: str | None, at: datetime) -> None:
        self._step("propose")
        self.support, self.envelope_id, self.proposed_by, self.proposed_at = support, envelope_id, by, at

    def approve(self, *, by: str | None, at: datetime) -> None:
        """Raises `NotAllowed` `technical_fund.second_person` for whoever proposed it."""
        if by is None or by == self.proposed_by:
            raise NotAllowed("technical_fund.second_person", "whoever proposed a decision does not approve it")
        self._step("approve")
        self.approved_by, self.approved_at = by, at

    def send_back(self, reason: str, *, by: str | None, at: datetime) -> None:
        self._step("return")
        self.returned_by, self.returned_at, self.return_reason = by, at, reason

    def drop(self) -> None:
        """The application is no longer there to be decided."""
        self._step("drop")

    def tell(self, *, at: datetime) -> None:
        """The city has the letter: from now on it may read the decision."""
        self.told_at = at

    def again(self, id: str, *, by: str | None, at: datetime) -> "Decision":
        """A draft that begins with what this one said."""
        return Decision(
            id=id,
            application_id=self.application_id,
            call_id=self.call_id,
            city_id=self.city_id,
            round=self.round,
            content=replace(self.content),
            written_by=by,
            written_at=at,
        )

    def _step(self, action: str) -> None:
        if (self.state, action) not in _NEXT:
            details = {"state": self.state, "action": action}
            raise Conflict("technical_fund.wrong_decision_state", f"{action} is not possible when a decision is {self.state}", details)
        self.state = _NEXT[self.state, action]


# ---------------------------------------------------------------- what a proposal must have


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a decision is held against: the call as the application pinned it, and what the city asked for."""

    criteria: Sequence[Criterion]
    currency: str | None
    requested: Support
    floor: Support | None = None
    ceiling: Support | None = None


def granted(content: DecisionContent, frame: Frame) -> Support | None:
    """What the decision gives: all that was asked for where it funds in full and names nothing else."""
    if content.outcome not in GRANTING:
        return None
    return frame.requested if content.outcome == FUND and content.support is None else content.support


def faults(content: DecisionContent, frame: Frame, pointer: str = "") -> list[dict[str, str]]:
    """Everything that keeps it from being proposed, by place: `{pointer, code, message}`."""
    if content.outcome is None:
        return [_fault(f"{pointer}/outcome", "required", "is missing")]
    return [
        *_in_grounds(content, frame, pointer),
        *(_in_support(content, frame, pointer) if content.outcome in GRANTING else _not_granting(content, pointer)),
        *_in_rest(content, pointer),
    ]


def check(content: DecisionContent, frame: Frame, pointer: str = "") -> None:
    """Raises `Invalid` with every fault."""
    if found := faults(content, frame, pointer):
        raise Invalid.fields(found)


def unknown_criteria(content: DecisionContent, frame: Frame, pointer: str = "") -> list[dict[str, str]]:
    codes = {criterion.code for criterion in frame.criteria}
    return [
        _fault(f"{pointer}/reasons/{code}", "technical_fund.unknown_criterion", "is no criterion of the rubric")
        for code in content.reasons
        if code not in codes
    ]


def _in_grounds(content: DecisionContent, frame: Frame, pointer: str) -> Iterator[dict[str, str]]:
    yield from unknown_criteria(content, frame, pointer)
    if content.outcome == DEFER:
        if content.message is None:
            yield _fault(f"{pointer}/message", "technical_fund.message_missing", "a city is told why its decision is put off")
        return
    for criterion in frame.criteria:
        if criterion.code not in content.reasons:
            yield _fault(f"{pointer}/reasons/{criterion.code}", "technical_fund.reason_missing", "each criterion has its grounds")


def _in_support(content: DecisionContent, frame: Frame, pointer: str) -> Iterator[dict[str, str]]:
    place, support = f"{pointer}/support", granted(content, frame)
    if support is None:
        yield _fault(place, "required", "is missing")
        return
    try:
        given, asked = amount_of(support, frame.currency, place), amount_of(frame.requested, frame.currency, place)
        floor, ceiling = _bound(frame.floor, frame.currency, place), _bound(frame.ceiling, frame.currency, place)
    except Invalid as refused:
        yield from refused.details["errors"]
        return
    if not given:
        yield _fault(place, "technical_fund.nothing_given", "is neither money nor expert-days")
    if not asked.covers(given):
        yield _fault(place, "technical_fund.over_requested", "is more than was asked for")
    if content.outcome == FUND and asked.above(given):
        yield _fault(place, "technical_fund.not_in_full", "is less than was asked for: fund in part")
    if content.outcome == FUND_IN_PART and given == asked:
        yield _fault(place, "technical_fund.in_full", "is all that was asked for: fund in full")
    if ceiling is not None and not ceiling.covers(given):
        yield _fault(place, "technical_fund.above_ceiling", "is more than one award may be")
    if floor is not None and _below(given, floor):
        yield _fault(place, "technical_fund.below_floor", "is less than one award may be")


def _below(given: Amount, floor: Amount) -> bool:
    """Whether what is given of money, or of days, is too little. An award may be of one kind alone."""
    return 0 < given.minor < floor.minor or 0 < given.half_days < floor.half_days


def _bound(support: Support | None, currency: str | None, pointer: str) -> Amount | None:
    return None if support is None else amount_of(support, currency, pointer)


def _not_granting(content: DecisionContent, pointer: str) -> Iterator[dict[str, str]]:
    if content.support is not None:
        yield _fault(f"{pointer}/support", "technical_fund.grants_nothing", "is only for a decision to fund")
    if content.conditions:
        yield _fault(f"{pointer}/conditions", "technical_fund.grants_nothing", "are only for a decision to fund")


def _in_rest(content: DecisionContent, pointer: str) -> Iterator[dict[str, str]]:
    if content.resume_on is not None and content.outcome != DEFER:
        yield _fault(f"{pointer}/resume_on", "technical_fund.not_deferred", "is only for a decision to defer")


def _fault(pointer: str, code: str, message: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "message": message}
