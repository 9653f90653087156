"""The schedule of an award: what is due when, checked as a whole, and compared with another one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, TypeVar

from contracts.errors import Conflict, Invalid
from contracts.technical_fund import AwardSchedule, Milestone, ReportDue, Tranche
from services.technical_fund.domain.amounts import Amount, amount_of, total

PLANNED, REQUESTED = "planned", "requested"
APPROVED_FIRST, APPROVED_SECOND = "approved_first", "approved_second"
PAID, CANCELLED = "paid", "cancelled"
OPEN: Final = (PLANNED, REQUESTED, APPROVED_FIRST, APPROVED_SECOND)
FINAL: Final = "final"

P = TypeVar("P", Milestone, ReportDue, Tranche)

TIME, SCOPE, BUDGET = "time", "scope", "budget"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one tranche is on its way to being paid."""

    state: str = PLANNED
    since: datetime | None = None
    held: str | None = None
    returned: str | None = None
    requested_at: datetime | None = None
    requested_by: str | None = None
    first_approved_by: str | None = None
    second_approved_by: str | None = None
    paid_on: date | None = None
    payment_reference: str | None = None

    @property
    def is_begun(self) -> bool:
        """Somebody has approved it, or it is paid: it cannot be changed under them."""
        return self.state in (APPROVED_FIRST, APPROVED_SECOND, PAID)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A schedule with how far it has come: milestones and reports by code with the instant they were reached or accepted."""

    schedule: AwardSchedule = field(default_factory=AwardSchedule)
    reached: dict[str, datetime] = field(default_factory=dict)
    accepted: dict[str, datetime] = field(default_factory=dict)
    progress: dict[str, Progress] = field(default_factory=dict)

    def tranche(self, code: str) -> Tranche:
        return _called(self.schedule.tranches, code, "technical_fund.no_tranche", "/tranche")

    def milestone(self, code: str) -> Milestone:
        return _called(self.schedule.milestones, code, "technical_fund.no_milestone", "/milestone")

    def report_due(self, code: str) -> ReportDue:
        return _called(self.schedule.reports, code, "technical_fund.no_report_due", "/code")

    def progress_of(self, code: str) -> Progress:
        return self.progress.get(code) or Progress()

    def waits_for(self, code: str) -> tuple[str, ...]:
        """Milestones not reached and reports not accepted that keep a tranche back."""
        tranche = self.tranche(code)
        milestones = (one for one in tranche.after_milestones if one not in self.reached)
        return (*milestones, *(one for one in tranche.after_reports if one not in self.accepted))

    def with_progress(self, code: str, **changed: Any) -> "Plan":
        return replace(self, progress={**self.progress, code: replace(self.progress_of(code), **changed)})

    def with_reached(self, codes: Iterable[str], at: datetime) -> "Plan":
        return replace(self, reached={**dict.fromkeys(codes, at), **self.reached})

    def with_accepted(self, code: str, at: datetime) -> "Plan":
        return replace(self, accepted={**self.accepted, code: at})

    def cancelled(self) -> "Plan":
        """Nothing more is paid."""
        plan = self
        for tranche in self.schedule.tranches:
            if self.progress_of(tranche.code).state != PAID:
                plan = plan.with_progress(tranche.code, state=CANCELLED, held=None)
        return plan

    @property
    def final_report_accepted(self) -> bool:
        return all(one.code in self.accepted for one in self.schedule.reports if one.kind == FINAL)

    @property
    def everything_paid(self) -> bool:
        return all(self.progress_of(one.code).state == PAID for one in self.schedule.tranches)

    def next_due(self) -> date | None:
        """The nearest day on which something is due that is not done; what is overdue counts."""
        days = [one.due_on for one in self.schedule.milestones if one.code not in self.reached]
        days += [one.due_on for one in self.schedule.reports if one.code not in self.accepted]
        days += [one.due_on for one in self.schedule.tranches if self.progress_of(one.code).state in OPEN]
        return min(days, default=None)


# ---------------------------------------------------------------- checking


def check_schedule(schedule: AwardSchedule, amount: Amount, currency: str | None, pointer: str = "/schedule") -> None:
    """Raises `Invalid` naming everything that is wrong: codes that stand twice or for nothing, tranches of both or neither kind, no final
    report, and a sum that is not the award."""
    faults = [*_codes(schedule, pointer), *_gates(schedule, pointer), *_final(schedule, pointer)]
    paid: list[Amount] = []
    for position, tranche in enumerate(schedule.tranches):
        at = f"{pointer}/tranches/{position}/support"
        try:
            part = amount_of(tranche.support, currency, at)
        except Invalid as wrong:
            faults += wrong.details["errors"]
            continue
        paid.append(part)
        if bool(part.minor) == bool(part.half_days):
            faults.append(_fault(at, "technical_fund.money_or_days", "is either money or expert-days"))
    if not faults and total(paid) != amount:
        faults.append(_fault(f"{pointer}/tranches", "technical_fund.sum_is_not_the_award", "must add up to the award exactly"))
    if faults:
        raise Invalid.fields(faults)


def _codes(schedule: AwardSchedule, pointer: str) -> Iterator[dict[str, str]]:
    """A code stands for one thing in the whole schedule: tranches wait for milestones and reports by it."""
    seen: set[str] = set()
    for name in ("milestones", "reports", "tranches"):
        for position, part in enumerate(getattr(schedule, name)):
            if part.code in seen:
                yield _fault(f"{pointer}/{name}/{position}/code", "technical_fund.code_twice", "stands for something else already")
            seen.add(part.code)


def _gates(schedule: AwardSchedule, pointer: str) -> Iterator[dict[str, str]]:
    for name, kind in (("after_milestones", "milestones"), ("after_reports", "reports")):
        known = {part.code for part in getattr(schedule, kind)}
        for position, tranche in enumerate(schedule.tranches):
            for index, code in enumerate(getattr(tranche, name)):
                if code not in known:
                    yield _fault(
                        f"{pointer}/tranches/{position}/{name}/{index}", "technical_fund.waits_for_nothing", "is not in the schedule"
                    )


def _final(schedule: AwardSchedule, pointer: str) -> Iterator[dict[str, str]]:
    finals = [one for one in schedule.reports if one.kind == FINAL]
    if len(finals) != 1:
        yield _fault(f"{pointer}/reports", "technical_fund.one_final_report", "needs one final report")
    elif any(one.due_on > finals[0].due_on for one in schedule.reports):
        yield _fault(f"{pointer}/reports", "technical_fund.one_final_report", "has a report due after the final one")


# ---------------------------------------------------------------- comparing


def changed_kinds(old: AwardSchedule, new: AwardSchedule, old_amount: Amount, new_amount: Amount) -> frozenset[str]:
    """In which respects `new` differs: days alone are time; amounts and which tranches there are, budget; all else, scope."""
    kinds: set[str] = set()
    if _days(old) != _days(new) and _has_common(old, new):
        kinds.add(TIME)
    if old_amount != new_amount or _amounts(old) != _amounts(new):
        kinds.add(BUDGET)
    if _substance(old) != _substance(new):
        kinds.add(SCOPE)
    return frozenset(kinds)


def changed_tranches(old: AwardSchedule, new: AwardSchedule) -> frozenset[str]:
    before = {one.code: one for one in old.tranches}
    after = {one.code: one for one in new.tranches}
    return frozenset(code for code in before.keys() | after.keys() if before.get(code) != after.get(code))


def check_keeps(plan: Plan, new: AwardSchedule) -> None:
    """Raises `Conflict` when something would change that was reached, accepted, approved or paid already."""
    milestones = {one.code: one for one in new.milestones}
    reports = {one.code for one in new.reports}
    lost = [code for code in plan.reached if milestones.get(code) != _find(plan.schedule.milestones, code)]
    lost += [code for code in plan.accepted if code not in reports]
    lost += sorted(code for code in changed_tranches(plan.schedule, new) if plan.progress_of(code).is_begun)
    if lost:
        raise Conflict("technical_fund.done_already", "what was reached, accepted, approved or paid stays as it is", {"codes": lost})


def _days(schedule: AwardSchedule) -> dict[str, date]:
    return {part.code: part.due_on for part in _parts(schedule)}


def _has_common(old: AwardSchedule, new: AwardSchedule) -> bool:
    before, after = _days(old), _days(new)
    return any(before[code] != after[code] for code in before.keys() & after.keys())


def _amounts(schedule: AwardSchedule) -> dict[str, Any]:
    return {one.code: one.support for one in schedule.tranches}


def _substance(schedule: AwardSchedule) -> dict[str, Any]:
    milestones = {one.code: (one.texts, one.deliverable) for one in schedule.milestones}
    reports = {one.code: one.kind for one in schedule.reports}
    gates = {one.code: (one.after_milestones, one.after_reports) for one in schedule.tranches}
    return {"milestones": milestones, "reports": reports, "gates": gates}


def _parts(schedule: AwardSchedule) -> Sequence[Milestone | ReportDue | Tranche]:
    return (*schedule.milestones, *schedule.reports, *schedule.tranches)


def _find(parts: Iterable[P], code: str) -> P | None:
    return next((part for part in parts if part.code == code), None)


def _called(parts: Iterable[P], code: str, refusal: str, pointer: str) -> P:
    found = _find(parts, code)
    if found is None:
        raise Invalid.field(pointer, refusal, "is not in the schedule")
    return found


def _fault(pointer: str, code: str, message: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "message": message}
