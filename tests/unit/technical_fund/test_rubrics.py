"""Rubrics: what may be published, and which scores fit one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.technical_fund import Anchor, CriterionScore, RubricContent
from services.technical_fund.domain.rubric import check_scores, rubric_faults, share
from tests.builders.fund.calls import rubric, texts

WHOLE = {code: CriterionScore(score=3, comment="Because.") for code in ("need", "plan", "risk")}


def codes(faults: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(fault["pointer"], fault["code"]) for fault in faults}


def test_whole_scores_fit() -> None:
    assert check_scores(rubric(), WHOLE, final=True) == []


def test_a_draft_may_lack_everything_and_a_review_nothing_required() -> None:
    assert check_scores(rubric(), {}, final=False) == []
    assert codes(check_scores(rubric(), {}, final=True)) == {
        ("/scores/need/score", "required"),
        ("/scores/need/comment", "required"),
        ("/scores/plan/score", "required"),
        ("/scores/plan/comment", "required"),
        ("/scores/risk/score", "required"),
    }


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("score", [6, 1000])
def test_a_score_off_the_scale_is_refused_in_a_draft_too(score: int, final: bool) -> None:
    scores = WHOLE | {"plan": CriterionScore(score=score, comment="x")}
    assert codes(check_scores(rubric(), scores, final=final)) == {("/scores/plan/score", "technical_fund.off_scale")}


def test_a_criterion_that_is_not_of_the_rubric_is_refused() -> None:
    assert codes(check_scores(rubric(), {"charm": CriterionScore(score=1)}, final=False)) == {("/scores/charm", "unknown_field")}


def test_where_no_comment_is_wanted_none_is_taken() -> None:
    silent = replace(rubric(), criteria=(replace(rubric().criteria[0], comment="none"),))
    found = check_scores(silent, {"need": CriterionScore(score=1, comment="x")}, final=True)
    assert codes(found) == {("/scores/need/comment", "technical_fund.no_comment_wanted")}


def test_a_share_weighs_each_criterion_on_its_own_scale() -> None:
    scores = {"need": CriterionScore(score=5), "plan": CriterionScore(score=0), "risk": CriterionScore(score=5)}
    assert share(rubric(), scores) == pytest.approx(50)
    assert share(rubric(), {}) == 0


@given(scores=st.tuples(*[st.integers(0, 5)] * 3))
def test_a_share_lies_between_nothing_and_everything(scores: tuple[int, ...]) -> None:
    given = {code: CriterionScore(score=score) for code, score in zip(WHOLE, scores, strict=True)}
    assert 0 <= share(rubric(), given) <= 100 + 1e-9


def test_a_rubric_says_everything_that_is_wrong_with_it() -> None:
    need = rubric().criteria[0]
    wrong = replace(
        rubric(),
        criteria=(
            replace(need, least=5, most=5, anchors=()),
            replace(need, anchors=(Anchor(score=9, texts=texts("nine")), Anchor(score=9, texts={"es": "nueve"}))),
        ),
    )
    assert codes(rubric_faults(wrong)) == {
        ("/rubric/criteria/0/most", "technical_fund.bounds_crossed"),
        ("/rubric/criteria/1/code", "technical_fund.repeated_code"),
        ("/rubric/criteria/1/anchors/0/score", "technical_fund.off_scale"),
        ("/rubric/criteria/1/anchors/1/score", "technical_fund.off_scale"),
        ("/rubric/criteria/1/anchors/1/score", "technical_fund.repeated_code"),
        ("/rubric/criteria/1/anchors/1/texts", "technical_fund.source_not_there"),
    }
    assert rubric_faults(rubric()) == []
    assert {pointer for pointer, _ in codes(rubric_faults(RubricContent()))} == {
        "/rubric/titles",
        "/rubric/criteria",
        "/rubric/source_lang",
    }
