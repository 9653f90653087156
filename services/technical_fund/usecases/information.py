"""Asking a city for something, and its answer: only what was unlocked can change meanwhile."""

from chassis.context import new_id
from contracts.errors import Conflict, Invalid
from contracts.technical_fund import CloseFundInformationRequest, FundApplicationView, ProvideFundInformation, RequestFundInformation
from services.technical_fund.domain import access, forms
from services.technical_fund.domain.applications import Application, InformationRequest
from services.technical_fund.domain.attachments import check_all_readable
from services.technical_fund.domain.checks import file_kinds, question_of
from services.technical_fund.domain.forms.asking import questions
from services.technical_fund.domain.showing.applications import shown
from services.technical_fund.domain.versions import RESUBMISSION
from services.technical_fund.usecases import deadlines, steps
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.versioning import attached, keep_version

DUE = "information_due"


def request_fund_information(unit: Fund, request: RequestFundInformation) -> FundApplicationView:
    application = access.readable(unit, request.application_id)
    unit.expect(application)
    steps.check(unit, application, "request_information")
    if request.due_at <= unit.now:
        raise Invalid.field("/due_at", "range", "must be still to come")
    _check_questions(unit, application, request.questions)
    asked = InformationRequest(
        id=new_id(),
        question=request.question,
        questions=request.questions,
        due_at=request.due_at,
        asked_by=str(unit.actor.person_id),
        asked_at=unit.now,
    )
    application.ask(asked, at=unit.now)
    data = {"request_id": asked.id, "due_at": asked.due_at, "questions": asked.questions}
    steps.take(unit, application, "request_information", data=data, texts={"question": asked.question})
    deadlines.set(unit, DUE, application.id, asked.due_at)
    return shown(unit, application)


def provide_fund_information(unit: Fund, request: ProvideFundInformation) -> FundApplicationView:
    """Late answers are answers: the due instant is a reminder, and the management unit goes on without one when it will."""
    application = access.acting(unit, request.application_id, access.APPLICANT, access.MAYOR)
    unit.expect(application)
    steps.check(unit, application, "provide_information")
    asked = _open_question(application)
    _check_unlocked_answers(unit, application, asked)
    application.answer(request.answer, by=str(unit.actor.person_id), at=unit.now)
    _go_on(unit, application, asked, answered=True, text=request.answer)
    return shown(unit, application)


def close_fund_information_request(unit: Fund, request: CloseFundInformationRequest) -> FundApplicationView:
    """What the city changed so far counts, as a version of its own, if it changed anything."""
    application = access.acting(unit, request.application_id, access.MANAGEMENT)
    unit.expect(application)
    steps.check(unit, application, "provide_information")
    asked = _open_question(application)
    application.close_question(at=unit.now)
    _go_on(unit, application, asked, answered=False, text=request.reason)
    return shown(unit, application)


def _go_on(unit: Fund, application: Application, asked: InformationRequest, *, answered: bool, text: str | None) -> None:
    number = keep_version(unit, application, RESUBMISSION).number if answered or _was_changed(unit, application) else 0
    data = {"request_id": asked.id, "answered": answered, "version_number": number}
    steps.take(unit, application, "provide_information", data=data, texts={"answer": text})
    deadlines.done(unit, DUE, application.id)


def _was_changed(unit: Fund, application: Application) -> bool:
    latest = unit.application_versions.of_application(application.id)
    return not latest or latest[0].revision != application.revision


def _open_question(application: Application) -> InformationRequest:
    if application.open_question is None:
        raise Conflict("technical_fund.nothing_asked_of_city", "no question waits for an answer")
    return application.open_question


def _check_questions(unit: Fund, application: Application, named: tuple[str, ...]) -> None:
    form = unit.call_versions.pinned(application.call_id, application.call_version).form
    known = {question.code for question in questions(form)}
    for position, code in enumerate(named):
        if code not in known or code in named[:position]:
            raise Invalid.field(f"/questions/{position}", "not_an_option", "must be a question of the form, named once")


def _check_unlocked_answers(unit: Fund, application: Application, asked: InformationRequest) -> None:
    """What was unlocked is complete again; what could not be touched is not asked about."""
    version = unit.call_versions.pinned(application.call_id, application.call_version)
    files = attached(unit, application)
    check_all_readable(files)
    faults = forms.check_answers(
        version.form,
        application.answers,
        final=True,
        currency=version.content.currency,
        requested=application.requested,
        files=file_kinds(files),
    )
    if mine := [fault for fault in faults if question_of(fault) in asked.questions]:
        raise Invalid.fields(mine, "technical_fund.incomplete")
