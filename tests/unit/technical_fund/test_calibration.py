"""The model behind calibrated scores: its algebra against a plain one, its estimates, its edges, and the study's simulation."""

import itertools
import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.technical_fund.domain.scores.draw import CHAIN, commitment, drawn, hashed, seed_of, ticket_of
from services.technical_fund.domain.scores.line import Asked, Line, Room, line
from services.technical_fund.domain.scores.linear import backward, cholesky, forward, log_determinant, transposed
from services.technical_fund.domain.scores.model import Equations, Given, Scores, fit, solved
from services.technical_fund.domain.scores.posterior import sureness
from services.technical_fund.domain.scores.raw import raw
from tests.builders.fund.rounds import kendall, means, simulated

# ---------------------------------------------------------------- algebra


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss and Jordan, with pivots: slow, and written to be seen right."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for column in range(len(rows)):
        pivot = max(range(column, len(rows)), key=lambda index: abs(rows[index][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for other in range(len(rows)):
            if other != column:
                factor = rows[other][column]
                rows[other] = [value - factor * base for value, base in zip(rows[other], rows[column], strict=True)]
    return [row[-1] for row in rows]


@given(st.integers(1, 6), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_triangles_solve_what_the_plain_way_solves(size: int, seed: int) -> None:
    source = random.Random(seed)
    half = [[source.gauss(0, 1) for _ in range(size)] for _ in range(size)]
    matrix = [[sum(half[i][k] * half[j][k] for k in range(size)) + (1.0 if i == j else 0.0) for j in range(size)] for i in range(size)]
    right = [source.gauss(0, 1) for _ in range(size)]
    lower = cholesky([row[: index + 1] for index, row in enumerate(matrix)])
    assert backward(transposed(lower), forward(lower, right)) == pytest.approx(solve(matrix, right), abs=1e-8)
    assert log_determinant(lower) == pytest.approx(math.log(determinant(matrix)), abs=1e-8)


def determinant(matrix: Sequence[Sequence[float]]) -> float:
    """By Leibniz's sum over permutations."""
    total = 0.0
    for order in itertools.permutations(range(len(matrix))):
        swaps = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order)))
        total += (-1) ** swaps * math.prod(matrix[i][order[i]] for i in range(len(order)))
    return total


def test_what_is_not_positive_definite_is_refused() -> None:
    with pytest.raises(ValueError, match="not positive definite"):
        cholesky([[1.0], [2.0, 1.0]])


SMALL = [
    ("a", "x", 60.0), ("a", "y", 80.0), ("b", "x", 40.0), ("b", "z", 50.0), ("c", "y", 90.0), ("c", "z", 70.0), ("d", "x", 20.0),
]  # fmt: skip


def as_given(rows: Sequence[tuple[str, str, float]]) -> list[Given]:
    return [Given(application=application, reviewer=reviewer, score=score) for application, reviewer, score in rows]


def test_the_effects_are_those_of_the_whole_mixed_model_equations() -> None:
    """Nothing eliminated, nothing scaled: [X Z]'[X Z] with the inverse ratios on the diagonal."""
    ratio_a, ratio_r = 1.4, 0.6
    applications, reviewers = ["a", "b", "c", "d"], ["x", "y", "z"]
    names = ["mean", *applications, *reviewers]
    design = [[1.0 if name in ("mean", application, reviewer) else 0.0 for name in names] for application, reviewer, _ in SMALL]
    left = [[sum(row[i] * row[j] for row in design) for j in range(len(names))] for i in range(len(names))]
    for index, name in enumerate(names):
        left[index][index] += 1 / ratio_a if name in applications else 1 / ratio_r if name in reviewers else 0.0
    right = [sum(row[i] * score for row, (_, _, score) in zip(design, SMALL, strict=True)) for i in range(len(names))]
    plain = dict(zip(names, solve(left, right), strict=True))

    found = solved(Scores(as_given(SMALL)), ratio_a, ratio_r)
    assert found.mean == pytest.approx(plain["mean"])
    assert found.quality == pytest.approx({name: plain["mean"] + plain[name] for name in applications})
    assert found.severity == pytest.approx({name: plain[name] for name in reviewers})


def test_the_likelihood_is_that_of_the_whole_covariance() -> None:
    """Restricted likelihood from V itself, as in the textbook, up to a constant that no ratio changes."""

    def plain(ratio_a: float, ratio_r: float) -> float:
        size = len(SMALL)
        v = [
            [(i == j) + ratio_a * (SMALL[i][0] == SMALL[j][0]) + ratio_r * (SMALL[i][1] == SMALL[j][1]) for j in range(size)]
            for i in range(size)
        ]
        inverse_ones = solve(v, [1.0] * size)
        information = sum(inverse_ones)
        mean = sum(weight * row[2] for weight, row in zip(inverse_ones, SMALL, strict=True)) / information
        residual = [row[2] - mean for row in SMALL]
        fitted = solve(v, residual)
        squares = sum(one * other for one, other in zip(residual, fitted, strict=True))
        free = size - 2
        return free * math.log(squares / free) + math.log(determinant(v)) + math.log(information) - math.log(ratio_a)

    scores = Scores(as_given(SMALL))
    ours = [Equations(scores, *ratios).misfit() for ratios in ((1.0, 1.0), (0.3, 2.0), (5.0, 0.1), (0.5, 0.0))]
    theirs = [plain(*ratios) for ratios in ((1.0, 1.0), (0.3, 2.0), (5.0, 0.1), (0.5, 0.0))]
    assert [value - ours[0] for value in ours] == pytest.approx([value - theirs[0] for value in theirs], abs=1e-7)


# ---------------------------------------------------------------- estimates


def test_the_variances_are_found_again_in_a_large_round() -> None:
    _, scores = simulated(random.Random(11), applications=400, reviewers=100, each=3, bias=0.7)
    found = fit(Scores(scores)).variances
    assert found.applications == pytest.approx(225, rel=0.25)
    assert found.reviewers == pytest.approx(225 * 0.49, rel=0.4)
    assert found.noise == pytest.approx(225 * 0.81, rel=0.15)


@pytest.mark.parametrize("bias", [0.7, 1.2])
def test_shrunken_scores_come_nearer_to_the_truth_than_means_with_variances_estimated(bias: float) -> None:
    """The study's simulation, fewer rounds of it: 60 applications, 20 reviewers, 3 reviews. `python -m bench scores` runs all 400."""
    source = random.Random(2027)
    by_mean, by_model = [], []
    for _ in range(40):
        truth, scores = simulated(source, applications=60, reviewers=20, each=3, bias=bias)
        by_mean.append(kendall(truth, means(scores)))
        by_model.append(kendall(truth, fit(Scores(scores)).quality))
    assert sum(by_model) / 40 > sum(by_mean) / 40 + 0.02


def test_where_reviewers_do_not_differ_nothing_is_lost() -> None:
    source = random.Random(5)
    by_mean, by_model = [], []
    for _ in range(40):
        truth, scores = simulated(source, applications=60, reviewers=20, each=3, bias=0.0)
        by_mean.append(kendall(truth, means(scores)))
        by_model.append(kendall(truth, fit(Scores(scores)).quality))
    assert sum(by_model) / 40 > sum(by_mean) / 40 - 0.01


# ---------------------------------------------------------------- edges


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "x", 50.0)],
        [("a", "x", 50.0), ("b", "x", 50.0)],
        [("a", "x", 0.0), ("b", "y", 100.0)],
        [("a", "x", 10.0), ("a", "y", 10.0), ("b", "x", 90.0), ("b", "y", 90.0)],
        [("a", "x", 0.0), ("b", "x", 50.0), ("c", "x", 100.0)],
        [("a", "x", 1e-13), ("b", "y", 0.0)],
    ],
)
def test_tiny_flat_and_perfect_rounds_come_out_finite_and_in_order(rows: list[tuple[str, str, float]]) -> None:
    found = fit(Scores(as_given(rows)))
    assert all(math.isfinite(value) for value in (*found.quality.values(), *found.severity.values()))
    plain = means(as_given(rows))
    for one, other in itertools.combinations(plain, 2):
        if plain[one] > plain[other] + 1e-9:
            assert found.quality[one] > found.quality[other]
    sure = sureness(found, seed="1", level=0.8, places=1)
    assert all(1 <= one.least_rank <= one.most_rank <= len(plain) for one in sure.values())


