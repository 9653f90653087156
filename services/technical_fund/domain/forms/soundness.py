"""Whether a form may be published: what is missing, repeated or contradictory in it, each by its place."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contracts.technical_fund import FormContent, Option, Question
from services.technical_fund.domain.faults import Fault, fault, repeats, source_faults
from services.technical_fund.domain.forms.asking import CHOICES, TEXTS, questions

RULES_OF: Final[Mapping[str, str]] = {
    "short_text": "limit",
    "long_text": "limit",
    "number": "number",
    "money": "money",
    "single_choice": "choice",
    "multiple_choice": "choice",
    "date": "date",
    "file": "file",
    "budget_table": "budget",
}
"""The one field of a question that holds rules of its kind."""


def form_faults(form: FormContent, pointer: str = "/form") -> list[Fault]:
    """Everything that keeps a form from being published."""
    faults = draft_faults(form, pointer)
    if form.titles is None:
        faults.append(fault(f"{pointer}/titles", "required", "is missing"))
    if not any(True for _ in questions(form)):
        faults.append(fault(f"{pointer}/sections", "required", "asks nothing"))
    for place, question in _placed(form):
        faults.extend(_missing(question, pointer + place))
    budgets = [place for place, question in _placed(form) if question.kind == "budget_table"]
    faults.extend(fault(pointer + place, "technical_fund.second_budget", "there is a budget already") for place in budgets[1:])
    return [*faults, *source_faults(pointer, form.source_lang, _texts(form))]


def draft_faults(form: FormContent, pointer: str = "/form") -> list[Fault]:
    """What may not be in a draft either."""
    faults = [*repeats((f"{pointer}/sections/{at}/code", section.code) for at, section in enumerate(form.sections))]
    faults.extend(repeats((f"{pointer}{place}/code", question.code) for place, question in _placed(form)))
    before: dict[str, Question] = {}
    for place, question in _placed(form):
        faults.extend(_contradictions(question, pointer + place))
        faults.extend(_condition_faults(question, before, pointer + place))
        before[question.code] = question
    return faults


def _placed(form: FormContent) -> Iterator[tuple[str, Question]]:
    for section_at, section in enumerate(form.sections):
        for question_at, question in enumerate(section.questions):
            yield f"/sections/{section_at}/questions/{question_at}", question


def _contradictions(question: Question, pointer: str) -> Iterator[Fault]:
    for name in sorted({*RULES_OF.values()} - {RULES_OF[question.kind]}):
        if getattr(question, name) is not None:
            yield fault(
                f"{pointer}/{name}", "technical_fund.rules_of_another_kind", f"does not belong to a question of kind {question.kind}"
            )
    for name, least, most in _pairs(question):
        if least is not None and most is not None and least > most:
            yield fault(f"{pointer}/{name}", "technical_fund.bounds_crossed", "the least is above the most")
    for name, options in _option_lists(question):
        yield from repeats((f"{pointer}/{name}/{at}/code", option.code) for at, option in enumerate(options))


def _pairs(question: Question) -> Iterator[tuple[str, Any, Any]]:
    if question.number is not None:
        yield "number", question.number.least, question.number.most
    if question.money is not None:
        yield "money", question.money.least, question.money.most
    if question.date is not None:
        yield "date", question.date.earliest, question.date.latest


def _option_lists(question: Question) -> Iterator[tuple[str, tuple[Option, ...]]]:
    if question.choice is not None:
        yield "choice/options", question.choice.options
    if question.budget is not None:
        yield "budget/categories", question.budget.categories


def _condition_faults(question: Question, before: Mapping[str, Question], pointer: str) -> Iterator[Fault]:
    """What a question waits for is an earlier choice, and can be chosen there: so conditions never go in circles."""
    condition = question.visible_if
    if condition is None:
        return
    named = before.get(condition.question)
    if named is None or named.kind not in CHOICES:
        yield fault(f"{pointer}/visible_if/question", "technical_fund.no_earlier_choice", "must name a choice that is asked earlier")
        return
    options = {option.code for option in named.choice.options} if named.choice else set()
    for at, code in enumerate(condition.any_of):
        if code not in options:
            yield fault(f"{pointer}/visible_if/any_of/{at}", "not_an_option", "is not one of that question's options")


def _missing(question: Question, pointer: str) -> Iterator[Fault]:
    if question.kind in CHOICES and (question.choice is None or len(question.choice.options) < 2):
        yield fault(f"{pointer}/choice/options", "required", "needs at least two options")
    if question.kind == "budget_table" and (question.budget is None or not question.budget.categories):
        yield fault(f"{pointer}/budget/categories", "required", "needs categories")
    if question.kind in TEXTS and question.limit is None:
        yield fault(f"{pointer}/limit", "required", "a text has a limit, hard or soft, so that it can be stated")


def _texts(form: FormContent) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    yield "/titles", form.titles
    for at, section in enumerate(form.sections):
        yield f"/sections/{at}/titles", section.titles
        yield f"/sections/{at}/texts", section.texts
    for place, question in _placed(form):
        yield f"{place}/texts", question.texts
        yield f"{place}/help", question.help
        for name, options in _option_lists(question):
            yield from ((f"{place}/{name}/{at}/texts", option.texts) for at, option in enumerate(options))
