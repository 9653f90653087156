"""An amendment: another schedule or amount for a signed award, asked for in named respects, decided by the network, signed by both."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import AwardSchedule
from services.technical_fund.domain.amounts import Amount
from services.technical_fund.domain.awards import Award
from services.technical_fund.domain.awards.schedule import changed_kinds, check_keeps, check_schedule
from services.technical_fund.domain.awards.tranches import second_person_needed

REQUESTED, APPROVED, REFUSED, WITHDRAWN, IN_FORCE, VOID = "requested", "approved", "refused", "withdrawn", "in_force", "void"
UNDER_WAY: Final = (REQUESTED, APPROVED)


@dataclass(kw_only=True)
class Amendment(Aggregate):
    """What shall hold instead, and why. `amount` and `schedule` are the whole award as it shall be."""

    kind: ClassVar[str] = "fund-amendments"
    award_id: str
    application_id: str
    city_id: str
    kinds: tuple[str, ...]
    side: str
    reason: str
    currency: str | None
    amount: Amount
    before: Amount
    schedule: AwardSchedule
    requested_at: datetime
    requested_by: str | None
    state: str = REQUESTED
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision_note: str | None = None
    agreement_version: int | None = None

    @property
    def added(self) -> Amount:
        """What it takes from the envelope beyond what the award holds."""
        return self.amount.above(self.before)

    @property
    def given_up(self) -> Amount:
        """What the award will not need any more."""
        return self.before.above(self.amount)

    def require(self, *states: str) -> None:
        if self.state not in states:
            raise Conflict("technical_fund.wrong_amendment_state", f"not while the amendment is {self.state}", {"state": self.state})

    def approve(self, note: str | None, *, by: str | None, at: datetime) -> None:
        """Raises `NotAllowed` for who asked for it."""
        self.require(REQUESTED)
        if by is None or by == self.requested_by:
            raise second_person_needed()
        self._decide(APPROVED, note, by=by, at=at)

    def refuse(self, reason: str, *, by: str | None, at: datetime) -> None:
        self.require(*UNDER_WAY)
        self._decide(REFUSED, reason, by=by, at=at)

    def withdraw(self, *, at: datetime) -> None:
        self.require(REQUESTED)
        self.state, self.decided_at = WITHDRAWN, at

    def void(self, *, at: datetime) -> None:
        """The award ended before it was signed."""
        self.require(*UNDER_WAY)
        self.state, self.decided_at = VOID, at

    def put_in_force(self, version: int) -> None:
        self.require(APPROVED)
        self.state, self.agreement_version = IN_FORCE, version

    def _decide(self, state: str, note: str | None, *, by: str | None, at: datetime) -> None:
        self.state, self.decision_note, self.decided_by, self.decided_at = state, note, by, at


def check_fits(award: Award, schedule: AwardSchedule, amount: Amount, kinds: tuple[str, ...]) -> None:
    """Raises `Invalid` for a schedule that does not hold together, for changes beyond the kinds that are named, and for no change at all;
    `Conflict` for a change of what was done already."""
    check_schedule(schedule, amount, award.currency)
    check_keeps(award.plan, schedule)
    changed = changed_kinds(award.plan.schedule, schedule, award.amount, amount)
    if not changed:
        raise Invalid.field("/schedule", "technical_fund.nothing_changes", "is what holds already")
    if set(kinds) != changed:
        raise Invalid.field("/kinds", "technical_fund.other_kinds", f"must be {', '.join(sorted(changed))}: that is what changes")
