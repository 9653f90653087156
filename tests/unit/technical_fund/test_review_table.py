"""The panel's work at a glance: what is missing and late, where reviewers disagree, and what needs somebody first."""

from typing import Any

import pytest

from chassis.context import Actor
from contracts.errors import NotAllowed, NotFound
from contracts.technical_fund import GetReviewTable, ReviewTable
from services.technical_fund import views
from services.technical_fund.domain.review_table import disagreement
from tests.builders.fund.reviews import Panel, scored
from tests.fakes.technical_fund import MemoryFund, management, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def panel(fund: MemoryFund) -> Panel:
    return Panel(fund)


def table(fund: MemoryFund, panel: Panel, who: Actor | None = None, **asked: Any) -> ReviewTable:
    found: ReviewTable = fund.see(views.review_table.get_review_table, GetReviewTable(call_id=panel.call.id, **asked), who or panel.unit)
    return found


def test_each_application_shows_what_is_there_and_what_is_missing(fund: MemoryFund, panel: Panel) -> None:
    whole, half, empty = panel.application(), panel.application(), panel.application()
    panel.submitted(whole, **scored(4, 4, 4))
    panel.submitted(whole, **scored(3, 3, 3))
    panel.written(half)
    panel.seat(half)
    panel.application("eligible")
    found = table(fund, panel)
    assert (found.applications, found.wanted, found.submitted, found.missing, found.late) == (3, 6, 2, 4, 0)
    rows = {row.application_id: row for row in found.items}
    assert [(rows[one.id].submitted, rows[one.id].missing, rows[one.id].vacant) for one in (whole, half, empty)] == [
        (2, 0, 0), (0, 2, 0), (0, 2, 2),
    ]  # fmt: skip
    assert (rows[whole.id].mean, rows[whole.id].range) == (70.0, 20.0)
    assert [row.application_id for row in found.items] == [empty.id, half.id, whole.id]


def test_a_draft_shows_how_far_it_is_and_not_what_it_says(fund: MemoryFund, panel: Panel) -> None:
    panel.written(panel.application())
    panel.handed_in(panel.application())
    for row in table(fund, panel).items:
        seat = row.seats[0]
        assert (seat.progress.done, seat.progress.of) == (6, 6)
        assert seat.points is None
        assert seat.recommendation is None
        assert row.mean is None


def test_what_is_late_comes_first(fund: MemoryFund, panel: Panel) -> None:
    late = panel.application()
    panel.written(late)
    panel.seat(late)
    fund.wait(days=22)
    panel.application()
    found = table(fund, panel)
    assert (found.late, found.items[0].application_id, found.items[0].late) == (1, late.id, 1)


@pytest.mark.parametrize(
    ("points", "said", "grounds"),
    [
        ([50.0, 60.0], ["fund", "fund"], []),
        ([30.0, 70.0], ["fund", "fund"], ["range", "spread"]),
        ([40.0, 60.0, 79.9], ["fund", "fund", "fund"], []),
        ([40.0, 60.0, 80.0], ["fund", "fund", "fund"], ["range", "spread"]),
        ([50.0, 52.0], ["fund_in_part", "decline"], ["recommendation"]),
        ([50.0, 52.0], ["fund_in_part", "fund"], []),
        ([90.0], ["fund"], []),
        ([], [None], []),
    ],
)
def test_disagreement_is_told_by_its_ground(points: list[float], said: list[str | None], grounds: list[str]) -> None:
    assert disagreement(points, said) == grounds


def test_disagreement_is_flagged_from_what_reviewers_submitted(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    panel.submitted(application, **scored(5, 5, 5))
    panel.submitted(application, **scored(1, 1, 1, recommendation="decline"))
    found = table(fund, panel)
    assert found.disagreeing == 1
    assert found.items[0].disagreement == ("range", "spread", "recommendation")


def test_no_figure_holds_an_application_the_reader_is_recused_from(fund: MemoryFund, panel: Panel) -> None:
    hidden, seen = panel.application(), panel.application()
    panel.submitted(hidden)
    panel.submitted(seen)
    recused = management()
    panel.recuse(hidden, recused)
    found = table(fund, panel, recused)
    assert hidden.id not in str(found)
    assert str(hidden.reference) not in str(found)
    assert (found.applications, found.wanted, found.submitted, found.missing) == (1, 2, 1, 1)
    assert table(fund, panel).applications == 2


def test_whoever_owes_a_review_sees_no_scores_of_it(fund: MemoryFund, panel: Panel) -> None:
    application = panel.application()
    panel.submitted(application)
    chair = reviewer()
    panel.appoint(chair)
    assert table(fund, panel, chair).items[0].mean is not None
    panel.started(application, chair)
    row = table(fund, panel, chair).items[0]
    assert row.mean is None
    assert {seat.points for seat in row.seats} == {None}
    assert {seat.recommendation for seat in row.seats} == {None}
    assert row.submitted == 1


def test_the_table_is_for_the_unit_and_the_chair(fund: MemoryFund, panel: Panel) -> None:
    _, who = panel.submitted(panel.application())
    with pytest.raises(NotAllowed):
        table(fund, panel, who)
    with pytest.raises(NotFound):
        fund.see(views.review_table.get_review_table, GetReviewTable(call_id=panel.unit.person_id or ""), panel.unit)


def test_the_table_comes_in_pages_that_leave_nothing_out(fund: MemoryFund, panel: Panel) -> None:
    for _ in range(5):
        panel.application()
    first = table(fund, panel, limit=2)
    second = table(fund, panel, limit=2, cursor=first.next)
    third = table(fund, panel, limit=2, cursor=second.next)
    items = [row.application_id for page in (first, second, third) for row in page.items]
    assert items == [row.application_id for row in table(fund, panel).items]
    assert third.next is None
