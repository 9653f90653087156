"""Letters: prepared when a decision is approved, printed by a job, and from then on kept as they are."""

import hashlib
from datetime import timedelta
from typing import Any, Final, Protocol

from chassis.context import new_id
from chassis.timers import Timer
from chassis.unit import owner_of
from contracts.declare import load
from contracts.errors import Invalid
from contracts.membership import CityNames
from contracts.standard import Job
from contracts.technical_fund import (
    AcknowledgeFundLetter,
    LetterTemplateView,
    LetterView,
    PrintFundLetter,
    PrintFundLetterPreview,
    SetFundLetterTemplate,
)
from contracts.words import LANGUAGES
from services.technical_fund.domain.access import APPLICANT, MANAGEMENT, MAYOR
from services.technical_fund.domain.appeals import Appeal
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.deciding import PANEL, known_decision, no_decision
from services.technical_fund.domain.decisions import Decision
from services.technical_fund.domain.in_words import spoken
from services.technical_fund.domain.lettering import (
    context_of_appeal,
    context_of_decision,
    context_of_screening,
    dating_of,
    known_letter,
    languages_of,
    named,
    naming,
    no_outcome_yet,
    preview_context,
    template_of,
    words_of,
)
from services.technical_fund.domain.letters import Letter, PrintedFile
from services.technical_fund.domain.letters.compose import Dating
from services.technical_fund.domain.letters.letter import APPEAL, DECISION, SCREENING
from services.technical_fund.domain.screening import Outcome
from services.technical_fund.domain.showing.letters import letter_view, template_view
from services.technical_fund.usecases import deadlines, history
from services.technical_fund.usecases.access import acting
from services.technical_fund.usecases.ports import Fund, Papers, RunningJob

PRINT_JOB: Final = "fund-letters.print"
PREVIEW_JOB: Final = "fund-letters.preview"
LOOK_TIMER: Final = "fund-letters.look-again"
LOOK_EVERY: Final = timedelta(hours=1)
LETTER_FILE: Final = "fund_letter"
PREVIEW_FILE: Final = "fund_letter_preview"
PREVIEW_KEPT: Final = timedelta(days=1)
INELIGIBLE: Final = "ineligible"
PDF: Final = "application/pdf"
UNDER_WAY: Final = frozenset({"waiting", "running", "cancelling"})


class Told(Protocol):
    """What a letter can be about: a decision or an appeal."""

    @property
    def id(self) -> str: ...


# ---------------------------------------------------------------- what people ask


def set_fund_letter_template(unit: Fund, request: SetFundLetterTemplate) -> LetterTemplateView:
    if request.language not in LANGUAGES:
        raise Invalid.field("/language", "not_an_option", f"must be one of {', '.join(LANGUAGES)}")
    template = template_of(unit, request.letter_kind, request.language)
    unit.expect(template)
    unit.letter_template_numbers.add(template.set(request.words, by=unit.actor.person_id, at=unit.now))
    unit.letter_templates.save(template) if template.version else unit.letter_templates.add(template)
    return template_view(template)


def print_fund_letter(unit: Fund, request: PrintFundLetter) -> LetterView:
    letter, application, parts = known_letter(unit, request.letter_id)
    acting(unit, application.id, MANAGEMENT)
    _print_unless_under_way(unit, letter)
    return letter_view(letter, parts)


def acknowledge_fund_letter(unit: Fund, request: AcknowledgeFundLetter) -> LetterView:
    letter, application, parts = known_letter(unit, request.letter_id)
    acting(unit, application.id, APPLICANT, MAYOR)
    if letter.acknowledged_at is None:
        letter.acknowledge(by=unit.actor.person_id, at=unit.now)
        unit.letters.save(letter)
        history.note(unit, application.id, "acknowledge_letter", data={"letter_id": letter.id})
    return letter_view(letter, parts)


def print_fund_letter_preview(unit: Fund, request: PrintFundLetterPreview) -> Job:
    decision, application, parts = known_decision(unit, request.decision_id)
    if not parts & PANEL:
        raise no_decision()
    if decision.outcome is None:
        raise no_outcome_yet()
    language = request.language or spoken(application.language)
    return unit.jobs.start(PREVIEW_JOB, {"decision_id": decision.id, "language": language})


