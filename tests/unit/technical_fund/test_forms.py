"""Forms: what may be published, what may be saved, what may be handed in."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.technical_fund import BudgetRules, ChoiceRules, DateRules, MoneyRules, NumberRules, TextLimit, VisibleIf
from services.technical_fund.domain.forms import asked, check_answers, form_faults, progress, tidy
from tests.builders.fund.calls import form, option, question, support

LETTER = "01890000-0000-7000-8000-000000000001"
WHOLE: dict[str, Any] = {"plan": "We will talk to schools."}


def codes(faults: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in faults}


def handed_in(answers: dict[str, Any], **beside: Any) -> set[tuple[str, str]]:
    return codes(check_answers(form(), WHOLE | answers, final=True, **beside))


def saved(answers: dict[str, Any], **beside: Any) -> set[tuple[str, str]]:
    return codes(check_answers(form(), answers, final=False, **beside))


def test_a_whole_form_may_be_published() -> None:
    assert form_faults(form()) == []


def test_what_is_required_is_missing_only_when_it_is_handed_in() -> None:
    assert check_answers(form(), {}, final=False) == []
    assert codes(check_answers(form(), {}, final=True)) == {("/answers/plan", "required")}


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_answer_is_none(empty: Any) -> None:
    assert handed_in({"plan": empty}) == {("/answers/plan", "required")}


def test_zero_is_an_answer() -> None:
    zero = form(question("people", "number", required=True))
    assert check_answers(zero, {"people": 0}, final=True) == []


@pytest.mark.parametrize(
    ("code", "answer", "pointer", "fault"),
    [
        ("nobody", "x", "", "unknown_field"),
        ("plan", 5, "", "wrong_type"),
        ("plan", "a" * 100_001, "", "length"),
        ("plan", "bell \a", "", "format"),
        ("nickname", "two\nlines", "", "format"),
        ("people", "5", "", "wrong_type"),
        ("people", True, "", "wrong_type"),
        ("people", float("nan"), "", "wrong_type"),
        ("people", 10**400, "", "wrong_type"),
        ("partners", "many", "", "not_an_option"),
        ("partners", ["some"], "", "wrong_type"),
        ("places", "schools", "", "wrong_type"),
        ("places", ["schools", "sea"], "/1", "not_an_option"),
        ("places", ["schools", "schools"], "/1", "technical_fund.repeated_code"),
        ("places", [["schools"]], "/0", "wrong_type"),
        ("begins", "1.4.2027", "", "wrong_type"),
        ("begins", "20270401", "", "wrong_type"),
        ("begins", "2027-02-30", "", "wrong_type"),
        ("letter", [7], "/0", "wrong_type"),
        ("letter", [LETTER], "/0", "technical_fund.no_attachment"),
        ("brings", 500, "", "wrong_type"),
        ("brings", {"minor": -1, "currency": "EUR"}, "/minor", "range"),
        ("brings", {"minor": 2**53, "currency": "EUR"}, "/minor", "wrong_type"),
        ("brings", {"minor": 5.5, "currency": "EUR"}, "/minor", "wrong_type"),
        ("brings", {"minor": 5, "currency": "USD"}, "/currency", "technical_fund.wrong_currency"),
        ("brings", {"minor": 5, "currency": "EUR", "note": "x"}, "/note", "unknown_field"),
        ("budget", {"staff": 5}, "", "wrong_type"),
        ("budget", [5], "/0", "wrong_type"),
        ("budget", [{"category": "food"}], "/0/category", "not_an_option"),
        ("budget", [{"half_days": -1}], "/0/half_days", "range"),
        ("budget", [{"category": "staff"}] * 201, "", "length"),
    ],
)
def test_what_could_be_no_answer_is_not_even_saved(code: str, answer: Any, pointer: str, fault: str) -> None:
    found = saved({code: answer}, currency="EUR", files={})
    assert (f"/answers/{code}{pointer}", fault) in found


@pytest.mark.parametrize(
    ("code", "answer", "pointer", "fault"),
    [
        ("plan", "word " * 21, "", "technical_fund.over_limit"),
        ("people", 0, "", "range"),
        ("people", 5001, "", "range"),
        ("people", 2.5, "", "technical_fund.not_whole"),
        ("places", ["schools", "streets", "web"], "", "technical_fund.too_many_chosen"),
        ("letter", ["photo"], "/0", "technical_fund.wrong_file_kind"),
        ("letter", ["one", "two"], "", "technical_fund.too_many_files"),
        ("budget", [{}], "/0/category", "required"),
        ("budget", [{"category": "staff", "text": "x"}], "/0/minor", "required"),
        ("budget", [{"category": "staff", "text": "x", "minor": 99}], "", "technical_fund.budget_total"),
    ],
)
def test_what_breaks_a_rule_is_saved_and_not_handed_in(code: str, answer: Any, pointer: str, fault: str) -> None:
    files = {"one": "pdf", "two": "pdf", "photo": "png"}
    assert saved({code: answer}, files=files) == set()
    assert (f"/answers/{code}{pointer}", fault) in handed_in({code: answer}, files=files, requested=support(100))


def test_a_soft_limit_stops_nobody_and_is_shown() -> None:
    answers = WHOLE | {"nickname": "far too long a name"}
    assert check_answers(form(), answers, final=True) == []
    nickname = next(text for text in progress(form(), answers).texts if text.question == "nickname")
    assert (nickname.length, nickname.most, nickname.over, nickname.hard) == (19, 10, True, False)


def test_a_budget_adds_up_to_what_is_asked_for_without_what_the_city_brings() -> None:
    rows = [
        {"category": "staff", "text": "Two teachers", "minor": 70},
        {"category": "travel", "text": "Buses", "minor": 30, "half_days": 4},
        {"category": "travel", "text": "Our own bus", "minor": 900, "own": True},
    ]
    assert handed_in({"budget": rows}, requested=support(100, 4)) == set()
    assert handed_in({"budget": rows}, requested=support(100, 5)) == {("/answers/budget", "technical_fund.budget_total")}


def test_a_question_behind_a_choice_is_asked_once_the_choice_is_made() -> None:
    assert handed_in({"partners": "none"}) == set()
    assert handed_in({"partners": "some"}) == {("/answers/who", "required")}
    assert "who" not in {each.code for each in asked(form(), {"partners": "none"})}


def test_a_question_behind_a_question_that_is_not_asked_is_not_asked() -> None:
    yes_or_no = ChoiceRules(options=(option("yes"), option("no")))
    chain = form(
        question("first", "single_choice", choice=yes_or_no),
        question("second", "single_choice", choice=yes_or_no, visible_if=VisibleIf(question="first", any_of=("yes",))),
        question("third", "number", required=True, visible_if=VisibleIf(question="second", any_of=("yes",))),
    )
    assert form_faults(chain) == []
    assert check_answers(chain, {"first": "no", "second": "yes"}, final=True) == []
    assert codes(check_answers(chain, {"first": "yes", "second": "yes"}, final=True)) == {("/answers/third", "required")}


def test_progress_counts_what_is_asked() -> None:
    now = progress(form(), {"partners": "some", "plan": "One two"})
    assert (now.asked, now.answered, now.missing) == (10, 2, ("who",))
    assert [(text.question, text.length) for text in now.texts] == [("plan", 2)]


def test_texts_are_kept_in_one_form_of_unicode() -> None:
    assert tidy(form(), {"plan": " Cafe\u0301 \r\n", "people": 3, "nickname": "\a"}) == {"plan": "Café", "people": 3, "nickname": "\a"}


@pytest.mark.parametrize(
    ("wrong", "pointer", "fault"),
    [
        (question("q", "number", limit=TextLimit(most=5)), "/limit", "technical_fund.rules_of_another_kind"),
        (question("q", "number", number=NumberRules(least=5, most=4)), "/number", "technical_fund.bounds_crossed"),
        (question("q", "money", money=MoneyRules(least=5, most=4)), "/money", "technical_fund.bounds_crossed"),
        (question("q", "single_choice", choice=ChoiceRules(options=(option("a"),))), "/choice/options", "required"),
        (
            question("q", "single_choice", choice=ChoiceRules(options=(option("a"), option("a")))),
            "/choice/options/1/code",
            "technical_fund.repeated_code",
        ),
        (question("q", "budget_table", budget=BudgetRules()), "/budget/categories", "required"),
        (question("q", "long_text"), "/limit", "required"),
        (
            question("q", "number", visible_if=VisibleIf(question="later", any_of=("a",))),
            "/visible_if/question",
            "technical_fund.no_earlier_choice",
        ),
        (
            question("q", "number", visible_if=VisibleIf(question="q", any_of=("a",))),
            "/visible_if/question",
            "technical_fund.no_earlier_choice",
        ),
        (replace(question("q", "number"), texts={"es": "solo"}), "/texts", "technical_fund.source_not_there"),
        (replace(question("q", "number"), help={"es": "solo"}), "/help", "technical_fund.source_not_there"),
    ],
)
def test_a_form_with_a_fault_is_not_published(wrong: Any, pointer: str, fault: str) -> None:
    later = question("later", "single_choice", choice=ChoiceRules(options=(option("a"), option("b"))))
    assert codes(form_faults(form(wrong, later))) == {(f"/form/sections/0/questions/0{pointer}", fault)}


def test_dates_have_bounds_too() -> None:
    from datetime import date

    dated = form(question("begins", "date", date=DateRules(earliest=date(2027, 5, 1), latest=date(2027, 5, 31))))
    assert codes(check_answers(dated, {"begins": "2027-06-01"}, final=True)) == {("/answers/begins", "range")}
    assert check_answers(dated, {"begins": "2027-05-31"}, final=True) == []


def test_a_form_has_one_budget_and_no_code_twice() -> None:
    budget = question("budget", "budget_table", budget=BudgetRules(categories=(option("staff"),)))
    found = codes(form_faults(form(budget, budget)))
    assert found == {
        ("/form/sections/0/questions/1/code", "technical_fund.repeated_code"),
        ("/form/sections/0/questions/1", "technical_fund.second_budget"),
    }


def test_an_empty_form_says_everything_it_lacks() -> None:
    from contracts.technical_fund import FormContent

    assert codes(form_faults(FormContent())) == {
        ("/form/titles", "required"),
        ("/form/sections", "required"),
        ("/form/source_lang", "required"),
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(answers=st.dictionaries(st.sampled_from([each.code for each in form().sections[0].questions]) | st.text(max_size=5), JSON))
def test_no_json_at_all_breaks_the_check(answers: dict[str, Any]) -> None:
    for final in (False, True):
        for fault in check_answers(form(), answers, final=final, currency="EUR", files={}, requested=support(1)):
            assert fault["pointer"].startswith("/answers/")
    assert progress(form(), answers).asked >= 9
