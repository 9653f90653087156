"""Appeals: opened by the mayor's office in time, looked at by people who had no part, and upheld or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chassis.context import new_id
from contracts.errors import Conflict
from contracts.technical_fund import (
    AdmitFundAppeal,
    AppealView,
    DismissFundAppeal,
    OpenFundAppeal,
    RejectFundAppeal,
    UpholdFundAppeal,
)
from services.technical_fund.domain.access import MANAGEMENT, MAYOR, parts_of
from services.technical_fund.domain.appealing import known_appeal
from services.technical_fund.domain.appeals import Appeal, SupportingFile, check_in_time
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.lettering import time_to_appeal
from services.technical_fund.domain.screening import Outcome
from services.technical_fund.domain.showing.appeals import appeal_view
from services.technical_fund.usecases import deadlines, history, letters, panels, steps
from services.technical_fund.usecases.access import acting
from services.technical_fund.usecases.ports import Fund

APPEAL_FILE: Final = "fund_appeal"
NOT_ADMITTED, UPHELD, DISMISSED = "appeal_not_admitted", "appeal_upheld", "appeal_dismissed"

# ---------------------------------------------------------------- what people ask


def open_fund_appeal(unit: Fund, request: OpenFundAppeal) -> AppealView:
    application = acting(unit, request.application_id, MAYOR)
    steps.check(unit, application, "appeal")
    against = _against(unit, application)
    _check_first(unit, application.id, against)
    check_in_time(against.until, unit.now)
    appeal = Appeal(
        id=new_id(),
        application_id=application.id,
        call_id=application.call_id,
        city_id=application.city_id,
        decision_id=against.decision_id,
        round=against.round,
        ground=request.ground,
        text=request.text,
        language=request.language,
        involved=_involved(unit, application, against.deciders),
        opened_by=unit.actor.person_id,
        opened_at=unit.now,
    )
    appeal.files = tuple(_claimed(unit, appeal, upload_id) for upload_id in request.upload_ids)
    unit.appeals.add(appeal)
    data = {"appeal_id": appeal.id, "decision_id": against.decision_id, "ground": appeal.ground, "opened_at": unit.now}
    steps.take(unit, application, "appeal", data=data, texts={"appeal": appeal.text})
    deadlines.done(unit, "appeal_window_ends", application.id)
    return _shown(unit, appeal, application)


def admit_fund_appeal(unit: Fund, request: AdmitFundAppeal) -> AppealView:
    appeal, application = _of_management(unit, request.appeal_id)
    appeal.admit(by=unit.actor.person_id, at=unit.now)
    unit.appeals.save(appeal)
    history.note(unit, application.id, "admit_appeal", data={"appeal_id": appeal.id})
    return _shown(unit, appeal, application)


def reject_fund_appeal(unit: Fund, request: RejectFundAppeal) -> AppealView:
    return _decided(unit, request.appeal_id, "reject", request.reasons)


def dismiss_fund_appeal(unit: Fund, request: DismissFundAppeal) -> AppealView:
    return _decided(unit, request.appeal_id, "dismiss", request.reasons)


def uphold_fund_appeal(unit: Fund, request: UpholdFundAppeal) -> AppealView:
    appeal, application = _of_management(unit, request.appeal_id)
    appeal.decide("uphold", dict(request.reasons), by=unit.actor.person_id, at=unit.now)
    unit.appeals.save(appeal)
    data = {"appeal_id": appeal.id, "round": _begin_again(unit, appeal, application), "decided_at": unit.now}
    steps.take(unit, application, "uphold_appeal", data=data, texts=_numbered(request.reasons))
    letters.prepare(unit, appeal, application, UPHELD)
    return _shown(unit, appeal, application)


# ---------------------------------------------------------------- for those who end an application


def drop_open(unit: Fund, application_id: str) -> None:
    """The application is no longer there to be appealed about, as when it was withdrawn."""
    for appeal in unit.appeals.of_application(application_id):
        if appeal.live:
            appeal.drop()
            unit.appeals.save(appeal)


# ---------------------------------------------------------------- pieces


def _decided(unit: Fund, appeal_id: str, action: str, reasons: Mapping[str, str]) -> AppealView:
    """The decision stands."""
    appeal, application = _of_management(unit, appeal_id)
    appeal.decide(action, dict(reasons), by=unit.actor.person_id, at=unit.now)
    unit.appeals.save(appeal)
    data = {"appeal_id": appeal.id, "admitted": action == "dismiss", "decided_at": unit.now}
    steps.take(unit, application, "dismiss_appeal", data=data, texts=_numbered(reasons))
    letters.prepare(unit, appeal, application, DISMISSED if action == "dismiss" else NOT_ADMITTED)
    return _shown(unit, appeal, application)


def _of_management(unit: Fund, appeal_id: str) -> tuple[Appeal, Application]:
    appeal, application, _ = known_appeal(unit, appeal_id)
    unit.expect(appeal)
    return appeal, acting(unit, application.id, MANAGEMENT)


@dataclass(frozen=True, kw_only=True)
class Against:
    """What an appeal is against: a decision or, without an id, what screening found."""

    decision_id: str | None
    round: int
    since: datetime
    until: datetime | None
    deciders: frozenset[str]


def _against(unit: Fund, application: Application) -> Against:
    screening = unit.screenings.find(application.id)
    if screening is not None and screening.outcome is not None:
        return _against_screening(unit, application, screening.outcome)
    decision = unit.decisions.approved_of(application.id)
    if decision is None:
        raise Conflict("technical_fund.nothing_to_appeal", "there is no decision to appeal against")
    letter = unit.letters.find(decision.id)
    until = letter.appeal_until if letter and letter.issued else None
    since = decision.approved_at or unit.now
    return Against(decision_id=decision.id, round=decision.round, since=since, until=until, deciders=decision.deciders)


def _against_screening(unit: Fund, application: Application, outcome: Outcome) -> Against:
    """The city's time begins with the letter; until there is one, with the finding, which it reads at once."""
    letter = unit.letters.find(outcome.id) if outcome.id else None
    issued = letter.appeal_until if letter is not None and letter.issued else None
    until = issued or time_to_appeal(unit, application, outcome.at)
    found_by = frozenset({outcome.found_by} if outcome.found_by else ())
    round = unit.panels.of(application.id, application.call_id).round
    return Against(decision_id=None, round=round, since=outcome.at, until=until, deciders=found_by)


