"""Score runs: raw and calibrated, closed to whoever may know nothing, the same again, ties drawn where everybody can check."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chassis.context import Actor
from chassis.jobs import get_job
from contracts.declare import dump
from contracts.errors import Conflict, NotAllowed, NotFound
from contracts.standard import GetJob
from contracts.technical_fund import (
    DrawCommitted,
    DrawFundTie,
    DrawsView,
    GetFundDraws,
    GetScoreRun,
    ListScoreRuns,
    ListScores,
    ReplayScoreRun,
    ScoreRow,
    ScoreRunView,
    ScoresComputed,
    StartScoreRun,
    TieDrawn,
)
from services.technical_fund import views
from services.technical_fund.domain.applications import Application
from services.technical_fund.usecases import draws, scores
from tests.builders.fund import calls
from tests.builders.fund.reviews import Panel, scored
from tests.fakes.technical_fund import MemoryFund, management, mayors_office, reviewer


@pytest.fixture
def fund() -> MemoryFund:
    return MemoryFund()


@pytest.fixture
def panel(fund: MemoryFund) -> Panel:
    return Panel(fund)


def reviewed(panel: Panel, *given: tuple[int, int, int], by: tuple[Actor, ...] = (), **fields: Any) -> Application:
    """An application with a submitted review for each triple of scores."""
    application = panel.application(**fields)
    for place, one in enumerate(given):
        panel.submitted(application, by[place] if by else None, **scored(*one))
    return application


def start(fund: MemoryFund, panel: Panel, by: Actor | None = None, **asked: Any) -> ScoreRunView:
    who = by or panel.unit
    run = fund.ask(scores.start_score_run, StartScoreRun(call_id=panel.call.id, **asked), who)
    fund.run_jobs()
    return get(fund, run.id, who)


def get(fund: MemoryFund, run_id: str, who: Actor) -> ScoreRunView:
    found: ScoreRunView = fund.see(views.scores.get_score_run, GetScoreRun(run_id=run_id), who)
    return found


def rows(fund: MemoryFund, run: ScoreRunView, who: Actor, **asked: Any) -> tuple[ScoreRow, ...]:
    found: tuple[ScoreRow, ...] = fund.see(views.scores.list_scores, ListScores(run_id=run.id, **asked), who).items
    return found


def public(fund: MemoryFund, panel: Panel) -> DrawsView:
    found: DrawsView = fund.see(views.scores.get_fund_draws, GetFundDraws(call_id=panel.call.id))
    return found


# ---------------------------------------------------------------- what is computed


def test_a_run_gives_raw_and_calibrated_scores_of_what_counts(fund: MemoryFund, panel: Panel) -> None:
    best, middle = reviewed(panel, (5, 5, 5), (5, 4, 4)), reviewed(panel, (3, 3, 3), (2, 3, 3))
    low = reviewed(panel, (1, 1, 1), (0, 1, 1))
    panel.written(low)
    panel.handed_in(low)
    run = start(fund, panel, places=1)
    assert (run.state, run.applications, run.reviews, run.reviewers, run.above) == ("done", 3, 6, 6, 1)
    found = rows(fund, run, panel.unit)
    assert [row.application_id for row in found] == [best.id, middle.id, low.id]
    assert [row.raw_rank for row in found] == [1, 2, 3]
    first = found[0]
    assert first.raw == pytest.approx((100 + (30 * 5 + 50 * 4 + 20 * 4) / 5) / 2)
    assert (first.raw_least, first.raw_most) == (86.0, 100.0)
    assert [row.stands for row in found] == ["above", "below", "below"]
    assert found[1].calibrated > found[2].calibrated
    assert first.least_rank == 1
    said = [one for one in fund.said() if isinstance(one, ScoresComputed)]
    assert [(one.run_id, one.digest) for one in said] == [(run.id, run.digest)]


def test_without_places_the_line_lies_where_the_envelope_ends(fund: MemoryFund) -> None:
    panel = Panel(fund, envelope=calls.support(12_000_000, 0))
    for score in (5, 4, 3, 2):
        reviewed(panel, (score, score, score), (score, score, score), requested=calls.support(5_000_000))
    run = start(fund, panel)
    assert run.above == 2
    assert [row.stands for row in rows(fund, run, panel.unit)] == ["above", "above", "below", "below"]


def test_a_severe_reviewer_is_allowed_for_and_the_flip_is_flagged(fund: MemoryFund, panel: Panel) -> None:
    """Six reviewers agree but that one of them gives four points less to everybody: who happened to get them would lose by it."""
    people = tuple(reviewer() for _ in range(6))
    lift = (0, 0, 0, 0, 0, -4)
    truth = (5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2)
    unlucky = None
    for place, quality in enumerate(truth):
        seats = [(place + step) % 6 for step in (0, 1, 2)]
        given = [max(0, min(5, quality + lift[seat])) for seat in seats]
        application = reviewed(panel, *((one, one, one) for one in given), by=tuple(people[seat] for seat in seats))
        if quality == 4 and 5 in seats:
            unlucky = application
    assert unlucky is not None
    run = start(fund, panel, places=4)
    severe = min(run.severities, key=lambda row: row.severity)
    assert severe.reviewer_id == people[5].person_id
    assert severe.severity < -15
    found = {row.application_id: row for row in rows(fund, run, panel.unit)}
    assert found[unlucky.id].stands == "above"
    assert found[unlucky.id].raw_rank > 4
    assert found[unlucky.id].flipped
    assert {row.application_id for row in rows(fund, run, panel.unit, flipped=True)} == {name for name, row in found.items() if row.flipped}
    assert run.flipped == sum(row.flipped for row in found.values())


def test_a_run_without_a_review_fails_and_says_so(fund: MemoryFund, panel: Panel) -> None:
    panel.handed_in(panel.application())
    run = start(fund, panel)
    assert (run.state, run.error_code) == ("failed", "technical_fund.no_scores")


def test_void_reviews_and_those_of_former_rounds_count_for_nothing(fund: MemoryFund, panel: Panel) -> None:
    application = reviewed(panel, (5, 5, 5), (4, 4, 4))
    other = reviewed(panel, (3, 3, 3))
    _, gone = panel.submitted(other, **scored(0, 0, 0))
    panel.recuse(other, gone)
    fund.within(lambda unit: unit.panels.keep(_next_round(unit, application)))
    run = start(fund, panel)
    assert [row.application_id for row in rows(fund, run, panel.unit)] == [other.id]
    assert run.reviews == 1


def _next_round(unit: Any, application: Application) -> Any:
    found = unit.panels.of(application.id, application.call_id)
    found.open_next_round([])
    return found


def test_scores_come_in_pages(fund: MemoryFund, panel: Panel) -> None:
    for score in (1, 2, 3, 4, 5):
        reviewed(panel, (score, score, score))
    run = start(fund, panel)
    first = fund.see(views.scores.list_scores, ListScores(run_id=run.id, limit=3), panel.unit)
    rest = fund.see(views.scores.list_scores, ListScores(run_id=run.id, limit=3, cursor=first.next), panel.unit)
    assert (*first.items, *rest.items) == rows(fund, run, panel.unit)
    assert rest.next is None


# ---------------------------------------------------------------- the same again


def test_a_run_computed_again_comes_out_the_same(fund: MemoryFund, panel: Panel) -> None:
    for score in (1, 2, 4):
        reviewed(panel, (score, score, 3), (score, 2, score))
    run = start(fund, panel)
    job = fund.ask(scores.replay_score_run, ReplayScoreRun(run_id=run.id), panel.unit)
    fund.run_jobs()
    result = fund.see(get_job, GetJob(job_id=job.id), panel.unit).result
    assert result["identical"] is True
    assert result["digest"] == run.digest
    assert result["input_hash"] == run.input_hash


def test_a_sheet_that_somebody_has_touched_is_found_by_computing_it_again(fund: MemoryFund, panel: Panel) -> None:
    for score in (1, 2, 4):
        reviewed(panel, (score, score, 3), (score, 2, score))
    run = start(fund, panel)
    sheet = fund.work.store["score_sheets"].rows[run.id]
    sheet["given"]["given"][0]["points"] += 1
    job = fund.ask(scores.replay_score_run, ReplayScoreRun(run_id=run.id), panel.unit)
    fund.run_jobs()
    assert fund.see(get_job, GetJob(job_id=job.id), panel.unit).result["identical"] is False


# ---------------------------------------------------------------- who may know


def test_scores_are_for_the_unit_and_the_chair_alone(fund: MemoryFund, panel: Panel) -> None:
    application = reviewed(panel, (5, 5, 5))
    _, who = panel.submitted(application)
    with pytest.raises(NotAllowed):
        fund.ask(scores.start_score_run, StartScoreRun(call_id=panel.call.id), who)
    run = start(fund, panel)
    with pytest.raises(NotAllowed):
        get(fund, run.id, who)
    with pytest.raises(NotAllowed):
        get(fund, run.id, mayors_office(application.city_id))
    panel.appoint(who)
    assert get(fund, run.id, who).severities == ()
    assert get(fund, run.id, panel.unit).severities != ()


def test_for_a_recused_person_the_figures_are_those_of_a_world_without_the_application(fund: MemoryFund, panel: Panel) -> None:
    people = tuple(reviewer() for _ in range(3))
    hidden = reviewed(panel, (0, 0, 0), (1, 1, 1), by=people[:2])
    for score in (2, 3, 4):
        reviewed(panel, (score, score, score), (score, 5, score), by=people[1:])
    recused = management()
    before = start(fund, panel)
    panel.recuse(hidden, recused)
    with pytest.raises(NotFound) as refused:
        get(fund, before.id, recused)
    with pytest.raises(NotFound) as never:
        get(fund, hidden.id, recused)
    assert refused.value.to_wire() == never.value.to_wire()
    assert fund.see(views.scores.list_score_runs, ListScoreRuns(call_id=panel.call.id), recused).items == ()

    run = start(fund, panel, recused)
    own = rows(fund, run, recused)
    assert (run.applications, run.reviews, run.left_out) == (3, 6, ())
    assert hidden.id not in str(run) + str(own)

    fund.within(lambda unit: [unit.reviews.remove(review) for review in unit.reviews.of_application(hidden.id)])
    without = start(fund, panel)
    assert [strip(row) for row in rows(fund, without, panel.unit)] == [strip(row) for row in own]
    assert [(row.reviewer_id, row.severity) for row in without.severities] == [(row.reviewer_id, row.severity) for row in run.severities]
    assert get(fund, run.id, panel.unit).left_out == (hidden.id,)


def strip(row: ScoreRow) -> tuple[Any, ...]:
    """What does not hang on a run's own seed."""
    return row.application_id, row.raw, row.calibrated, row.rank, row.raw_rank, row.stands


