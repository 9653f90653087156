"""Appeals: who may raise one until when, who may look at it, and what becomes of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from chassis.aggregate import Aggregate
from contracts.errors import Conflict, NotAllowed
from contracts.technical_fund import AppealAdmitted
from services.technical_fund.domain.workflow import Workflow

OPENED: Final = "opened"
ADMITTED: Final = "admitted"
NOT_ADMITTED: Final = "not_admitted"
UPHELD: Final = "upheld"
DISMISSED: Final = "dismissed"
DROPPED: Final = "dropped"
LIVE: Final = (OPENED, ADMITTED)

STEPS: Final = (
    # state     action     leads to
    (OPENED, "admit", ADMITTED),
    (OPENED, "reject", NOT_ADMITTED),
    (ADMITTED, "uphold", UPHELD),
    (ADMITTED, "dismiss", DISMISSED),
    (OPENED, "drop", DROPPED),
    (ADMITTED, "drop", DROPPED),
)

REACHED_BY: Final = {"ineligible": "find_ineligible"}
"""Steps of a process that are not called by what a letter tells of them."""

_NEXT: Final = {(state, action): target for state, action, target in STEPS}
_BY_STAFF: Final = ("admit", "reject", "uphold", "dismiss")


@dataclass(frozen=True, kw_only=True)
class SupportingFile:
    id: str
    file_name: str
    size: int
    sha256: str


@dataclass(kw_only=True)
class Appeal(Aggregate):
    """One appeal against one decision. `involved` had a part in that decision, and have none in this."""

    kind: ClassVar[str] = "fund-appeals"
    application_id: str
    call_id: str
    city_id: str
    decision_id: str | None
    round: int
    ground: str
    text: str | None
    language: str
    files: tuple[SupportingFile, ...] = ()
    involved: tuple[str, ...] = ()
    state: str = OPENED
    opened_by: str | None
    opened_at: datetime
    admitted_by: str | None = None
    admitted_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reasons: dict[str, str] | None = None
    told_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def admit(self, *, by: str | None, at: datetime) -> None:
        self._step("admit", by)
        self.admitted_by, self.admitted_at = by, at
        self.say(
            AppealAdmitted(
                appeal_id=self.id, application_id=self.application_id, call_id=self.call_id, city_id=self.city_id, admitted_at=at
            )
        )

    def decide(self, action: str, reasons: dict[str, str], *, by: str | None, at: datetime) -> None:
        """`reject`, `uphold` or `dismiss`."""
        self._step(action, by)
        self.reasons, self.decided_by, self.decided_at = dict(reasons), by, at

    def drop(self) -> None:
        self._step("drop", None)

    def tell(self, *, at: datetime) -> None:
        """The city has the letter about it."""
        self.told_at = at

    def empty(self) -> None:
        """What the city wrote and sent was kept for as long as it may be; the ground and the reasons stay."""
        self.text, self.files = None, ()

    def possible(self, person_id: str | None) -> tuple[str, ...]:
        """What somebody of the management unit may do with it."""
        if person_id in self.involved:
            return ()
        return tuple(action for state, action, _ in STEPS if state == self.state and action in _BY_STAFF)

    def _step(self, action: str, by: str | None) -> None:
        if (self.state, action) not in _NEXT:
            details = {"state": self.state, "action": action}
            raise Conflict("technical_fund.wrong_appeal_state", f"{action} is not possible when an appeal is {self.state}", details)
        if action in _BY_STAFF and (by is None or by in self.involved):
            raise NotAllowed("technical_fund.took_part", "whoever had a part in the decision has none in the appeal")
        self.state = _NEXT[self.state, action]


def may_be_appealed(workflow: Workflow, outcome: str) -> bool:
    """Whether the process lets a city appeal against this outcome, so that no letter promises what cannot be."""
    ends = {step.target for step in workflow.transitions if step.event == REACHED_BY.get(outcome, outcome)}
    return any(step.event == "appeal" and ends & set(step.sources) for step in workflow.transitions)


def appeal_until(issued_at: datetime, days: int, zone: str) -> datetime:
    """The instant from which it is too late: midnight after the `days`-th day that follows the day of issue, in the call's own zone."""
    issued_on = issued_at.astimezone(ZoneInfo(zone)).date()
    return datetime.combine(issued_on + timedelta(days=days + 1), time(), ZoneInfo(zone)).astimezone(UTC)


def check_in_time(until: datetime | None, now: datetime) -> None:
    """Raises `Conflict` `technical_fund.appeal_too_late` from that instant on, and without one."""
    if until is None or now >= until:
        raise Conflict("technical_fund.appeal_too_late", "the time to appeal is over")
