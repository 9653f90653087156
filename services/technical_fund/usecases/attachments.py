"""Putting files under questions and taking them away, and having a virus scanner look at them."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, Protocol

import structlog

from chassis.context import Context
from chassis.files import StoredFile
from chassis.unit import Work
from contracts.errors import Conflict, Invalid, NotFound, Unavailable
from contracts.technical_fund import AttachFundFile, DetachFundFile, FundApplicationView, Question
from services.technical_fund.domain import access, writing
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.attachments import (
    KINDS,
    MOST_FILES,
    NOT_SCANNED,
    PURPOSE_NAME,
    WAITING,
    Attachment,
    check_honest,
)
from services.technical_fund.domain.checks import FILE
from services.technical_fund.domain.forms.asking import questions
from services.technical_fund.domain.showing.applications import shown
from services.technical_fund.usecases import history
from services.technical_fund.usecases.applications import subject_of
from services.technical_fund.usecases.ports import Fund
from services.technical_fund.usecases.steps import workflow_of
from services.technical_fund.usecases.versioning import attached

log = structlog.get_logger(__name__)

IN_MEMORY: Final = 1024 * 1024
AT_ONCE: Final = 20
SECONDS_TO_NOTE: Final = 30.0


def attach_fund_file(unit: Fund, request: AttachFundFile) -> FundApplicationView:
    application, pen = _written(unit, request.application_id, "attach_fund_file")
    question = _file_question(unit, application, request.question)
    _check_unlocked(pen, request.question)
    files = attached(unit, application)
    if any(one.id == request.upload_id for one in files):
        raise Conflict("technical_fund.file_there", "this file is under the application already", {"attachment_id": request.upload_id})
    _check_room(question, files)
    stored = unit.files.claim(request.upload_id, subject_of(application), purpose=PURPOSE_NAME)
    _check_kind(unit, question, stored)
    unit.attachments.add(_attachment(unit, application, question, stored))
    application.attach(stored.id, question.code, at=unit.now)
    history.note(
        unit, application.id, "file_attached", data={"attachment_id": stored.id, "question": question.code, "sha256": stored.sha256}
    )
    unit.applications.save(application)
    return shown(unit, application)


def detach_fund_file(unit: Fund, request: DetachFundFile) -> FundApplicationView:
    application, pen = _written(unit, request.application_id, "detach_fund_file")
    found = next((one for one in attached(unit, application) if one.id == request.attachment_id), None)
    if found is None:
        raise NotFound("technical_fund.no_attachment", "there is no such file under the application")
    _check_unlocked(pen, found.question)
    application.detach(found.id, found.question, at=unit.now)
    if found.kept:
        found.detached_at = unit.now
        unit.attachments.save(found)
    else:
        unit.attachments.remove(found)
        unit.files.release(found.id, subject_of(application))
    history.note(unit, application.id, "file_detached", data={"attachment_id": found.id, "question": found.question})
    unit.applications.save(application)
    return shown(unit, application)


def _written(unit: Fund, application_id: str, action: str) -> tuple[Application, writing.Pen]:
    application, parts = access.known(unit, application_id)
    pen = writing.check_writing(application, workflow_of(unit, application), parts, action)
    unit.expect(application)
    return application, pen


def _file_question(unit: Fund, application: Application, code: str) -> Question:
    form = unit.call_versions.pinned(application.call_id, application.call_version).form
    question = next((one for one in questions(form) if one.code == code), None)
    if question is None or question.kind != FILE:
        raise Invalid.field("/question", "not_an_option", "must be a question of the form that asks for files")
    return question


def _check_unlocked(pen: writing.Pen, question: str) -> None:
    if not pen.may_answer(question):
        raise Conflict(
            "technical_fund.part_locked", "only the answers that were unlocked can be changed now", {"parts": [f"answers/{question}"]}
        )


def _check_room(question: Question, files: list[Attachment]) -> None:
    most = question.file.most if question.file else 1
    if len(files) >= MOST_FILES or sum(one.question == question.code for one in files) >= most:
        raise Conflict("technical_fund.too_many_files", f"the question takes at most {most} files", {"most": most})


def _check_kind(unit: Fund, question: Question, stored: StoredFile) -> None:
    welcome = {KINDS[kind] for kind in (question.file.kinds if question.file else ("pdf",))}
    if stored.media_type not in welcome:
        raise Invalid.field("/upload_id", "technical_fund.wrong_file_kind", f"must be one of {', '.join(sorted(welcome))}")
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:
        for piece in pieces_of(unit, stored.id, stored.size):
            whole.write(piece)
        whole.seek(0)
        check_honest(stored.media_type, whole)


def _attachment(unit: Fund, application: Application, question: Question, stored: StoredFile) -> Attachment:
    return Attachment(
        id=stored.id,
        application_id=application.id,
        question=question.code,
        file_name=stored.file_name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        scan=WAITING if unit.scans else NOT_SCANNED,
        attached_by=unit.actor.person_id,
        attached_at=unit.now,
        scan_after=unit.now if unit.scans else None,
    )


def pieces_of(unit: Any, file_id: str, size: int) -> Iterator[bytes]:
    """The file from its beginning to its end, in the pieces the store gives."""
    offset = 0
    while offset < size:
        piece = unit.files.read(file_id, offset).part
        if not piece:
            return
        yield piece
        offset += len(piece)


# ---------------------------------------------------------------- in the background


class Verdict(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def finding(self) -> str | None: ...


class Scanner(Protocol):
    def scan(self, pieces: Iterator[bytes]) -> Verdict:
        """Raises `Unavailable` where there is no verdict."""


def _piece(file_id: str, offset: int, unit: Any) -> bytes:
    return bytes(unit.files.read(file_id, offset).part)


class ScanRoom:
    """Has the scanner look at files that wait. Nothing is locked while it looks; what it said is written in a unit of work of its own, and
    a process killed in between looks again."""

    def __init__(self, work: Work[Any], scanner: Scanner) -> None:
        self._work = work
        self._scanner = scanner

    def round(self) -> int:
        """Look at some; how many verdicts there were. One without a verdict waits longer each time and keeps nobody else waiting."""
        waiting = self._look(lambda unit: list(unit.attachments.to_scan(unit.now, AT_ONCE)))
        return sum(self._scan(attachment) for attachment in waiting)

    def _scan(self, attachment: Attachment) -> int:
        try:
            verdict = self._scanner.scan(self._pieces(attachment))
        except Unavailable as why:
            log.warning("file_not_scanned", attachment=attachment.id, tries=attachment.tries + 1, reason=why.message)
            self._note(attachment.id, lambda found, at: found.try_later(at=at))
            return 0
        self._note(attachment.id, lambda found, at: found.found(verdict.state, verdict.finding, at=at))
        return 1

    def _pieces(self, attachment: Attachment) -> Iterator[bytes]:
        offset = 0
        while offset < attachment.size:
            piece: bytes = self._look(partial(_piece, attachment.id, offset))
            if not piece:
                return
            yield piece
            offset += len(piece)

    def _note(self, attachment_id: str, change: Callable[[Attachment, Any], None]) -> None:
        def write(_: Any, unit: Any) -> None:
            found = unit.attachments.find(attachment_id)
            if found is not None and found.scan == WAITING:
                change(found, unit.now)
                unit.attachments.save(found)
                if found.scan != WAITING:
                    data = {"attachment_id": found.id, "scan": found.scan}
                    history.note(unit, found.application_id, "file_scanned", data=data, texts={"finding": found.finding}, person_id=None)

        self._work.within(write, self._context())

    def _look(self, body: Callable[[Any], Any]) -> Any:
        return self._work.look(lambda _, unit: body(unit), self._context())

    def _context(self) -> Context:
        return Context.for_service(self._work.service, seconds=SECONDS_TO_NOTE)
