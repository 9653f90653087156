"""Score runs, their rows, and the draws that everybody may check."""

from contracts.errors import NotFound
from contracts.technical_fund import (
    DrawsView,
    GetFundDraws,
    GetScoreRun,
    ListScoreRuns,
    ListScores,
    ScoreRow,
    ScoreRunsPage,
    ScoreRunView,
    ScoresPage,
)
from services.technical_fund.domain.calls import DRAFT
from services.technical_fund.domain.score_access import check_leads
from services.technical_fund.domain.showing.scores import draws_view, run_view, runs_closed_to, shown_run
from services.technical_fund.views.ports import Reading, after


def list_score_runs(unit: Reading, request: ListScoreRuns) -> ScoreRunsPage:
    check_leads(unit, request.call_id)
    closed = runs_closed_to(unit, request.call_id, unit.score_runs.of_call(request.call_id))
    found = unit.score_runs.page(after(unit, request), request.call_id, without=closed)
    items, more = unit.cursors.page(request, found, unit.score_runs.sort_key)
    return ScoreRunsPage(items=tuple(run_view(unit, run, whole=False) for run in items), next=more)


def get_score_run(unit: Reading, request: GetScoreRun) -> ScoreRunView:
    return run_view(unit, shown_run(unit, request.run_id))


def list_scores(unit: Reading, request: ListScores) -> ScoresPage:
    run = shown_run(unit, request.run_id)
    run.check_done("list_scores")
    sheet = unit.score_sheets.find(run.id)
    rows = () if sheet is None else tuple(row for row in sheet.rows if request.flipped in (None, row.flipped))
    place = {row.application_id: f"{number:06}" for number, row in enumerate(rows, 1)}

    def key(row: ScoreRow) -> str:
        return place[row.application_id]

    asked = after(unit, request)
    rest = [row for row in rows if asked.key is None or key(row) > asked.key]
    items, more = unit.cursors.page(request, rest[: asked.most], key)
    return ScoresPage(items=tuple(items), next=more)


def get_fund_draws(unit: Reading, request: GetFundDraws) -> DrawsView:
    call = unit.calls.find(request.call_id)
    if call is None or call.state == DRAFT:
        raise NotFound("technical_fund.no_call", "there is no such call")
    return draws_view(call.id, unit.draws.find(call.id))
