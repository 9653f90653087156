"""What rightly comes next for an application, and who may do it: the way from a draft to a closed award, and the turns off it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, NamedTuple

from contracts import technical_fund as fund
from contracts.technical_fund import AwardReportContent, AwardSchedule, Money, ReportDue, Tranche
from services.technical_fund.domain.awards.agreement import READY
from services.technical_fund.domain.awards.schedule import APPROVED_FIRST, APPROVED_SECOND, PAID
from tests.builders.fund import decisions as deciding
from tests.builders.fund.calls import support
from tests.builders.fund.facts import admitted
from tests.builders.fund.money import uploaded
from tests.builders.fund.reviews import COMPLETE
from tests.unit.technical_fund.life.world import MANAGERS, REVIEWERS, SMALLEST, Heard, Life

ON, OFF, BACK, CHECKED, PART, LATER, ENDED = "on", "off", "back", "checked", "in part", "later", "ended"
TURNS: Final = (ON, ON, ON, PART, OFF, BACK, LATER, CHECKED, ENDED)
"""On the way to an award most of the time; turned down, sent back, put off, asked about, or given up some of it."""

UNDO: Final = timedelta(minutes=11)


class Step(NamedTuple):
    request: Any
    by: str


Next = Callable[[Life, Any, str], Step | None]


def onward(life: Life, application_id: str, turn: str, by: str | None = None) -> Heard | None:
    """Take the next step, or have `by` try it; None where time has to pass first, or nobody is left who may."""
    application = life.application(application_id)
    if application is None or (found := NEXT.get(application.state)) is None:
        return None
    step = found(life, application, turn)
    return None if step is None else life.ask(step.request, by or step.by)


# ---------------------------------------------------------------- the city


def mayor(life: Life, application: Any) -> str:
    return f"mayor of {life.city_of(application.id)}"


def focal(life: Life, application: Any) -> str:
    return f"focal of {life.city_of(application.id)}"


def from_draft(life: Life, application: Any, turn: str) -> Step:
    if turn == LATER and not application.delegations:
        until = life.fund.now + timedelta(days=60)
        request = fund.DelegateFundApplication(application_id=application.id, person_id=life.id_of("delegate"), right="edit", until=until)
        return Step(request, mayor(life, application))
    if turn == BACK:
        return Step(
            fund.ReviseFundApplication(application_id=application.id, changes={"answers": {"people": 40}}), focal(life, application)
        )
    return Step(fund.SubmitFundApplication(application_id=application.id), mayor(life, application))


def withdrawn(life: Life, application: Any) -> Step:
    return Step(fund.WithdrawFundApplication(application_id=application.id), mayor(life, application))


def informed(life: Life, application: Any, turn: str) -> Step:
    return Step(fund.ProvideFundInformation(application_id=application.id, answer="Because."), focal(life, application))


def asked_about(life: Life, application: Any) -> Step | None:
    due = life.fund.now + timedelta(days=5)
    request = fund.RequestFundInformation(application_id=application.id, question="Why?", questions=("people",), due_at=due)
    return managed(life, application, request)


# ---------------------------------------------------------------- screening


def managed(life: Life, application: Any, request: Any, *but: str | None) -> Step | None:
    by = life.free(application.id, MANAGERS, *but)
    return None if by is None else Step(request, by)


def from_submitted(life: Life, application: Any, turn: str) -> Step | None:
    if turn == ENDED:
        return withdrawn(life, application)
    if turn == OFF:
        shrink(life, application)
    return managed(life, application, fund.RunScreening(application_id=application.id))


def shrink(life: Life, application: Any, people: int = SMALLEST - 1) -> None:
    """Membership tells of another size of the city."""
    facts = life.look(lambda unit: unit.city_facts.find(application.city_id))
    told = admitted(application.city_id, country=facts.country, hub_id=facts.hub_id, population=people)
    life.fund.hear(told)


def from_screening(life: Life, application: Any, turn: str) -> Step | None:
    if turn == CHECKED:
        return asked_about(life, application)
    screening = life.look(lambda unit: unit.screenings.get(application.id))
    if screening.result == "failing" and turn in (OFF, ENDED):
        request = fund.FindApplicationIneligible(application_id=application.id, rules=("size",), reason="Too small.")
        return managed(life, application, request)
    return cleared(life, application, screening, fund.FindApplicationEligible(application_id=application.id))


def cleared(life: Life, application: Any, screening: Any, request: Any) -> Step | None:
    """Run or override until no rule stands against it."""
    if not screening.runs:
        return managed(life, application, fund.RunScreening(application_id=application.id))
    if screening.result != "clear":
        override = fund.OverrideScreeningRule(application_id=application.id, rule="size", result="pass", reason="It grows.")
        return managed(life, application, override)
    return managed(life, application, request)


def from_ineligible(life: Life, application: Any, turn: str) -> Step | None:
    if turn in (OFF, LATER):
        return appealed(life, application)
    screening = life.look(lambda unit: unit.screenings.get(application.id))
    return cleared(life, application, screening, fund.ReinstateFundApplication(application_id=application.id, reason="It has grown."))


# ---------------------------------------------------------------- reviewing


def from_eligible(life: Life, application: Any, turn: str) -> Step | None:
    if turn == ENDED:
        return withdrawn(life, application)
    taken = [seat for seat in life.seats(application.id) if seat.seated]
    if len(taken) < 2 and (free := vacancy(life, application, taken)) is not None:
        return managed(life, application, assignment(life, application, free))
    return managed(life, application, fund.BeginApplicationReview(application_id=application.id))


def assignment(life: Life, application: Any, name: str) -> Any:
    return fund.AssignFundReviewer(application_id=application.id, reviewer_id=life.id_of(name), reason="They know lanterns.")


def vacancy(life: Life, application: Any, taken: list[Any]) -> str | None:
    """The first reviewer who has had nothing to do with it."""
    panel = life.look(lambda unit: unit.panels.of(application.id, application.call_id))
    out = {*panel.barred, *(seat.reviewer_id for seat in taken)}
    return life.free(application.id, tuple(REVIEWERS), *out)


def from_review(life: Life, application: Any, turn: str) -> Step | None:
    if turn == CHECKED:
        return asked_about(life, application)
    taken = [seat for seat in life.seats(application.id) if seat.seated]
    if len(taken) < 2 and turn == ON and (free := vacancy(life, application, taken)) is not None:
        return managed(life, application, assignment(life, application, free))
    seats = [seat for seat in taken if seat.state != "submitted"]
    reviews = {review.id: review for review in life.reviews(application.id)}
    for seat in seats:
        name = life.name_of(seat.reviewer_id)
        if name is None:
            return managed(life, application, fund.ReleaseFundAssignment(assignment_id=seat.id, reason="Gone."))
        if (step := reviewed(life, seat, reviews.get(seat.id), name, turn)) is not None:
            return step
    if seats:
        life.fund.wait(minutes=UNDO.total_seconds() / 60)
        return None
    return managed(life, application, fund.CloseApplicationReview(application_id=application.id, reason="These will do."))


def reviewed(life: Life, seat: Any, review: Any, name: str, turn: str) -> Step | None:
    """The next thing a reviewer does; nothing once it is handed in."""
    if seat.state == "assigned" and turn == BACK:
        return Step(fund.DeclineFundAssignment(assignment_id=seat.id, reason="too_many"), name)
    if seat.state == "assigned":
        return Step(fund.AcceptFundAssignment(assignment_id=seat.id), name)
    if review is None:
        return Step(fund.StartFundReview(assignment_id=seat.id), name)
    if review.state != "draft":
        return Step(fund.TakeBackFundReview(review_id=seat.id), name) if turn == BACK else None
    if review.content.recommendation is None:
        return Step(fund.SaveFundReview(review_id=seat.id, changes=words(life, seat)), name)
    return Step(fund.SubmitFundReview(review_id=seat.id), name)


def words(life: Life, seat: Any) -> dict[str, Any]:
    """A whole review whose words stand in no other one."""
    number = len(life.secrets.reviews)
    life.secrets.reviews[seat.id] = life.secrets.reviews.get(seat.id, f"Judgement{number:03}")
    life.secrets.confidential[seat.id] = life.secrets.confidential.get(seat.id, f"Whisper{number:03}")
    return {**COMPLETE, "to_city": life.secrets.reviews[seat.id], "confidential": life.secrets.confidential[seat.id]}


# ---------------------------------------------------------------- deciding


def from_panel(life: Life, application: Any, turn: str) -> Step | None:
    counted = [review for review in life.reviews(application.id) if review.counts]
    if turn == CHECKED:
        return asked_about(life, application)
    if turn == BACK and counted:
        return managed(life, application, fund.ReopenFundReview(review_id=counted[0].id, reason="Look again."))
    return managed(life, application, fund.ProposeFundDecision(application_id=application.id, decision=verdict(life, turn)))


def verdict(life: Life, turn: str) -> Any:
    if turn == PART:
        return deciding.in_part(1_000_000, 2)
    if turn == LATER:
        return deciding.content("defer", message={"es": "Nos falta una carta."}, resume_on=(life.fund.now + timedelta(days=20)).date())
    return deciding.content("decline" if turn in (OFF, ENDED) else "fund")


def from_proposed(life: Life, application: Any, turn: str) -> Step | None:
    decision = next(one for one in life.look(lambda unit: list(unit.decisions.of_application(application.id))) if one.state == "proposed")
    if turn == BACK:
        return managed(life, application, fund.ReturnFundDecision(decision_id=decision.id, reason="Say more."), decision.proposed_by)
    return managed(life, application, fund.ApproveFundDecision(decision_id=decision.id), decision.proposed_by, decision.written_by)


def from_deferred(life: Life, application: Any, turn: str) -> Step | None:
    return managed(life, application, fund.ResumeFundApplication(application_id=application.id))


def appealed(life: Life, application: Any) -> Step:
    request = fund.OpenFundAppeal(application_id=application.id, ground="procedure", text="It was misread.", language="en")
    return Step(request, mayor(life, application))


def from_declined(life: Life, application: Any, turn: str) -> Step | None:
    return None if turn == ENDED else appealed(life, application)


def from_appeal(life: Life, application: Any, turn: str) -> Step | None:
    appeal = next(one for one in life.look(lambda unit: list(unit.appeals.of_application(application.id))) if one.live)
    reasons = {"en": "We looked again.", "es": "Lo hemos revisado."}
    if appeal.state == "opened":
        if turn == ENDED:
            return managed(life, application, fund.RejectFundAppeal(appeal_id=appeal.id, reasons=reasons), *appeal.involved)
        return managed(life, application, fund.AdmitFundAppeal(appeal_id=appeal.id), *appeal.involved)
    kind = fund.DismissFundAppeal if turn in (OFF, ENDED) else fund.UpholdFundAppeal
    return managed(life, application, kind(appeal_id=appeal.id, reasons=reasons), *appeal.involved)


# ---------------------------------------------------------------- awards


def from_funded(life: Life, application: Any, turn: str) -> Step | None:
    life.fund.run_jobs()
    award = life.award(application.id)
    return AWARD[award.state](life, award, application, turn)


def unsigned(life: Life, award: Any, application: Any, turn: str) -> Step | None:
    if turn == ENDED:
        return managed(life, application, fund.TerminateAward(award_id=award.id, reason="They gave up."))
    version = award.pending_version
    if not award.plan.schedule.tranches:
        return managed(life, application, fund.SetAwardSchedule(award_id=award.id, schedule=schedule(award)))
    if version is None:
        by = life.free(application.id, MANAGERS)
        upload = None if by is None else uploaded(life.fund, life.cast[by], "fund_agreement")
        return managed(life, application, fund.DrawUpFundAgreement(award_id=award.id, upload_id=upload))
    if version.state == READY:
        return managed(life, application, fund.SendFundAgreement(award_id=award.id, agreement_version=version.number))
    if turn == BACK and version.state == "sent":
        back = fund.ReturnFundAgreement(award_id=award.id, agreement_version=version.number, reason="Not this one.")
        return Step(back, mayor(life, application))
    request = fund.SignFundAgreement(award_id=award.id, agreement_version=version.number, sha256=str(version.sha256))
    if version.signature_of("city") is None:
        return Step(request, mayor(life, application))
    return managed(life, application, request)


def schedule(award: Any) -> AwardSchedule:
    """All the money in two tranches and all the days in one; the second waits for nothing but people."""
    due = award.made_at.date() + timedelta(days=30)
    half = award.amount.minor // 2
    parts = [("first", support(half)), ("second", support(award.amount.minor - half)), ("days", support(None, award.amount.half_days))]
    tranches = tuple(
        Tranche(code=code, support=part, due_on=due) for code, part in parts if part.half_days or (part.money and part.money.minor)
    )
    return AwardSchedule(reports=(ReportDue(code="last", kind="final", due_on=due + timedelta(days=300)),), tranches=tranches)


def in_force(life: Life, award: Any, application: Any, turn: str) -> Step | None:
    if turn == LATER:
        return managed(life, application, fund.SuspendAward(award_id=award.id, reason="A storm."))
    if turn == ENDED:
        return managed(life, application, fund.TerminateAward(award_id=award.id, reason="It came to nothing."))
    for tranche in award.plan.schedule.tranches:
        progress = award.plan.progress_of(tranche.code)
        if progress.state != PAID:
            return paid(life, award, application, tranche.code, progress, turn)
    return reported(life, award, application) or closing_proposed(life, award, application)


def paid(life: Life, award: Any, application: Any, code: str, progress: Any, turn: str) -> Step | None:
    if progress.held is not None:
        return managed(life, application, fund.LiftTrancheHold(award_id=award.id, tranche=code))
    if progress.state == APPROVED_SECOND and turn != BACK:
        request = fund.RecordTranchePayment(
            award_id=award.id, tranche=code, paid_on=life.fund.now.date(), payment_reference=f"B-{award.id[-6:]}-{code}"
        )
        return managed(life, application, request)
    if progress.state in (APPROVED_FIRST, APPROVED_SECOND) and turn == BACK:
        return managed(life, application, fund.ReturnTranche(award_id=award.id, tranche=code, reason="Not yet."))
    if turn == CHECKED:
        return managed(life, application, fund.HoldTranche(award_id=award.id, tranche=code, reason="Wait."))
    approve = fund.ApproveTranche(award_id=award.id, tranche=code)
    return managed(life, application, approve, progress.first_approved_by, progress.requested_by)


def reported(life: Life, award: Any, application: Any) -> Step | None:
    """The final report, until it is accepted."""
    if award.plan.final_report_accepted:
        return None
    reports = life.look(lambda unit: [one for one in unit.award_reports.of_award(award.id) if one.code == "last"])
    by = focal(life, application)
    if not reports:
        content = AwardReportContent(done="All of it.", spent=Money(minor=award.paid.minor, currency="EUR"))
        return Step(fund.DraftAwardReport(award_id=award.id, code="last", content=content), by)
    report = reports[0]
    if report.state == "submitted":
        return managed(life, application, fund.AcceptAwardReport(report_id=report.id))
    if not report.evidence:
        upload = uploaded(life.fund, life.cast[by], "fund_report")
        return Step(fund.AttachReportEvidence(report_id=report.id, upload_id=upload, shows="Lanterns"), by)
    return Step(fund.SubmitAwardReport(report_id=report.id), by)


def closing_proposed(life: Life, award: Any, application: Any) -> Step | None:
    spent = Money(minor=award.paid.minor - award.recovered.minor, currency="EUR")
    return managed(life, application, fund.ProposeAwardClosing(award_id=award.id, spent=spent))


def resumed(life: Life, award: Any, application: Any, turn: str) -> Step | None:
    return managed(life, application, fund.ResumeAward(award_id=award.id))


def terminated(life: Life, award: Any, application: Any, turn: str) -> Step | None:
    return closing_proposed(life, award, application)


def closing(life: Life, award: Any, application: Any, turn: str) -> Step | None:
    if turn == BACK:
        return managed(life, application, fund.ReturnAwardClosing(award_id=award.id, reason="Reckon again."))
    return managed(life, application, fund.ApproveAwardClosing(award_id=award.id), award.reckoning.proposed_by)


AWARD: Final[dict[str, Callable[[Life, Any, Any, str], Step | None]]] = {
    "agreement_draft": unsigned,
    "agreement_sent": unsigned,
    "signed_by_city": unsigned,
    "in_force": in_force,
    "suspended": resumed,
    "terminated": terminated,
    "closing": closing,
}

NEXT: Final[dict[str, Next]] = {
    "draft": from_draft,
    "submitted": from_submitted,
    "screening": from_screening,
    "info_requested": informed,
    "eligible": from_eligible,
    "ineligible": from_ineligible,
    "in_review": from_review,
    "info_requested_in_review": informed,
    "in_panel": from_panel,
    "info_requested_in_panel": informed,
    "decision_proposed": from_proposed,
    "deferred": from_deferred,
    "declined": from_declined,
    "under_appeal": from_appeal,
    "funded": from_funded,
}