def test_somebody_of_the_unit_who_has_yet_to_review_sees_no_score_of_it(fund: MemoryFund, panel: Panel) -> None:
    application = reviewed(panel, (5, 5, 5))
    reviewed(panel, (4, 4, 4))
    both = Actor(kind="person", person_id=panel.unit.person_id, grants=panel.unit.grants + reviewer().grants)
    before = start(fund, panel, both)
    panel.written(application, both)
    with pytest.raises(NotFound):
        get(fund, before.id, both)
    assert start(fund, panel, both).applications == 1


# ---------------------------------------------------------------- ties


def tie(panel: Panel) -> list[Application]:
    """Two that are better, four that are alike, one that is worse."""
    better = [reviewed(panel, (5, 5, 5)) for _ in range(2)]
    alike = [reviewed(panel, (3, 3, 3)) for _ in range(4)]
    reviewed(panel, (1, 1, 1))
    assert better
    return alike


GUIDE = Path(__file__).parents[3] / "docs" / "guides" / "fund-reviews.md"


def replay_of_the_guide() -> str:
    """The program that the guide gives to outsiders, as it stands there."""
    return GUIDE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]


def test_a_tie_at_the_line_is_drawn_and_an_outsider_replays_the_draw(fund: MemoryFund, panel: Panel) -> None:
    alike = tie(panel)
    run = start(fund, panel, places=4)
    assert set(run.tied) == {application.id for application in alike}
    assert run.above == 2
    assert {row.band for row in rows(fund, run, panel.unit) if row.stands == "tied"} == {"discuss"}
    committed = public(fund, panel).commitment

    drawn = fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    assert drawn == public(fund, panel)
    assert drawn.commitment == committed
    assert [one.commitment for one in fund.said() if isinstance(one, DrawCommitted)] == [committed]
    assert [one.seed for one in fund.said() if isinstance(one, TieDrawn)] == [drawn.draws[0].seed]
    found = rows(fund, run, panel.unit)
    assert [row.stands for row in found] == ["above"] * 4 + ["below"] * 3
    assert [row.lot for row in found] == [None, None, 1, 2, 3, 4, None]
    tickets = [hashlib.sha256(row.application_id.encode()).hexdigest() for row in found if row.lot]
    assert tuple(tickets) == drawn.draws[0].order
    assert drawn.draws[0].above == 2

    outside = subprocess.run(
        [sys.executable, "-I", "-S", "-c", replay_of_the_guide()], input=json.dumps(dump(drawn)), capture_output=True, text=True, check=True
    )
    assert outside.stdout == "1 draws replayed\n"


