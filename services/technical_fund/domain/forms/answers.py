"""Whether answers fit a form.

A draft may hold what is not finished: only what could not be an answer at all is refused, so that nobody loses a text by saving it.
What is handed in (`final`) keeps every rule of every question that is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from contracts.fields import MAX_WHOLE
from contracts.technical_fund import BudgetRow, FormContent, Money, Question, Support
from contracts.text import normalise
from services.technical_fund.domain.faults import Fault, fault, shape_faults
from services.technical_fund.domain.forms.asking import TEXTS, asked, is_answered, questions
from services.technical_fund.domain.word_count import count_characters, count_words

LONGEST: Final = {"short_text": 1_000, "long_text": 100_000}
"""Characters that are kept at all, whatever the limit says."""

MOST_NAMED: Final = 200
"""Rows, files or options that one answer may name."""

_DAY_LENGTH: Final = len("2027-10-31")


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What answers are checked against besides the form: the call's currency, what is asked for, and the kinds of the files by id."""

    currency: str | None = None
    requested: Support | None = None
    files: Mapping[str, str] | None = None


Check = Callable[[Question, Any, str, Beside], Iterator[Fault]]


def check_answers(
    form: FormContent,
    answers: Mapping[str, Any],
    *,
    final: bool,
    currency: str | None = None,
    requested: Support | None = None,
    files: Mapping[str, str] | None = None,
) -> list[Fault]:
    """Everything that is wrong with `answers`, by question code: `{pointer, code, message}`, pointers beginning with `/answers`.

    `files` maps the ids of the files that are there to their kinds ("pdf"). `requested` is what the rows of the budget must add up to.
    """
    beside = Beside(currency=currency, requested=requested, files=files)
    faults = list(_shapes(form, answers, beside))
    if not final:
        return faults
    misshapen = {each["pointer"].split("/")[2] for each in faults}
    return faults + [
        each for question in asked(form, answers) if question.code not in misshapen for each in _finished(question, answers, beside)
    ]


