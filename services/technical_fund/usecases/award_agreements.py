"""Agreements of awards: schedule, versions, sending, and signing on both sides."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from chassis.context import new_id
from contracts.errors import Conflict
from contracts.technical_fund import (
    DrawUpFundAgreement,
    FundAwardView,
    ReturnFundAgreement,
    SendFundAgreement,
    SetAwardSchedule,
    SignFundAgreement,
)
from services.technical_fund.domain.award_access import award_for_mayor, award_known
from services.technical_fund.domain.awards import Award, Version, signing
from services.technical_fund.domain.awards.agreement import CITY, PREPARING, SIGNED
from services.technical_fund.domain.awards.award import IN_FORCE
from services.technical_fund.domain.awards.schedule import check_keeps, check_schedule
from services.technical_fund.domain.awards.wording import agreement_context
from services.technical_fund.usecases import amendments, ledger
from services.technical_fund.usecases.award_steps import about, expected, note, saved
from services.technical_fund.usecases.ports import Fund

PURPOSE: Final = "fund_agreement"
"""What an uploaded PDF is for."""

DRAW_JOB: Final = "draw_fund_agreement"
TEMPLATE: Final = "agreement"
FOR_EVER: Final = datetime(9999, 12, 31, tzinfo=UTC)


def set_award_schedule(unit: Fund, request: SetAwardSchedule) -> FundAwardView:
    award = expected(unit, request.award_id)
    signing.set_schedule(award, request.schedule)
    note(unit, award, "schedule_set", data={"tranches": [one.code for one in request.schedule.tranches]})
    return saved(unit, award)


def draw_up_fund_agreement(unit: Fund, request: DrawUpFundAgreement) -> FundAwardView:
    """An uploaded document is ready at once; ours is when the job has drawn it."""
    award = expected(unit, request.award_id)
    award.check("draw_up_agreement")
    amount, schedule = award.amount, award.plan.schedule
    if award.state == IN_FORCE:
        amendment = amendments.approved(unit, award)
        amount, schedule = amendment.amount, amendment.schedule
        check_keeps(award.plan, schedule)
    check_schedule(schedule, amount, award.currency)
    version = signing.next_version(
        award,
        amount,
        schedule,
        source="generated" if request.upload_id is None else "uploaded",
        language=request.language or award.language,
        terms=request.terms,
        by=unit.actor.person_id,
        at=unit.now,
    )
    if request.upload_id is None:
        job = unit.jobs.start(DRAW_JOB, {"award_id": award.id, "agreement_version": version.number})
        award.put_version(replace(version, job_id=job.id))
    else:
        file = unit.files.claim(request.upload_id, f"fund-awards/{award.id}", purpose=PURPOSE)
        signing.is_drawn(award, version.number, file_id=file.id, sha256=file.sha256, at=unit.now)
    note(unit, award, "agreement_drawn_up", data={"agreement_version": version.number}, texts={"terms": request.terms})
    return saved(unit, award)


def send_fund_agreement(unit: Fund, request: SendFundAgreement) -> FundAwardView:
    award = expected(unit, request.award_id)
    version = signing.send(award, request.agreement_version, at=unit.now)
    note(unit, award, "agreement_sent", data={"agreement_version": version.number, "sha256": version.sha256})
    return saved(unit, award)


def return_fund_agreement(unit: Fund, request: ReturnFundAgreement) -> FundAwardView:
    award = award_for_mayor(unit, request.award_id)
    unit.expect(award)
    signing.give_back(award, request.agreement_version, request.reason, at=unit.now)
    note(unit, award, "agreement_returned", data={"agreement_version": request.agreement_version}, texts={"reason": request.reason})
    return saved(unit, award, CITY)


def sign_fund_agreement(unit: Fund, request: SignFundAgreement) -> FundAwardView:
    """With the second signature the version is in force, and the ledger commits what was reserved, in the same step."""
    award, side, _ = award_known(unit, request.award_id)
    if side == CITY:
        award = award_for_mayor(unit, request.award_id)
    unit.expect(award)
    version = signing.sign(award, request.agreement_version, side, request.sha256, by=unit.actor.person_id, at=unit.now)
    note(unit, award, f"agreement_signed_by_{side}", data={"agreement_version": version.number, "sha256": request.sha256})
    if version.state == SIGNED:
        _put_in_force(unit, award, version)
    return saved(unit, award, side)


def _put_in_force(unit: Fund, award: Award, version: Version) -> None:
    check_keeps(award.plan, version.schedule)
    if version.amendment_id is None:
        support, key = version.amount.support(award.currency), f"agreement/{award.id}"
        ledger.commit(unit, award.envelope_id, support, about=about(award), key=key)
    else:
        amendments.put_in_force(unit, award, version.amendment_id, version.number)
    signing.put_in_force(award, version, at=unit.now)
    note(unit, award, "agreement_in_force", data={"agreement_version": version.number})


# ---------------------------------------------------------------- drawing


def draw_fund_agreement(job: Any) -> dict[str, Any]:
    """Draw the document of one version and lay it beside it. A version that was superseded meanwhile is left as it is."""
    award_id, number = str(job.params["award_id"]), int(job.params["agreement_version"])
    sheet = job.step(lambda unit: _sheet(unit, award_id, number), phase="reading", done=0, total=2)
    if sheet is None:
        return {"award_id": award_id, "agreement_version": number, "drawn": False}
    papers, context, language, owner = sheet
    paper = papers.pdf(TEMPLATE, context, language)
    drawn = job.step(lambda unit: _keep(unit, award_id, number, paper, owner), phase="drawn", done=2, total=2)
    return {"award_id": award_id, "agreement_version": number, "drawn": drawn}


def _sheet(unit: Fund, award_id: str, number: int) -> tuple[Any, dict[str, Any], str, str] | None:
    award = unit.awards.get(award_id)
    version = award.version_called(number)
    if version.state != PREPARING:
        return None
    application = unit.applications.get(award.application_id)
    context = agreement_context(award, version, title=application.title, application_reference=application.reference)
    return unit.papers, context, version.language, f"award:{award.id}"


def _keep(unit: Fund, award_id: str, number: int, paper: bytes, owner: str) -> bool:
    """Kept for the award, which is nobody who could ask for it: it is read through the award alone."""
    award = unit.awards.get(award_id)
    if award.version_called(number).state != PREPARING:
        return False
    file_id, name = new_id(), f"{award.reference}-v{number}.pdf"
    unit.files.keep(file_id, owner=owner, purpose=PURPOSE, file_name=name, media_type="application/pdf", data=paper, until=FOR_EVER)
    sha256 = unit.files.read(file_id, most=1).sha256
    if not signing.is_drawn(award, number, file_id=file_id, sha256=sha256, at=unit.now):
        raise Conflict("technical_fund.wrong_agreement_state", "nobody waits for this document", {"agreement_version": number})
    unit.awards.save(award)
    return True


JOBS: Final = {DRAW_JOB: draw_fund_agreement}
