"""Agreements of awards: schedule, versions, sending, and signing on both sides."""

import hashlib
from dataclasses import replace
from typing import Any, Final

from chassis.context import new_id
from chassis.files import PDF
from chassis.unit import owner_of
from contracts.declare import load
from contracts.membership import CityNames, NameCities
from contracts.technical_fund import (
    DrawUpFundAgreement,
    FundAwardView,
    ReturnFundAgreement,
    SendFundAgreement,
    SetAwardSchedule,
    SignFundAgreement,
)
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.award_access import award_for_mayor, award_known
from services.technical_fund.domain.awards import Award, Version, signing
from services.technical_fund.domain.awards.agreement import CITY, PREPARING, SIGNED
from services.technical_fund.domain.awards.award import IN_FORCE
from services.technical_fund.domain.awards.schedule import check_keeps, check_schedule
from services.technical_fund.domain.awards.wording import agreement_context
from services.technical_fund.domain.in_words import chosen
from services.technical_fund.usecases import amendments, ledger
from services.technical_fund.usecases.award_steps import about, expected, note, saved
from services.technical_fund.usecases.ports import Fund, Papers, RunningJob

PURPOSE: Final = "fund_agreement"
"""What an uploaded PDF is for."""

DRAW_JOB: Final = "draw_fund_agreement"
TEMPLATE: Final = "agreement"


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


def draw_fund_agreement(job: RunningJob[Fund]) -> dict[str, Any]:
    """Draw the document of one version and lay it beside it. A version that was superseded meanwhile is left as it is."""
    award_id, number = str(job.params["award_id"]), int(job.params["agreement_version"])
    found = job.step(lambda unit: _waiting(unit, award_id, number), phase="read", done=0, total=3)
    if found is None:
        return {"award_id": award_id, "agreement_version": number, "drawn": False}
    papers, award, version, application = found
    city = _city_name(job, award.city_id, version.language)
    context = agreement_context(award, version, city=city, title=application.title, application_reference=application.reference)
    paper = papers.pdf(TEMPLATE, context, version.language)
    drawn = job.step(lambda unit: _keep(unit, award_id, number, paper), phase="keep", done=3, total=3)
    return {"award_id": award_id, "agreement_version": number, "drawn": drawn}


def _waiting(unit: Fund, award_id: str, number: int) -> tuple[Papers, Award, Version, Application] | None:
    """What a document is drawn of, while somebody waits for it."""
    award = unit.awards.get(award_id)
    version = award.version_called(number)
    if version.state != PREPARING:
        return None
    return unit.papers, award, version, unit.applications.get(award.application_id)


def _city_name(job: RunningJob[Fund], city_id: str, language: str) -> str | None:
    told = load(CityNames, job.ask(NameCities(city_ids=(city_id,))), unknown="exclude")
    return next((chosen(city.names, language)[0] for city in told.items), None)


def _keep(unit: Fund, award_id: str, number: int, paper: bytes) -> bool:
    """Kept for the award; it is read through the award alone."""
    award, file_id = unit.awards.get(award_id), new_id()
    if not signing.is_drawn(award, number, file_id=file_id, sha256=hashlib.sha256(paper).hexdigest(), at=unit.now):
        return False
    unit.files.keep(
        file_id,
        owner=owner_of(unit.actor),
        purpose=PURPOSE,
        file_name=f"{award.reference}-{number}.pdf",
        media_type=PDF,
        data=paper,
        until=None,
        claimed_by=f"fund-awards/{award.id}",
    )
    unit.awards.save(award)
    return True


JOBS: Final = {DRAW_JOB: draw_fund_agreement}
