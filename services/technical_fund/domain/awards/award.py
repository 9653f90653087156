"""An award: what a city was granted for one application, from the approved decision to the settled account.

Its states and steps stand in one table. Agreement, tranches and closing are modules of their own that act on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Final

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import AwardMade
from services.technical_fund.domain.amounts import NOTHING, Amount, amount_of, total
from services.technical_fund.domain.awards.agreement import PENDING, SIGNED, Version
from services.technical_fund.domain.awards.schedule import PAID, Plan

AGREEMENT_DRAFT, AGREEMENT_SENT, SIGNED_BY_CITY, IN_FORCE = "agreement_draft", "agreement_sent", "signed_by_city", "in_force"
SUSPENDED, TERMINATED, CLOSING, CLOSED = "suspended", "terminated", "closing", "closed"
UNSIGNED: Final = (AGREEMENT_DRAFT, AGREEMENT_SENT, SIGNED_BY_CITY)
RUNNING: Final = (IN_FORCE, SUSPENDED)
ENDED: Final = (TERMINATED, CLOSED)

STEPS: Final[Mapping[str, tuple[tuple[str, ...], str | None]]] = {
    # step                from                          to, where it moves
    "set_schedule": ((AGREEMENT_DRAFT,), None),
    "draw_up_agreement": ((*UNSIGNED, IN_FORCE), None),
    "send_agreement": ((*UNSIGNED, IN_FORCE), None),
    "return_agreement": ((AGREEMENT_SENT, IN_FORCE), None),
    "sign_agreement": ((AGREEMENT_SENT, SIGNED_BY_CITY, IN_FORCE), None),
    "confirm_milestone": (RUNNING, None),
    "request_tranche": ((IN_FORCE,), None),
    "approve_tranche": ((IN_FORCE,), None),
    "return_tranche": (RUNNING, None),
    "hold_tranche": (RUNNING, None),
    "lift_hold": (RUNNING, None),
    "pay_tranche": ((IN_FORCE,), None),
    "report": ((*RUNNING, TERMINATED), None),
    "judge_report": ((*RUNNING, TERMINATED, CLOSING), None),
    "request_amendment": (RUNNING, None),
    "decide_amendment": (RUNNING, None),
    "suspend": ((IN_FORCE,), SUSPENDED),
    "resume": ((SUSPENDED,), IN_FORCE),
    "terminate": ((*UNSIGNED, *RUNNING), TERMINATED),
    "recover": ((*RUNNING, TERMINATED, CLOSING), None),
    "propose_closing": ((IN_FORCE, TERMINATED), CLOSING),
    "return_closing": ((CLOSING,), None),
    "approve_closing": ((CLOSING,), CLOSED),
}


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What somebody proposes to close the account with."""

    spent: Amount
    written_off: Amount
    note: str | None
    proposed_at: datetime
    proposed_by: str | None
    before: str
    released: Amount = NOTHING
    approved_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Something that came back."""

    amount: Amount
    received_on: date
    reference: str


@dataclass(kw_only=True)
class Award(Aggregate):
    """The Fund's promise to a city. `amount` is what holds now: the decision's until an amendment is signed."""

    kind: ClassVar[str] = "fund-awards"
    reference: str
    application_id: str
    call_id: str
    city_id: str
    country: str | None
    envelope_id: str
    decision_id: str
    currency: str | None
    amount: Amount
    made_at: datetime
    language: str = "en"
    state: str = AGREEMENT_DRAFT
    plan: Plan = field(default_factory=Plan)
    versions: tuple[Version, ...] = ()
    amendment_id: str | None = None
    in_force_since: datetime | None = None
    suspended_for: str | None = None
    terminated_for: str | None = None
    demanded: Amount = NOTHING
    recoveries: tuple[Recovery, ...] = ()
    reckoning: Reckoning | None = None
    ended_at: datetime | None = None

    # ---------------------------------------------------------------- saying

    def tell(self, fact: type, **more: Any) -> None:
        """Say something about this award."""
        about = {"award_id": self.id, "application_id": self.application_id, "call_id": self.call_id, "city_id": self.city_id}
        self.say(fact(**about, **more))

    def said_as_made(self) -> "Award":
        self.tell(
            AwardMade,
            envelope_id=self.envelope_id,
            decision_id=self.decision_id,
            minor=self.amount.minor,
            currency=self.currency,
            half_days=self.amount.half_days,
            made_at=self.made_at,
        )
        return self

    # ---------------------------------------------------------------- steps

    def check(self, step: str) -> None:
        """Raises `Conflict` `technical_fund.wrong_award_state` when the award is not where the step can be taken."""
        if self.state not in STEPS[step][0]:
            raise Conflict(
                "technical_fund.wrong_award_state", f"not while the award is {self.state}", {"state": self.state, "action": step}
            )

    def take(self, step: str) -> None:
        self.check(step)
        self.state = STEPS[step][1] or self.state

    def readers(self) -> tuple[str, ...]:
        """Keys of those who find it in their lists, recusals aside."""
        return ("network", f"city:{self.city_id}")

    # ---------------------------------------------------------------- versions of the agreement

    def version_called(self, number: int) -> Version:
        found = next((one for one in self.versions if one.number == number), None)
        if found is None:
            raise Invalid.field("/agreement_version", "technical_fund.no_agreement_version", "is not a version of this agreement")
        return found

    def put_version(self, version: Version) -> None:
        self.versions = tuple(version if one.number == version.number else one for one in self.versions)

    @property
    def pending_version(self) -> Version | None:
        """The one that is on its way to being signed."""
        return next((one for one in self.versions if one.state in PENDING), None)

    @property
    def signed_version(self) -> Version | None:
        """The one that holds."""
        return next((one for one in reversed(self.versions) if one.state == SIGNED), None)

    # ---------------------------------------------------------------- money

    @property
    def paid(self) -> Amount:
        """Every tranche that was paid or delivered."""
        paid = (one for one in self.plan.schedule.tranches if self.plan.progress_of(one.code).state == PAID)
        return total(amount_of(one.support, self.currency) for one in paid)

    @property
    def recovered(self) -> Amount:
        return total(recovery.amount for recovery in self.recoveries)

    @property
    def to_recover(self) -> Amount:
        """What was claimed back and has not come, unless it is written off."""
        settled = self.recovered if self.reckoning is None else self.recovered.plus(self.reckoning.written_off)
        return self.demanded.above(settled)
