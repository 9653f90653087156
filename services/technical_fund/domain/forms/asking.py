"""Which questions of a form are asked, given the answers so far."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contracts.technical_fund import FormContent, Question

CHOICES: Final = frozenset({"single_choice", "multiple_choice"})
TEXTS: Final = frozenset({"short_text", "long_text"})


def questions(form: FormContent) -> Iterator[Question]:
    return (question for section in form.sections for question in section.questions)


def asked(form: FormContent, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """In order. A question behind a choice that was not made, or that is itself not asked, is not asked."""
    found: dict[str, Question] = {}
    for question in questions(form):
        if question.visible_if is None or _was_chosen(question, found, answers):
            found[question.code] = question
    return tuple(found.values())


def chosen(answer: Any) -> frozenset[str]:
    """The options an answer names, be it one or several."""
    named = answer if isinstance(answer, list | tuple) else [answer]
    return frozenset(code for code in named if isinstance(code, str))


def is_answered(answers: Mapping[str, Any], code: str) -> bool:
    """An empty text or list is no answer; `0` and `false` are."""
    answer = answers.get(code)
    return answer is not None and answer != "" and answer != [] and answer != ()


def _was_chosen(question: Question, before: Mapping[str, Question], answers: Mapping[str, Any]) -> bool:
    condition = question.visible_if
    assert condition is not None
    return condition.question in before and not chosen(answers.get(condition.question)).isdisjoint(condition.any_of)