# ---------------------------------------------------------------- for those who decide


def prepare(unit: Fund, about: Decision | Appeal, application: Application, tells: str | None = None) -> Letter:
    """A letter about what was just decided; a job prints and issues it once this is kept."""
    kind = tells or str(getattr(about, "outcome", None))
    return _prepared(unit, about.id, DECISION if isinstance(about, Decision) else APPEAL, application, kind)


def prepare_finding(unit: Fund, outcome: Outcome, application: Application) -> None:
    """The letter about an application that was just found ineligible."""
    _prepared(unit, str(outcome.id), SCREENING, application, INELIGIBLE)


def drop_finding(unit: Fund, outcome: Outcome | None) -> None:
    """What screening found was taken back: a letter that nobody could read yet is not issued any more."""
    letter = unit.letters.find(outcome.id) if outcome is not None and outcome.id else None
    if letter is not None and letter.waits:
        letter.drop()
        unit.letters.save(letter)
        unit.timers.cancel(f"{LOOK_TIMER}:{letter.id}")


def _prepared(unit: Fund, id: str, about: str, application: Application, kind: str) -> Letter:
    languages = languages_of(application, unit.terms.current().content)
    letter = Letter(
        id=id,
        about=about,
        application_id=application.id,
        call_id=application.call_id,
        city_id=application.city_id,
        tells=kind,
        templates={language: template_of(unit, kind, language).number for language in languages},
        prepared_at=unit.now,
    )
    letter.job_id = unit.jobs.start(PRINT_JOB, {"letter_id": letter.id}).id
    unit.letters.add(letter)
    _look_again(unit, letter)
    return letter


# ---------------------------------------------------------------- until it is issued


def look_again(unit: Fund, timer: Timer) -> None:
    """A letter that could not be printed is printed again every hour: what was missing may be there by now."""
    letter = unit.letters.find(timer.data["letter_id"])
    if letter is not None and letter.waits:
        _print_unless_under_way(unit, letter)
        _look_again(unit, letter)


TIMERS: Final = {LOOK_TIMER: look_again}


def _print_unless_under_way(unit: Fund, letter: Letter) -> None:
    if letter.waits and (letter.job_id is None or unit.jobs.state(letter.job_id) not in UNDER_WAY):
        letter.job_id = unit.jobs.start(PRINT_JOB, {"letter_id": letter.id}).id
        unit.letters.save(letter)


def _look_again(unit: Fund, letter: Letter) -> None:
    unit.timers.set(f"{LOOK_TIMER}:{letter.id}", unit.now + LOOK_EVERY, LOOK_TIMER, {"letter_id": letter.id})


# ---------------------------------------------------------------- printing


def print_letter(job: RunningJob[Fund]) -> dict[str, Any]:
    """Ask for the city's name, date the letter, print it, issue it: a crash at any line leaves it waiting, and the next run begins
    again."""
    letter_id: str = job.params["letter_id"]
    application = job.step(lambda unit: _waiting(unit, letter_id), phase="name", done=0, total=3)
    if application is None:
        return {"letter_id": letter_id}
    names = named(load(CityNames, job.ask(naming(application)), unknown="exclude"))
    dating, papers, contexts = job.step(lambda unit: _composed(unit, letter_id, names), phase="print", done=1, total=3)
    papers_made = papers.pdfs([("letter", context, language) for language, context in contexts.items()])
    printed = dict(zip(contexts, papers_made, strict=True))
    job.step(lambda unit: _issued(unit, letter_id, dating, printed), phase="issue", done=3, total=3)
    return {"letter_id": letter_id}


def print_preview(job: RunningJob[Fund]) -> dict[str, Any]:
    """The file has the id of the job: written again after a crash, it is there already."""
    decision_id, language = job.params["decision_id"], job.params["language"]
    application = job.step(lambda unit: _application_of(unit, decision_id), phase="name", done=0, total=2)
    names = named(load(CityNames, job.ask(naming(application)), unknown="exclude"))
    papers, context = job.step(lambda unit: _preview(unit, decision_id, names, language), phase="print", done=1, total=2)
    data = papers.pdf("letter", context, language)
    job.step(lambda unit: _keep_preview(unit, job, data, language), phase="keep", done=2, total=2)
    return {"file_id": job.id}


