"""What is due of an award, handed to the keeper of deadlines each time the award is saved."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from services.technical_fund.domain.awards import Award, tranches
from services.technical_fund.domain.awards.agreement import SENT
from services.technical_fund.domain.awards.award import IN_FORCE
from services.technical_fund.domain.awards.schedule import APPROVED_FIRST, APPROVED_SECOND, REQUESTED
from services.technical_fund.usecases import deadlines
from services.technical_fund.usecases.ports import Fund

TO_SIGN = timedelta(days=30)


def part_id(award: Award, kind: str, code: str) -> str:
    """The id of a part of an award that has none of its own."""
    return str(uuid.uuid5(uuid.UUID(award.id), f"{kind}/{code}"))


def settle(unit: Fund, award: Award) -> None:
    """Deadlines as the award has them now: one that is met or past caring is done."""
    runs = award.state == IN_FORCE
    for milestone in award.plan.schedule.milestones:
        open_ = runs and milestone.code not in award.plan.reached
        _keep(unit, award, "milestone_due", part_id(award, "milestone", milestone.code), _end_of(milestone.due_on) if open_ else None)
    handed_in = {one.code for one in unit.award_reports.of_award(award.id) if one.state in ("submitted", "accepted")}
    for report in award.plan.schedule.reports:
        open_ = runs and report.code not in handed_in
        _keep(unit, award, "report_due", part_id(award, "report", report.code), _end_of(report.due_on) if open_ else None)
    for tranche in award.plan.schedule.tranches:
        _keep(unit, award, "tranche_waiting", part_id(award, "tranche", tranche.code), _waiting(award, tranche.code))
    sent = [one.sent_at for one in award.versions if one.state == SENT and one.sent_at is not None]
    _keep(unit, award, "signature_due", award.id, sent[0] + TO_SIGN if sent else None)


def _waiting(award: Award, code: str) -> datetime | None:
    """Since when a tranche waits for the management unit."""
    if award.state != IN_FORCE or not tranches.is_ready(award, code):
        return None
    progress = award.plan.progress_of(code)
    return progress.since if progress.state in (REQUESTED, APPROVED_FIRST, APPROVED_SECOND) else None


def _keep(unit: Fund, award: Award, what: str, about: str, due_at: datetime | None) -> None:
    if due_at is None:
        deadlines.done(unit, what, about)
    else:
        deadlines.set(unit, what, about, due_at, application_id=award.application_id, award_id=award.id)


def _end_of(day: date) -> datetime:
    """Midnight at the end of the day, UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)
