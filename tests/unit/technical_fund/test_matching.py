"""The solver against counting everything: small questions have few enough answers to try them all."""

import itertools
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.technical_fund.domain.matching.clashes import clashes, impossible
from services.technical_fund.domain.matching.fit import fit
from services.technical_fund.domain.matching.problem import RULES, Item, Person, Problem, Weights, problem_from, to_data
from services.technical_fund.domain.matching.solution import Pair, breaches, floor, solution_data, solution_from, total_fit
from services.technical_fund.domain.matching.solver import solve, versions
from tests.builders.fund.matching import item, person, problem, synthetic

LANGS = ("en", "fr")
LANDS = ("north", "south", "east")


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    items = [
        Item(
            id=f"a{number}",
            seats=draw(st.integers(0, 2)),
            effort=draw(st.integers(1, 3)),
            seniors=draw(st.integers(0, 1)),
            languages=(draw(st.sampled_from(LANGS)),),
            country="home",
            themes=tuple(draw(st.lists(st.sampled_from("xyz"), unique=True, max_size=2))),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    people = [
        Person(
            id=f"r{number}",
            capacity=draw(st.integers(0, 3)),
            by_effort=draw(st.booleans()),
            senior=draw(st.booleans()),
            languages=tuple(draw(st.lists(st.sampled_from(LANGS), unique=True, min_size=1))),
            country=draw(st.sampled_from(LANDS)),
            themes=tuple(draw(st.lists(st.sampled_from("xyz"), unique=True))),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    pairs = [(one.id, other.id) for one in items for other in people]
    grounds = st.sampled_from(["same_city", "away", "former_round", "given_back"])
    bars = [(*pair, draw(grounds)) for pair in pairs if draw(st.integers(0, 5)) == 0]
    bids = [(*pair, draw(st.sampled_from(["eager", "can", "rather_not"]))) for pair in pairs if draw(st.booleans())]
    items = [_with_seats_taken(draw, one, people) for one in items]
    return problem(items, people, bars=tuple(bars), bids=tuple(bids), seed=draw(st.integers(0, 3)))


def _with_seats_taken(draw: st.DrawFn, one: Item, people: list[Person]) -> Item:
    taken = draw(st.lists(st.sampled_from([other.id for other in people]), unique=True, max_size=one.seats))
    cut = draw(st.integers(0, len(taken)))
    return replace(one, fixed=tuple(taken[:cut]), kept=tuple(taken[cut:]))


def answers(question: Problem) -> Iterator[tuple[Pair, ...]]:
    """Every set of pairs that keeps the rules."""
    pairs = [(one.id, other.id) for one in question.items for other in question.people if other.id not in one.fixed]
    for number in range(sum(one.open_seats for one in question.items) + 1):
        for some in itertools.combinations(pairs, number):
            if not breaches(question, some):
                yield some


def moved(question: Problem, pairs: tuple[Pair, ...]) -> int:
    return sum((one.id, other) not in pairs for one in question.items for other in one.kept)


@settings(max_examples=120, deadline=None)
@given(small_problems())
def test_it_finds_the_best_answer_there_is(question: Problem) -> None:
    every = list(answers(question))
    found = solve(question)
    assert found.found == bool(every)
    if every:
        assert not breaches(question, found.pairs)
        fewest = min(moved(question, some) for some in every)
        assert moved(question, found.pairs) == fewest
        assert found.objective == max(total_fit(question, some) for some in every if moved(question, some) == fewest)
        assert found.gap == 0


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_the_worst_served_item_comes_first_where_that_is_asked_for(question: Problem) -> None:
    question = replace(question, fair=True, items=tuple(replace(one, kept=()) for one in question.items))
    every = list(answers(question))
    found = solve(question)
    assert found.found == bool(every)
    if every:
        highest = max((floor(question, some) or 0) for some in every)
        assert (found.floor_bound or found.floor or 0) >= highest
        assert highest - (found.floor or 0) <= 5
        assert found.objective == max(total_fit(question, some) for some in every if (floor(question, some) or 0) >= (found.floor or 0))


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_a_repair_that_may_leave_seats_open_fills_as_many_as_can_be(question: Problem) -> None:
    question = replace(question, fill="most")
    every = list(answers(question))
    found = solve(question)
    assert found.found
    assert not breaches(question, found.pairs)
    assert len(found.pairs) == max(len(some) for some in every)


@settings(max_examples=60, deadline=None)
@given(small_problems())
def test_a_clash_is_named_exactly_where_there_is_no_answer_and_nothing_in_it_is_idle(question: Problem) -> None:
    found = clashes(question)
    assert bool(found) == (not solve(question).found)
    for clash in found:
        assert clash.smallest
        assert impossible(question, clash.items, clash.rules)
        for rule in clash.rules:
            assert not impossible(question, clash.items, [other for other in clash.rules if other != rule])
        for one in clash.items:
            assert not impossible(question, [other for other in clash.items if other != one], clash.rules)


@settings(max_examples=30, deadline=None)
@given(small_problems(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_gathered_changes_nothing(question: Problem, shuffle: object) -> None:
    def mixed(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(sorted(values, key=lambda _: shuffle.random()))  # type: ignore[attr-defined]

    other = replace(question, **{name: mixed(getattr(question, name)) for name in ("items", "people", "bars", "bids")})
    assert other.digest == question.digest
    assert solve(other).digest == solve(question).digest


def test_a_question_comes_back_the_same_from_json() -> None:
    question = synthetic(12, 9, fair=True)
    again = problem_from(json.loads(json.dumps(to_data(question))))
    assert again == question
    assert again.digest == question.digest
    answer = solve(question)
    assert solution_from(json.loads(json.dumps(solution_data(answer)))) == answer


def test_another_question_has_another_digest() -> None:
    question = problem([item()], [person()])
    assert question.digest != replace(question, seed=1).digest
    assert question.digest != replace(question, bars=(("a", "r", "away"),)).digest
    assert question.digest != replace(question, weights=Weights(themes=451)).digest


def test_the_same_question_has_the_same_answer_every_time() -> None:
    question = synthetic(40, 16)
    assert {solve(question).digest for _ in range(3)} == {solve(question).digest}


def test_a_whole_round_of_the_usual_size_keeps_every_rule() -> None:
    question = synthetic(120, 40)
    found = solve(question)
    assert found.status == "optimal"
    assert breaches(question, found.pairs) == ()
    assert len(found.pairs) == 360


def test_the_seed_decides_among_equals() -> None:
    question = problem([item("a"), item("b")], [person("p"), person("q")])
    assert len({solve(replace(question, seed=seed)).pairs for seed in range(12)}) > 1


def test_what_is_fixed_counts_for_the_panel() -> None:
    people = [person("there", country="KE", senior=True), person("same", country="KE", themes=("youth",)), person("other", themes=())]
    question = problem([item(seats=2, seniors=1, fixed=("there",))], people)
    assert solve(question).pairs == (("a", "other"),)


def test_a_seat_is_kept_though_somebody_else_fits_better() -> None:
    question = problem([item(kept=("sits",))], [person("sits", themes=()), person("fits")])
    assert solve(question).pairs == (("a", "sits"),)


def test_a_seat_is_not_kept_against_a_rule() -> None:
    question = problem([item(kept=("sits",))], [person("sits"), person("free")], bars=(("a", "sits", "declared"),))
    assert solve(question).pairs == (("a", "free"),)


def test_members_of_a_former_round_are_never_chosen_even_if_that_leaves_no_answer() -> None:
    question = problem([item()], [person("before")], bars=(("a", "before", "former_round"),))
    assert solve(question).status == "infeasible"
    assert [clash.rules for clash in clashes(question)] == [("seats", "former_round")]


def test_two_of_one_country_and_too_little_room_are_named_as_what_clashes() -> None:
    question = problem([item(seats=2)], [person("p", country="FR"), person("q", country="FR")])
    assert [(clash.rules, clash.items) for clash in clashes(question)] == [(("seats", "country"), ("a",))]
    narrow = problem([item("a"), item("b"), item("c")], [person("p", capacity=1), person("q", capacity=1)])
    (clash,) = clashes(narrow)
    assert clash.rules == ("seats", "load")
    assert clash.items == ("a", "b", "c")


@pytest.mark.parametrize(
    ("asked", "given", "points"),
    [
        ({}, {}, {"themes": 450, "language": 100, "region": 0, "bid": 50, "senior": 0}),
        ({"themes": ("x", "y", "youth")}, {}, {"themes": 150, "language": 100, "region": 0, "bid": 50, "senior": 0}),
        ({"themes": ()}, {}, {"themes": 225, "language": 100, "region": 0, "bid": 50, "senior": 0}),
        ({}, {"languages": ("fr", "en")}, {"themes": 450, "language": 50, "region": 0, "bid": 50, "senior": 0}),
        ({}, {"knows": ("KE",), "senior": True}, {"themes": 450, "language": 100, "region": 150, "bid": 50, "senior": 100}),
        ({}, {"regions": ("africa",)}, {"themes": 450, "language": 100, "region": 75, "bid": 50, "senior": 0}),
    ],
)
def test_the_fit_is_counted_as_the_formula_says(asked: dict[str, object], given: dict[str, object], points: dict[str, int]) -> None:
    question = problem([item(**asked)], [person(**given)])
    assert fit(question, question.items[0], question.people[0]).__dict__ == points


@pytest.mark.parametrize(("bid", "points"), [("eager", 200), ("can", 100), ("rather_not", 0)])
def test_bids_count(bid: str, points: int) -> None:
    question = problem([item()], [person()], bids=(("a", "r", bid),))
    assert fit(question, question.items[0], question.people[0]).bid == points


def test_the_best_possible_fit_is_a_thousand() -> None:
    best = person(languages=("en",), knows=("KE",), senior=True)
    question = problem([item()], [best], bids=(("a", "r", "eager"),))
    assert fit(question, question.items[0], question.people[0]).total == 1000


def test_a_run_says_with_what_it_was_computed() -> None:
    assert set(versions()) == {"scipy", "numpy", "highs"}
    assert all(version[0].isdigit() for version in versions().values())


def test_every_rule_can_be_lifted() -> None:
    assert set(RULES) == {"seats", "load", "senior", "country", "language", "conflicts", "away", "former_round", "declined"}
    alone = problem([item(seats=1, languages=("ar",))], [person()])
    assert not solve(alone).found
    assert solve(replace(alone, rules=tuple(rule for rule in RULES if rule != "language"))).found


def test_the_service_itself_never_loads_the_solver() -> None:
    """Its memory at rest is promised; only the solver's own process has SciPy in it."""
    look = "import sys, services.technical_fund.wiring; sys.exit(bool({'scipy', 'numpy', 'highspy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", look], check=False, timeout=60).returncode == 0