@pytest.mark.parametrize("forged", ["seed", "order", "commitment"])
def test_an_outsider_finds_out_a_forged_draw(fund: MemoryFund, panel: Panel, forged: str) -> None:
    tie(panel)
    run = start(fund, panel, places=4)
    page = dump(fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit))
    if forged == "commitment":
        page["commitment"] = "0" * 64
    else:
        page["draws"][0][forged] = {"seed": "1" * 64, "order": page["draws"][0]["order"][::-1]}[forged]
    outside = subprocess.run(
        [sys.executable, "-I", "-S", "-c", replay_of_the_guide()], input=json.dumps(page), capture_output=True, text=True, check=False
    )
    assert outside.returncode != 0
    assert "AssertionError" in outside.stderr


def test_what_is_public_of_a_draw_names_no_application(fund: MemoryFund, panel: Panel) -> None:
    alike = tie(panel)
    run = start(fund, panel, places=4)
    fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    shown = json.dumps(dump(public(fund, panel)))
    for application in alike:
        for secret in (application.id, str(application.reference), application.city_id):
            assert secret not in shown


def test_the_second_draw_reveals_what_the_first_was_bound_by(fund: MemoryFund, panel: Panel) -> None:
    tie(panel)
    for _ in range(3):
        run = start(fund, panel, places=4)
        fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    page = public(fund, panel)
    known = page.commitment
    for draw in page.draws:
        assert hashlib.sha256(bytes.fromhex(draw.seed)).hexdigest() == known
        known = draw.seed
    assert len({draw.order for draw in page.draws}) > 1 or len({draw.seed for draw in page.draws}) == 3


