"""How far answers have come."""

from collections.abc import Mapping
from typing import Any

from contracts.technical_fund import FormContent, FormProgress, FormSection, Question, SectionProgress, TextProgress
from services.technical_fund.domain.forms.answers import length_of
from services.technical_fund.domain.forms.asking import TEXTS, asked, is_answered


def progress(form: FormContent, answers: Mapping[str, Any]) -> FormProgress:
    """Counts what is asked, what is answered, and what is required and missing; every text with a limit, beside it."""
    now_asked = asked(form, answers)
    codes = frozenset(question.code for question in now_asked)
    sections = tuple(_section(section, codes, answers) for section in form.sections)
    return FormProgress(
        asked=sum(section.asked for section in sections),
        answered=sum(section.answered for section in sections),
        missing=tuple(code for section in sections for code in section.missing),
        sections=sections,
        texts=tuple(_text(question, answers[question.code]) for question in now_asked if _has_measured_text(question, answers)),
    )


def _section(section: FormSection, now_asked: frozenset[str], answers: Mapping[str, Any]) -> SectionProgress:
    mine = [question for question in section.questions if question.code in now_asked]
    answered = {question.code for question in mine if is_answered(answers, question.code)}
    return SectionProgress(
        section=section.code,
        asked=len(mine),
        answered=len(answered),
        missing=tuple(question.code for question in mine if question.required and question.code not in answered),
    )


def _has_measured_text(question: Question, answers: Mapping[str, Any]) -> bool:
    return question.kind in TEXTS and question.limit is not None and isinstance(answers.get(question.code), str)


def _text(question: Question, text: str) -> TextProgress:
    limit = question.limit
    assert limit is not None
    length = length_of(question, text)
    return TextProgress(question=question.code, length=length, most=limit.most, unit=limit.unit, hard=limit.hard, over=length > limit.most)