def tidy(form: FormContent, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with their texts in Unicode's NFC and without outer white space. What is no text, or may not be one, stays as it is."""
    texts = {question.code for question in questions(form) if question.kind in TEXTS}
    return {code: _tidied(answer) if code in texts else answer for code, answer in answers.items()}


def length_of(question: Question, text: str) -> int:
    """How long a text is, in the unit of its limit."""
    return count_characters(text) if question.limit is not None and question.limit.unit == "characters" else count_words(text)


def _shapes(form: FormContent, answers: Mapping[str, Any], beside: Beside) -> Iterator[Fault]:
    known = {question.code: question for question in questions(form)}
    for code, answer in answers.items():
        pointer = f"/answers/{code.replace('~', '~0').replace('/', '~1')}"
        if code not in known:
            yield fault(pointer, "unknown_field", "is not a question of this form")
        elif is_answered(answers, code):
            yield from _SHAPES[known[code].kind](known[code], answer, pointer, beside)


def _finished(question: Question, answers: Mapping[str, Any], beside: Beside) -> Iterator[Fault]:
    pointer = f"/answers/{question.code}"
    if is_answered(answers, question.code):
        yield from _RULES[question.kind](question, answers[question.code], pointer, beside)
    elif question.required:
        yield fault(pointer, "required", "is not answered")


def _tidied(answer: Any) -> Any:
    try:
        return normalise(answer, multiline=True) if isinstance(answer, str) else answer
    except ValueError:
        return answer


# ---------------------------------------------------------------- what could be an answer at all


def _text_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    if not isinstance(answer, str):
        yield fault(pointer, "wrong_type", "must be a text")
    elif len(answer) > LONGEST[question.kind]:
        yield fault(pointer, "length", f"must be at most {LONGEST[question.kind]} characters")
    else:
        try:
            normalise(answer, multiline=question.kind == "long_text")
        except ValueError as wrong:
            yield fault(pointer, "format", str(wrong))


def _number_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not abs(answer) <= MAX_WHOLE:
        yield fault(pointer, "wrong_type", "must be a number")


def _money_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    faults = shape_faults(Money, answer, pointer)
    yield from faults
    if not faults and answer["currency"] != beside.currency is not None:
        yield fault(f"{pointer}/currency", "technical_fund.wrong_currency", f"must be {beside.currency}")


def _option_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    if not isinstance(answer, str):
        yield fault(pointer, "wrong_type", "must be the code of an option")
    elif answer not in _options(question):
        yield fault(pointer, "not_an_option", "is not one of the options")


def _options_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    yield from _list_shape(answer, pointer)
    for position, code in enumerate(answer if isinstance(answer, list | tuple) else ()):
        yield from _option_shape(question, code, f"{pointer}/{position}", beside)
        if code in answer[:position]:
            yield fault(f"{pointer}/{position}", "technical_fund.repeated_code", "is chosen twice")


def _date_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    if _day(answer) is None:
        yield fault(pointer, "wrong_type", "must be a date; write YYYY-MM-DD")


def _file_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    yield from _list_shape(answer, pointer)
    for position, file in enumerate(answer if isinstance(answer, list | tuple) else ()):
        if not isinstance(file, str):
            yield fault(f"{pointer}/{position}", "wrong_type", "must be the id of a file")
        elif beside.files is not None and file not in beside.files:
            yield fault(f"{pointer}/{position}", "technical_fund.no_attachment", "is not a file of this application")


def _budget_shape(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    yield from _list_shape(answer, pointer)
    for position, row in enumerate(answer if isinstance(answer, list | tuple) else ()):
        place = f"{pointer}/{position}"
        faults = shape_faults(BudgetRow, row, place)
        yield from faults
        if not faults and row.get("category") not in (None, *_categories(question)):
            yield fault(f"{place}/category", "not_an_option", "is not one of the categories")
        if not faults and row.get("own") and not (question.budget and question.budget.own_contribution):
            yield fault(f"{place}/own", "not_an_option", "this budget is of the Fund's support only")


def _list_shape(answer: Any, pointer: str) -> Iterator[Fault]:
    if not isinstance(answer, list | tuple):
        yield fault(pointer, "wrong_type", "must be a list")
    elif len(answer) > MOST_NAMED:
        yield fault(pointer, "length", f"must hold at most {MOST_NAMED}")


_SHAPES: Final[Mapping[str, Check]] = {
    "short_text": _text_shape,
    "long_text": _text_shape,
    "number": _number_shape,
    "money": _money_shape,
    "single_choice": _option_shape,
    "multiple_choice": _options_shape,
    "date": _date_shape,
    "file": _file_shape,
    "budget_table": _budget_shape,
}


# ---------------------------------------------------------------- what is handed in


def _text_rules(question: Question, answer: str, pointer: str, beside: Beside) -> Iterator[Fault]:
    limit = question.limit
    if limit is not None and limit.hard and (length := length_of(question, answer)) > limit.most:
        yield fault(pointer, "technical_fund.over_limit", f"has {length} {limit.unit}; at most {limit.most} may be handed in")


def _number_rules(question: Question, answer: float, pointer: str, beside: Beside) -> Iterator[Fault]:
    rules = question.number
    if rules is None:
        return
    if rules.whole and answer != int(answer):
        yield fault(pointer, "technical_fund.not_whole", "must be a whole number")
    yield from _bounds(answer, rules.least, rules.most, pointer)


def _money_rules(question: Question, answer: Mapping[str, Any], pointer: str, beside: Beside) -> Iterator[Fault]:
    if question.money is not None:
        yield from _bounds(answer["minor"], question.money.least, question.money.most, f"{pointer}/minor")


def _no_rules(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    return iter(())


def _options_rules(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    most = question.choice.most if question.choice else None
    if most is not None and len(answer) > most:
        yield fault(pointer, "technical_fund.too_many_chosen", f"at most {most} may be chosen")


def _date_rules(question: Question, answer: str, pointer: str, beside: Beside) -> Iterator[Fault]:
    if question.date is not None:
        yield from _bounds(_day(answer), question.date.earliest, question.date.latest, pointer)


def _file_rules(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    kinds, most = (question.file.kinds, question.file.most) if question.file else (("pdf",), 1)
    if len(answer) > most:
        yield fault(pointer, "technical_fund.too_many_files", f"takes at most {most}")
    for position, file in enumerate(answer):
        if beside.files is not None and beside.files[file] not in kinds:
            yield fault(f"{pointer}/{position}", "technical_fund.wrong_file_kind", f"must be one of {', '.join(kinds)}")


def _budget_rules(question: Question, answer: Any, pointer: str, beside: Beside) -> Iterator[Fault]:
    if question.budget is not None and len(answer) > question.budget.most_rows:
        yield fault(pointer, "length", f"takes at most {question.budget.most_rows} rows")
    for position, row in enumerate(answer):
        for name in ("category", "text"):
            if row.get(name) is None:
                yield fault(f"{pointer}/{position}/{name}", "required", "is missing")
        if not row.get("minor") and not row.get("half_days"):
            yield fault(f"{pointer}/{position}/minor", "required", "needs an amount or expert-days")
    yield from _total_faults(answer, pointer, beside.requested)


def _total_faults(rows: Any, pointer: str, requested: Support | None) -> Iterator[Fault]:
    """The rows that are not the city's own add up to what is asked for."""
    if requested is None:
        return
    support = [row for row in rows if not row.get("own")]
    money = sum(row.get("minor") or 0 for row in support)
    half_days = sum(row.get("half_days") or 0 for row in support)
    wanted = requested.money.minor if requested.money else 0
    if (money, half_days) != (wanted, requested.half_days):
        message = f"adds up to {money} and {half_days} half-days; {wanted} and {requested.half_days} are asked for"
        yield fault(pointer, "technical_fund.budget_total", message)


_RULES: Final[Mapping[str, Check]] = {
    "short_text": _text_rules,
    "long_text": _text_rules,
    "number": _number_rules,
    "money": _money_rules,
    "single_choice": _no_rules,
    "multiple_choice": _options_rules,
    "date": _date_rules,
    "file": _file_rules,
    "budget_table": _budget_rules,
}


def _bounds(value: Any, least: Any, most: Any, pointer: str) -> Iterator[Fault]:
    if least is not None and value < least:
        yield fault(pointer, "range", f"must be at least {least}")
    if most is not None and value > most:
        yield fault(pointer, "range", f"must be at most {most}")


def _options(question: Question) -> frozenset[str]:
    return frozenset(option.code for option in question.choice.options) if question.choice else frozenset()


def _categories(question: Question) -> frozenset[str]:
    return frozenset(option.code for option in question.budget.categories) if question.budget else frozenset()


def _day(answer: Any) -> date | None:
    try:
        return date.fromisoformat(answer) if len(answer) == _DAY_LENGTH else None
    except (TypeError, ValueError):
        return None
