"""Which answers of an application another call takes over."""

from typing import Any, Final

from contracts.technical_fund import FormContent, FundNotCopied, Question
from services.technical_fund.domain import forms
from services.technical_fund.domain.applications import Application
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.forms.asking import is_answered, questions

FILE: Final = "file"


def taken_over(source: Application, form: FormContent, target: CallVersion) -> tuple[dict[str, Any], tuple[FundNotCopied, ...]]:
    """Answers to questions that both forms ask under one code and of one kind, if they can be answers there; and those left behind."""
    before = {question.code: question for question in questions(form)}
    now = {question.code: question for question in questions(target.form)}
    answers: dict[str, Any] = {}
    left: list[FundNotCopied] = []
    for code in (code for code in source.answers if is_answered(source.answers, code)):
        reason = _why_not(before.get(code), now.get(code), code, source.answers[code], target)
        if reason is None:
            answers[code] = source.answers[code]
        else:
            left.append(FundNotCopied(question=code, reason=reason))
    return answers, tuple(left)


def _why_not(before: Question | None, now: Question | None, code: str, answer: Any, target: CallVersion) -> str | None:
    if now is None:
        return "not_asked"
    if before is None or before.kind != now.kind:
        return "other_kind"
    if now.kind == FILE:
        return "file"
    faults = forms.check_answers(target.form, {code: answer}, final=False, currency=target.content.currency)
    return "does_not_hold" if faults else None
