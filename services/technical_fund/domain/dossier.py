"""An application as one paper: the questions in the reader's language, the answers as they were written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from contracts.declare import dump
from contracts.technical_fund import FormContent, Money, Option, Question
from services.technical_fund.domain import forms
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.attachments import INFECTED, WAITING, Attachment, shown_name
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.forms.asking import is_answered
from services.technical_fund.domain.in_words import chosen
from services.technical_fund.domain.showing.applications import attachment_views
from services.technical_fund.domain.versions import digest_of

FILE: Final = "fund_dossier"
MOST_BYTES: Final = 200 * 1024 * 1024
"""Of all files in one archive."""
LONGEST_NAME: Final = 120

Worded = tuple[str, str]
"""A text and the language it is in."""


def paper(
    application: Application,
    version: CallVersion,
    attachments: Sequence[Attachment],
    *,
    language: str,
    city: str | None,
    hidden: bool,
    at: datetime,
) -> dict[str, Any]:
    """What the template `dossier` is filled with. Where the reader is not to learn which city applies, nothing in it tells, not even the
    names of files."""
    called = names_of(attachments, hidden=hidden)
    names = next((state.names for state in version.workflow.states if state.code == application.state), None)
    return {
        "dated": at,
        "reference": application.reference,
        "title": application.title,
        "written_in": application.language,
        "city": city,
        "call": chosen(version.content.titles or {}, language),
        "state": chosen(names or {"en": application.state}, language)[0],
        "submitted_at": application.submitted_at,
        "time_zone": version.content.time_zone,
        "requested": application.requested,
        "digest": digest_of(application.content, [one.of_version for one in attachments]),
        "sections": sections(version.form, application, called, version.content.currency, language),
        "information": [
            {"question": one.question, "asked_at": one.asked_at, "answer": one.answer, "answered_at": one.answered_at}
            for one in application.information
        ],
        "files": [{"name": called[one.id], "size": one.size, "sha256": one.sha256} for one in attachments],
    }


def names_of(attachments: Sequence[Attachment], *, hidden: bool) -> dict[str, str]:
    return {one.id: shown_name(one, number, hidden=hidden) for number, one in enumerate(attachments, 1)}


def sections(
    form: FormContent, application: Application, files: Mapping[str, str], currency: str | None, language: str
) -> list[dict[str, Any]]:
    asked = {question.code for question in forms.asked(form, application.answers)}
    return [
        {
            "title": chosen(section.titles, language)[0],
            "questions": [
                {
                    "label": chosen(question.texts, language),
                    "kind": question.kind,
                    "answer": _answer(question, application.answers, files, currency, language),
                }
                for question in section.questions
                if question.code in asked
            ],
        }
        for section in form.sections
    ]


def _answer(question: Question, answers: Mapping[str, Any], files: Mapping[str, str], currency: str | None, language: str) -> Any:
    """As the template takes it: a text, a `Money`, a day, a list of texts, or rows of a budget; None where there is no answer."""
    if not is_answered(answers, question.code):
        return None
    answer = answers[question.code]
    if question.kind == "money":
        return Money(minor=answer["minor"], currency=answer["currency"])
    if question.kind in ("single_choice", "multiple_choice"):
        options = question.choice.options if question.choice else ()
        return [_option(options, code, language) for code in (answer if isinstance(answer, list | tuple) else [answer])]
    if question.kind == "file":
        return [files[one] for one in answer if one in files]
    if question.kind == "budget_table":
        return [_row(question, row, currency, language) for row in answer]
    return date.fromisoformat(answer) if question.kind == "date" else str(answer)


def _option(options: Sequence[Option], code: Any, language: str) -> str:
    return next((chosen(one.texts, language)[0] for one in options if one.code == code), str(code))


def _row(question: Question, row: Mapping[str, Any], currency: str | None, language: str) -> dict[str, Any]:
    categories = question.budget.categories if question.budget else ()
    money = Money(minor=row["minor"], currency=currency) if row.get("minor") is not None and currency else None
    return {
        "category": _option(categories, row.get("category") or "", language),
        "text": row.get("text") or "",
        "money": money,
        "half_days": row.get("half_days") or 0,
        "own": bool(row.get("own")),
    }


# ---------------------------------------------------------------- the archive


def readable_files(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Those that may be given to anybody: what the scanner refused or has yet to see stays out."""
    return [one for one in attachments if one.scan not in (INFECTED, WAITING)]


def name_in_archive(number: int, attachment: Attachment, *, hidden: bool) -> str:
    """A name that stays inside the archive, is none twice, and tells where the file belongs."""
    bare = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", shown_name(attachment, number, hidden=hidden)).strip(". ")
    stem, dot, ending = bare.rpartition(".")
    short = f"{stem[:LONGEST_NAME]}{dot}{ending[:10]}" if dot else bare[:LONGEST_NAME]
    return f"files/{number:02d}-{attachment.question}-{short or 'file'}"


def as_data(application: Application, attachments: Sequence[Attachment], *, hidden: bool) -> dict[str, Any]:
    """The application as data, for programs."""
    return {
        "id": application.id,
        "reference": application.reference,
        "call_id": application.call_id,
        "call_version": application.call_version,
        "city_id": None if hidden else application.city_id,
        "country": None if hidden else application.country,
        "state": application.state,
        "content": dump(application.content),
        "attachments": [dump(one) for one in attachment_views(attachments, hidden=hidden)],
        "digest": digest_of(application.content, [one.of_version for one in attachments]),
    }