def test_a_tie_is_drawn_once(fund: MemoryFund, panel: Panel) -> None:
    tie(panel)
    run = start(fund, panel, places=4)
    fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    with pytest.raises(Conflict) as refused:
        fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    assert refused.value.code == "technical_fund.drawn_already"
    assert len(public(fund, panel).draws) == 1


def test_nothing_is_drawn_where_nothing_is_tied_or_something_is_left_out(fund: MemoryFund, panel: Panel) -> None:
    alike = tie(panel)
    run = start(fund, panel, places=2)
    with pytest.raises(Conflict) as refused:
        fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit)
    assert refused.value.code == "technical_fund.no_tie"
    recused = management()
    panel.recuse(alike[0], recused)
    partial = start(fund, panel, recused, places=4)
    with pytest.raises(Conflict) as refused:
        fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=partial.id), recused)
    assert refused.value.code == "technical_fund.run_not_whole"


def test_a_store_alone_does_not_give_the_seed_away(fund: MemoryFund, panel: Panel) -> None:
    tie(panel)
    run = start(fund, panel, places=4)
    kept = json.dumps(fund.work.store["draws"].rows, default=str)
    seed = fund.ask(draws.draw_fund_tie, DrawFundTie(run_id=run.id), panel.unit).draws[0].seed
    assert seed not in kept


def test_nobody_knows_of_the_draws_of_a_call_that_is_not_published(fund: MemoryFund, panel: Panel) -> None:
    fund.within(lambda unit: _to_draft(unit, panel.call.id))
    with pytest.raises(NotFound):
        public(fund, panel)


def _to_draft(unit: Any, call_id: str) -> None:
    call = unit.calls.get(call_id)
    call.state = "draft"
    unit.calls.save(call)