@given(st.permutations(SMALL))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_scores_come_changes_nothing_to_the_last_bit(rows: list[tuple[str, str, float]]) -> None:
    one, other = fit(Scores(as_given(SMALL))), fit(Scores(as_given(rows)))
    assert one.quality == other.quality
    assert sureness(one, seed="7", level=0.8, places=2) == sureness(other, seed="7", level=0.8, places=2)


def test_two_scores_of_one_reviewer_for_one_application_are_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        Scores(as_given([("a", "x", 1.0), ("a", "x", 2.0)]))
    with pytest.raises(ValueError, match="no score"):
        Scores([])


def test_one_score_has_no_spread() -> None:
    assert raw([40.0]).spread is None
    assert raw([40.0, 60.0]).spread == pytest.approx(math.sqrt(200))


# ---------------------------------------------------------------- how sure


def test_rank_intervals_hold_the_true_rank_about_as_often_as_they_say() -> None:
    source = random.Random(3)
    held = asked = 0
    for number in range(12):
        truth, scores = simulated(source, applications=30, reviewers=12, each=3, bias=0.7)
        order = sorted(truth, key=lambda name: -truth[name])
        sure = sureness(fit(Scores(scores)), seed=str(number), level=0.8, places=10)
        asked += len(order)
        held += sum(sure[name].least_rank <= rank <= sure[name].most_rank for rank, name in enumerate(order, 1))
    assert 0.72 < held / asked < 0.92


