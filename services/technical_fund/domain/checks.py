"""How far an application is: what may not be saved, what keeps it from being handed in, and the task list."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from contracts.errors import Invalid
from contracts.technical_fund import CallContent, FundApplicationContent, FundQuestionCheck, FundSectionCheck, Question, Support
from services.technical_fund.domain import forms
from services.technical_fund.domain.amounts import amount_of
from services.technical_fund.domain.applications import Application, part_of_answer
from services.technical_fund.domain.attachments import KINDS, Attachment
from services.technical_fund.domain.calls import CallVersion
from services.technical_fund.domain.faults import Fault, fault
from services.technical_fund.domain.forms.asking import is_answered, questions
from services.technical_fund.domain.writing import Pen

FILE: Final = "file"
_KIND_OF: Final = {media_type: kind for kind, media_type in KINDS.items()}


def file_kinds(attachments: Sequence[Attachment]) -> dict[str, str]:
    """The kinds of files that there are, by id, in the words of forms."""
    return {one.id: _KIND_OF.get(one.media_type, one.media_type) for one in attachments}


# ---------------------------------------------------------------- saving


def check_saved(version: CallVersion, content: FundApplicationContent, changed: frozenset[str]) -> list[Fault]:
    """What could not be an answer at all, among the parts that changed. Nothing here asks for completeness."""
    faults = forms.check_answers(version.form, content.answers, final=False, currency=version.content.currency)
    files = {question.code for question in questions(version.form) if question.kind == FILE}
    faults += [_by_hand(code) for code in sorted(files) if part_of_answer(code) in changed]
    return [*(one for one in faults if _concerns(one, changed)), *(support_faults(version.content, content.requested))]


def _by_hand(question: str) -> Fault:
    return fault(f"/answers/{question}", "technical_fund.files_are_attached", "is changed by attaching and detaching files")


def _concerns(found: Fault, changed: frozenset[str]) -> bool:
    return part_of_answer(question_of(found)) in changed


def question_of(found: Fault) -> str:
    return found["pointer"].split("/")[2].replace("~1", "/").replace("~0", "~")


def support_faults(content: CallContent, requested: Support) -> list[Fault]:
    """Money in another currency than the call's."""
    try:
        amount_of(requested, content.currency, "/requested")
    except Invalid as wrong:
        return list(wrong.details["errors"])
    return []


# ---------------------------------------------------------------- handing in


def submission_faults(version: CallVersion, application: Application, attachments: Sequence[Attachment]) -> list[Fault]:
    """Everything that keeps the application from being handed in, its files' scans aside."""
    faults = [] if application.title else [fault("/title", "required", "is missing")]
    faults += support_faults(version.content, application.requested) or _bounds(version.content, application.requested)
    return faults + forms.check_answers(
        version.form,
        application.answers,
        final=True,
        currency=version.content.currency,
        requested=application.requested,
        files=file_kinds(attachments),
    )


def _bounds(call: CallContent, requested: Support) -> list[Fault]:
    """Money and expert-days each between the call's floor and ceiling, where the city asks for them at all."""
    asked = {"/requested/money/minor": requested.money.minor if requested.money else 0, "/requested/half_days": requested.half_days}
    if not any(asked.values()):
        return [fault("/requested", "technical_fund.nothing_asked", "asks for neither money nor expert-days")]
    floor, ceiling = _measures(call.floor), _measures(call.ceiling or call.envelope)
    faults = []
    for pointer, amount in asked.items():
        if amount and amount < floor[pointer]:
            faults.append(fault(pointer, "technical_fund.below_floor", f"must be at least {floor[pointer]}"))
        if call.ceiling or call.envelope:
            faults += [fault(pointer, "technical_fund.above_ceiling", f"must be at most {ceiling[pointer]}")] * (amount > ceiling[pointer])
    return faults


def _measures(support: Support | None) -> Mapping[str, int]:
    money = support.money.minor if support and support.money else 0
    return {"/requested/money/minor": money, "/requested/half_days": support.half_days if support else 0}


def soft_faults(version: CallVersion, answers: Mapping[str, Any]) -> list[Fault]:
    """Texts beyond a limit that stops nobody."""
    return [
        fault(f"/answers/{text.question}", "technical_fund.over_soft_limit", f"has {text.length} {text.unit}; {text.most} are advised")
        for text in forms.progress(version.form, answers).texts
        if text.over and not text.hard
    ]


# ---------------------------------------------------------------- the task list


def task_list(version: CallVersion, application: Application, attachments: Sequence[Attachment], pen: Pen) -> tuple[FundSectionCheck, ...]:
    """Every question that is asked, by section, and how far it is."""
    faults = submission_faults(version, application, attachments)
    faulty = {question_of(one) for one in faults if one["pointer"].startswith("/answers/")}
    texts = {text.question: text for text in forms.progress(version.form, application.answers).texts}
    asked = {question.code for question in forms.asked(version.form, application.answers)}

    def line(question: Question) -> FundQuestionCheck:
        text = texts.get(question.code)
        return FundQuestionCheck(
            question=question.code,
            state=_state(application.answers, question.code, faulty, over=text is not None and text.over),
            required=question.required,
            editable=pen.may_answer(question.code),
            used=text.length if text else None,
            limit=text.most if text else question.limit.most if question.limit else None,
            unit=text.unit if text else question.limit.unit if question.limit else None,
        )

    sections = ((one.code, tuple(line(question) for question in one.questions if question.code in asked)) for one in version.form.sections)
    return tuple(_section(code, lines) for code, lines in sections)


def _state(answers: Mapping[str, Any], question: str, faulty: set[str], *, over: bool) -> str:
    if not is_answered(answers, question):
        return "empty"
    return "over_limit" if over else "partial" if question in faulty else "complete"


def _section(code: str, lines: tuple[FundQuestionCheck, ...]) -> FundSectionCheck:
    """Complete when every question is, but for those that may stay empty; empty when nothing is answered and something is to be."""
    settled = [one for one in lines if one.state == "complete" or (one.state == "empty" and not one.required)]
    answered = [one for one in lines if one.state != "empty"]
    state = "complete" if len(settled) == len(lines) else "partial" if answered else "empty"
    return FundSectionCheck(section=code, state=state, complete=len(settled), asked=len(lines), questions=lines)
