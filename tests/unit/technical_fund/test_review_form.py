"""The review as a text: everything goes down and comes back, whatever system and script wrote it, and nothing newer is lost by it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.context import Actor
from contracts.errors import Conflict, Invalid, NotFound
from contracts.technical_fund import (
    CriterionScore,
    FillInReviewForm,
    GetFundReview,
    Money,
    ReadReviewForm,
    ReopenFundReview,
    ReviewContent,
    Support,
)
from contracts.text import normalise
from contracts.words import LANGUAGES
from services.technical_fund import views
from services.technical_fund.domain.review_form.reading import read_form
from services.technical_fund.domain.review_form.words import WORDS
from services.technical_fund.domain.review_form.writing import form_text
from services.technical_fund.usecases import review_form, reviews
from tests.builders.fund import calls
from tests.builders.fund.reviews import COMPLETE, Panel
from tests.fakes.technical_fund import MemoryFund, reviewer

REVIEW = "0192f0c4-7b3a-7cc0-8a55-0000000f4001"
RUBRIC = calls.rubric()


def _whole(text: str) -> str | None:
    try:
        return normalise(text, multiline=True) or None
    except ValueError:
        return None


lines = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "== score need",
            "== end",
            "==",
            "#| five",
            "#",
            "\\",
            "\\== x",
            "\\\\#|",
            "",
            "  inside  ",
            "التقييم جيد: ٤ من ٥",
            "100 %",
            "review: x",
        ]
    ),
)
texts = st.lists(lines, max_size=6).map("\n".join).map(_whole)
scores = st.builds(CriterionScore, score=st.none() | st.integers(0, 5), comment=texts)
monies = st.builds(Money, minor=st.integers(0, 2**53 - 1), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
supports = st.builds(Support, money=st.none() | monies, half_days=st.integers(0, 1_000_000))
contents = st.builds(
    ReviewContent,
    scores=st.fixed_dictionaries(dict.fromkeys(("need", "plan", "risk"), scores)),
    to_city=texts,
    confidential=texts,
    recommendation=st.none() | st.sampled_from(["fund", "fund_in_part", "decline"]),
    suggested=st.none() | supports,
)


def plain(content: ReviewContent) -> Any:
    """Two contents that say the same are the same: an empty score is none, support of nothing is none."""
    said = {code: one for code, one in content.scores.items() if one != CriterionScore()}
    suggested = content.suggested if content.suggested and (content.suggested.money or content.suggested.half_days) else None
    return said, content.to_city, content.confidential, content.recommendation, suggested


@given(contents, st.sampled_from(LANGUAGES), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.integers(1, 10**15 - 1))
@settings(max_examples=100, deadline=None)
def test_whatever_a_review_says_goes_down_and_comes_back(
    content: ReviewContent, language: str, end: str, marked: bool, version: int
) -> None:
    text = form_text(
        review_id=REVIEW, version=version, reference="TSF-2027-0001", rubric=RUBRIC, content=content, currency="EUR", language=language
    )
    sent = ("\ufeff" if marked else "") + text.replace("\n", end)
    filled, faults = read_form(sent, RUBRIC)
    assert faults == []
    assert filled is not None
    assert (filled.review_id, filled.version) == (REVIEW, version)
    assert plain(filled.content) == plain(content)


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    filled, faults = read_form(text, RUBRIC)
    assert filled is None
    assert all(one["pointer"].startswith("/text/") and int(one["pointer"].removeprefix("/text/")) >= 1 for one in faults)
    assert faults


def test_every_word_of_the_form_is_there_in_every_language() -> None:
    assert set(WORDS) == set(LANGUAGES)
    for words in WORDS.values():
        assert set(words) == set(WORDS["en"])
        for name, text in words.items():
            assert {part for part in ("{title}", "{least}", "{most}", "{weight}", "{currency}", "{reference}") if part in text} == {
                part for part in ("{title}", "{least}", "{most}", "{weight}", "{currency}", "{reference}") if part in WORDS["en"][name]
            }


# ---------------------------------------------------------------- through the doors


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def panel(fund: MemoryFund) -> Panel:
    return Panel(fund)


def download(fund: MemoryFund, seat: str, who: Actor) -> str:
    part = fund.see(views.review_form.read_review_form, ReadReviewForm(review_id=seat), who)
    assert part.size == len(part.part)
    return str(part.part.decode())


def upload(fund: MemoryFund, seat: str, who: Actor, text: str) -> Any:
    return fund.ask(review_form.fill_in_review_form, FillInReviewForm(review_id=seat, text=text), who)


def filled_in(text: str, **parts: str) -> str:
    """Write under the markers named, in place of what is there."""
    for name, said in parts.items():
        head, marker, rest = text.partition(f"\n== {name.replace('_', ' ', 1) if name[:5] in ('score', 'comme') else name}\n")
        assert marker, name
        guide = [line for line in rest.partition("\n== ")[0].split("\n") if line.startswith("#|")]
        text = head + marker + "\n".join([*guide, said, ""]) + "\n== " + rest.partition("\n== ")[2]
    return text


def content_of(fund: MemoryFund, seat: str, who: Actor) -> ReviewContent:
    found: ReviewContent = fund.see(views.reviews.get_fund_review, GetFundReview(review_id=seat), who).content
    return found


def test_a_review_is_written_on_a_train_and_taken_in(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.started(panel.application())
    said = "The figures show it.\n\nSo does the map."
    text = filled_in(download(fund, seat, who), score_need="٤", comment_need=said, recommendation="fund")
    view = upload(fund, seat, who, text.replace("\n", "\r\n"))
    assert view.content.scores["need"] == CriterionScore(score=4, comment=said)
    assert view.content.recommendation == "fund"
    assert view.progress.done == 3


def test_a_text_never_writes_over_what_was_saved_since_and_shows_both(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.written(panel.application())
    text = filled_in(download(fund, seat, who), **{"to-city": "From the train.", "score_need": "1"})
    panel.save(seat, who, to_city="From the office.")
    before = content_of(fund, seat, who)
    with pytest.raises(Conflict) as refused:
        upload(fund, seat, who, text)
    details = refused.value.details
    assert refused.value.code == "stale_version"
    assert (details["yours"]["to_city"], details["theirs"]["to_city"]) == ("From the train.", "From the office.")
    assert (details["changed"], details["conflicts"]) == (["/to_city"], ["/to_city"])
    assert content_of(fund, seat, who) == before


def test_a_text_made_before_the_review_was_sent_back_is_still_good(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.submitted(panel.application())
    text = filled_in(download(fund, seat, who), **{"to-city": "With the right figures."})
    fund.ask(reviews.reopen_fund_review, ReopenFundReview(review_id=seat, reason="Another city's figures."), panel.unit)
    assert upload(fund, seat, who, text).content.to_city == "With the right figures."


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        (("score need", "six"), "technical_fund.form_not_a_number", True),
        (("score need", "6"), "technical_fund.off_scale", True),
        (("recommendation", "perhaps"), "not_an_option", True),
        (("suggested-money", "25000 EUR"), "technical_fund.form_not_an_amount", True),
        (("suggested-money", "EUR 1.001"), "technical_fund.form_not_an_amount", True),
        (("suggested-money", "USD 1.00"), "technical_fund.wrong_currency", True),
        (("to-city", "fine\n== my own heading\nmore"), "technical_fund.form_unknown_section", False),
        (("to-city", "fine\n== confidential\nmore"), "technical_fund.form_repeated_section", False),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line_and_nothing_is_saved(
    fund: MemoryFund, panel: Panel, change: tuple[str, str], code: str, told: bool
) -> None:
    seat, who = panel.written(panel.application())
    name, said = change
    text = filled_in(download(fund, seat, who), **{name: said})
    before = content_of(fund, seat, who)
    with pytest.raises(Invalid) as refused:
        upload(fund, seat, who, text)
    errors = refused.value.details["errors"]
    assert [error["code"] for error in errors] == [code]
    line = int(errors[0]["pointer"].removeprefix("/text/"))
    shown = text.split("\n")[line - 1]
    assert shown == (f"== {name}" if told else f"== {said.split('== ')[1].split(chr(10))[0]}")
    assert content_of(fund, seat, who) == before


def test_a_text_that_was_cut_off_is_refused_wherever_it_was_cut(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.written(panel.application(), **COMPLETE)
    text = download(fund, seat, who).rstrip("\n")
    for length in range(1, len(text), 37):
        with pytest.raises(Invalid):
            upload(fund, seat, who, text[:length])


def test_the_form_of_another_review_is_refused(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.started(panel.application())
    other, _ = panel.started(panel.application(), who)
    with pytest.raises(Invalid) as refused:
        upload(fund, seat, who, download(fund, other, who))
    assert refused.value.details["errors"][0]["code"] == "technical_fund.form_of_another"


def test_nobody_else_gets_the_form(fund: MemoryFund, panel: Panel) -> None:
    seat, _ = panel.started(panel.application())
    with pytest.raises(NotFound):
        download(fund, seat, reviewer())


def test_what_is_handed_in_is_not_written_over_by_a_text(fund: MemoryFund, panel: Panel) -> None:
    seat, who = panel.written(panel.application())
    text = filled_in(download(fund, seat, who), **{"to-city": "Changed."})
    from contracts.technical_fund import SubmitFundReview

    fund.ask(reviews.submit_fund_review, SubmitFundReview(review_id=seat), who)
    with pytest.raises(Conflict) as refused:
        upload(fund, seat, who, text)
    assert refused.value.code == "technical_fund.wrong_review_state"