def test_more_reviews_make_surer() -> None:
    widths = []
    for each in (2, 8):
        _, scores = simulated(random.Random(1), applications=20, reviewers=20, each=each, bias=0.7)
        sure = sureness(fit(Scores(scores)), seed="1", level=0.8, places=5).values()
        widths.append(sum(one.most_rank - one.least_rank for one in sure))
    assert widths[1] < widths[0]


# ---------------------------------------------------------------- the line


NAMES = {name: Asked(minor=amount) for name, amount in (("a", 50), ("b", 50), ("c", 80), ("d", 10))}


@pytest.mark.parametrize(
    ("groups", "room", "expected"),
    [
        ([["a"], ["b"], ["c"], ["d"]], Room(minor=100), Line(above=("a", "b"))),
        ([["a"], ["c"], ["d"]], Room(minor=100), Line(above=("a",))),
        ([["a"], ["b", "c"], ["d"]], Room(minor=100), Line(above=("a",), tied=("b", "c"))),
        ([["a"], ["b"], ["c", "d"]], Room(minor=100), Line(above=("a", "b"))),
        ([["a", "b", "c", "d"]], Room(minor=190), Line(above=("a", "b", "c", "d"))),
        ([["a", "b", "c"], ["d"]], Room(places=2), Line(above=(), tied=("a", "b", "c"))),
        ([["a"]], Room(places=0), Line(above=())),
    ],
)
def test_the_line_lies_where_the_first_does_not_fit(groups: list[list[str]], room: Room, expected: Line) -> None:
    assert line(groups, NAMES, room) == expected


def test_days_bound_as_money_does() -> None:
    asked = {"a": Asked(minor=1, half_days=10), "b": Asked(minor=1, half_days=11)}
    assert line([["a"], ["b"]], asked, Room(minor=10, half_days=20)).above == ("a",)


# ---------------------------------------------------------------- draws


def test_every_seed_of_a_chain_was_fixed_by_the_commitment() -> None:
    secret = "ab" * 32
    known = commitment(secret)
    for number in range(1, CHAIN + 1):
        seed = seed_of(secret, number)
        assert hashed(seed) == known
        known = seed
    assert known == secret
    with pytest.raises(ValueError, match="chain"):
        seed_of(secret, CHAIN + 1)


@given(st.lists(st.uuids().map(str), min_size=2, max_size=6, unique=True), st.integers(0, 2**32))
def test_a_draw_orders_every_ticket_once_whatever_order_they_came_in(applications: list[str], seed: int) -> None:
    tickets = [ticket_of(application) for application in applications]
    order = drawn(hashed(f"{seed:064x}"), tickets)
    assert sorted(order) == sorted(tickets)
    assert order == drawn(hashed(f"{seed:064x}"), reversed(tickets))


def test_a_draw_favours_nobody() -> None:
    tickets = [ticket_of(str(number)) for number in range(4)]
    first = [drawn(hashed(f"{seed:064x}"), tickets)[0] for seed in range(4000)]
    assert all(900 < first.count(ticket) < 1100 for ticket in tickets)