def _check_first(unit: Fund, application_id: str, against: Against) -> None:
    before = (one for one in unit.appeals.of_application(application_id) if one.decision_id == against.decision_id)
    if any(one.opened_at >= against.since for one in before):
        raise Conflict("technical_fund.appealed_before", "there is one appeal against one decision")


def _begin_again(unit: Fund, appeal: Appeal, application: Application) -> int:
    """A new round of the panel; or, against what screening found, the first one as if it had not been found."""
    if appeal.decision_id is not None:
        return panels.open_next_round(unit, application.id, application.call_id, appeal.involved).round
    screening = unit.screenings.get(application.id)
    letters.drop_finding(unit, screening.outcome)
    screening.outcome = None
    unit.screenings.save(screening)
    return appeal.round


def _involved(unit: Fund, application: Application, deciders: frozenset[str]) -> tuple[str, ...]:
    """Everybody who had a part: those who decided, the chair, and the reviewers of this and of earlier rounds."""
    call = unit.calls.get(application.call_id)
    chair = () if call.chair_id is None else (call.chair_id,)
    reviewers = (assignment.reviewer_id for assignment in unit.assignments.of_application(application.id))
    barred = unit.panels.of(application.id, application.call_id).barred
    return tuple(sorted({*deciders, *chair, *reviewers, *barred}))


def _claimed(unit: Fund, appeal: Appeal, upload_id: str) -> SupportingFile:
    file = unit.files.claim(upload_id, f"fund-appeals/{appeal.id}", purpose=APPEAL_FILE)
    return SupportingFile(id=file.id, file_name=file.file_name, size=file.size, sha256=file.sha256)


def _numbered(reasons: Mapping[str, str]) -> dict[str, str | None]:
    return {f"reasons_{language}": text for language, text in reasons.items()}


def _shown(unit: Fund, appeal: Appeal, application: Application) -> AppealView:
    return appeal_view(appeal, parts_of(unit, application), unit.actor.person_id)
