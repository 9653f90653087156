"""Why, why not, and at what price: compared with solving the changed question by trying everything."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.technical_fund.domain.matching.explain import Obstacle, explain, price
from services.technical_fund.domain.matching.problem import Problem
from services.technical_fund.domain.matching.solution import total_fit
from services.technical_fund.domain.matching.solver import solve
from tests.builders.fund.matching import item, person, problem
from tests.unit.technical_fund.test_matching import answers, small_problems


@settings(max_examples=60, deadline=None)
@given(small_problems(), st.data())
def test_a_price_is_what_the_best_other_answer_is_worse_by(question: Problem, data: st.DataObject) -> None:
    question = replace(question, items=tuple(replace(one, kept=()) for one in question.items))
    every = list(answers(question))
    best = solve(question)
    free = [(one.id, other.id) for one in question.items for other in question.people if other.id not in one.fixed]
    if not best.found or not free:
        return
    pair = data.draw(st.sampled_from(free))
    wanted = [some for some in every if (pair in some) != (pair in best.pairs)]
    told = explain(question, best.pairs, *pair)
    if not told.chosen and not told.possible:
        assert wanted == []
        return
    cost = price(question, best, *pair, solve)
    assert cost.possible == bool(wanted)
    if wanted:
        assert cost.fit_lost == (best.objective or 0) - max(total_fit(question, some) for some in wanted)


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_every_pair_that_was_not_chosen_is_told_why_or_may_be_had_at_a_price(question: Problem) -> None:
    question = replace(question, items=tuple(replace(one, kept=()) for one in question.items))
    best = solve(question)
    if not best.found:
        return
    every = list(answers(question))
    for one in question.items:
        for other in question.people:
            told = explain(question, best.pairs, one.id, other.id)
            assert told.chosen == ((one.id, other.id) in best.pairs or other.id in one.fixed)
            if not told.chosen and not told.possible:
                assert not any((one.id, other.id) in some for some in every)


@pytest.mark.parametrize("ground", ["same_city", "away", "former_round"])
def test_what_can_never_be_names_its_ground(ground: str) -> None:
    question = problem([item()], [person("r"), person("s")], bars=(("a", "r", ground),))
    told = explain(question, [("a", "s")], "a", "r")
    assert not told.possible
    assert told.obstacles[0] == Obstacle(rule=ground, lasting=True)


def test_whoever_has_enough_to_do_is_named_with_what_they_do() -> None:
    question = problem([item("a"), item("b")], [person("p", capacity=1), person("q", themes=())])
    told = explain(question, [("a", "p"), ("b", "q")], "b", "p")
    assert told.possible
    assert Obstacle(rule="load", lasting=False, items=("a",)) in told.obstacles
    assert told.rank == 1


def test_a_country_that_is_there_already_is_named_with_whom() -> None:
    people = [person("p", country="FR"), person("q", country="FR", themes=()), person("s", themes=())]
    question = problem([item(seats=2)], people)
    told = explain(question, [("a", "p"), ("a", "s")], "a", "q")
    assert Obstacle(rule="country", lasting=False, people=("p",)) in told.obstacles


def test_a_seat_that_waits_for_a_senior_is_said_to() -> None:
    people = [person("old", senior=True), person("new"), person("newer")]
    question = problem([item(seats=2, seniors=1)], people)
    told = explain(question, [("a", "old"), ("a", "new")], "a", "newer")
    assert Obstacle(rule="senior", lasting=False, people=("new",)) in told.obstacles