JOBS: Final = {PRINT_JOB: print_letter, PREVIEW_JOB: print_preview}


def _application_of(unit: Fund, decision_id: str) -> Application:
    return unit.applications.get(unit.decisions.get(decision_id).application_id)


def _preview(unit: Fund, decision_id: str, names: dict[str, str] | None, language: str) -> tuple[Papers, dict[str, Any]]:
    return unit.papers, preview_context(unit, unit.decisions.get(decision_id), _application_of(unit, decision_id), names, language)


def _waiting(unit: Fund, letter_id: str) -> Application | None:
    """The application of a letter that is not issued yet."""
    letter = unit.letters.get(letter_id)
    return unit.applications.get(letter.application_id) if letter.waits else None


def _composed(unit: Fund, letter_id: str, names: dict[str, str] | None) -> tuple[Dating, Papers, dict[str, Any]]:
    letter = unit.letters.get(letter_id)
    application = unit.applications.get(letter.application_id)
    dating = dating_of(unit, application, letter.tells)
    letter.date(dating.dated, dating.appeal_until)
    unit.letters.save(letter)
    return dating, unit.papers, {language: _context(unit, letter, application, names, dating, language) for language in letter.languages}


def _context(
    unit: Fund, letter: Letter, application: Application, names: dict[str, str] | None, dating: Dating, language: str
) -> dict[str, Any]:
    words = words_of(unit, letter.tells, language, letter.templates[language])
    if letter.about == APPEAL:
        return context_of_appeal(unit, unit.appeals.get(letter.id), application, names, words, dating, language)
    if letter.about == SCREENING:
        return context_of_screening(unit, unit.screenings.get(application.id), application, names, words, dating, language)
    return context_of_decision(unit, unit.decisions.get(letter.id), application, names, words, dating, language)


def _issued(unit: Fund, letter_id: str, dating: Dating, printed: dict[str, bytes]) -> None:
    letter = unit.letters.get(letter_id)
    if not letter.waits:
        return
    application = unit.applications.get(letter.application_id)
    files = tuple(_kept(unit, letter, application, language, data) for language, data in printed.items())
    letter.issue(files, dated=dating.dated, at=unit.now)
    unit.letters.save(letter)
    unit.timers.cancel(f"{LOOK_TIMER}:{letter.id}")
    _tell(unit, letter)
    digests = {f"sha256_{file.language}": file.sha256 for file in files}
    history.note(unit, application.id, "issue_letter", data={"letter_id": letter.id, "tells": letter.tells, **digests}, person_id=None)
    if letter.appeal_until is not None:
        deadlines.set(unit, "appeal_window_ends", application.id, letter.appeal_until)


def _tell(unit: Fund, letter: Letter) -> None:
    """What the letter is about may be read by the city from now on; what screening found it reads anyway."""
    if letter.about == APPEAL:
        appeal = unit.appeals.get(letter.id)
        appeal.tell(at=unit.now)
        unit.appeals.save(appeal)
    elif letter.about == DECISION:
        decision = unit.decisions.get(letter.id)
        decision.tell(at=unit.now)
        unit.decisions.save(decision)


def _kept(unit: Fund, letter: Letter, application: Application, language: str, data: bytes) -> PrintedFile:
    file_id = new_id()
    unit.files.keep(
        file_id,
        owner=owner_of(unit.actor),
        purpose=LETTER_FILE,
        file_name=f"{application.reference}-{language}.pdf",
        media_type=PDF,
        data=data,
        until=None,
        claimed_by=f"fund-letters/{letter.id}",
    )
    return PrintedFile(language=language, file_id=file_id, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def _keep_preview(unit: Fund, job: RunningJob[Fund], data: bytes, language: str) -> None:
    unit.files.keep(
        job.id,
        owner=job.owner,
        purpose=PREVIEW_FILE,
        file_name=f"draft-{language}.pdf",
        media_type=PDF,
        data=data,
        until=unit.now + PREVIEW_KEPT,
    )
