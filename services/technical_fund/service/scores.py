"""Scores and draws."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import draws, scores


class ScoreDoors(Doors):
    """Scores, raw and calibrated, and ties drawn in public."""

    @answers(ask.StartScoreRun)
    def start_score_run(self, request: ask.StartScoreRun) -> Any:
        return self.work.run(scores.start_score_run, request)

    @answers(ask.ListScoreRuns)
    def list_score_runs(self, request: ask.ListScoreRuns) -> Any:
        return self.work.read(views.scores.list_score_runs, request)

    @answers(ask.GetScoreRun)
    def get_score_run(self, request: ask.GetScoreRun) -> Any:
        return self.work.read(views.scores.get_score_run, request)

    @answers(ask.ListScores)
    def list_scores(self, request: ask.ListScores) -> Any:
        return self.work.read(views.scores.list_scores, request)

    @answers(ask.ReplayScoreRun)
    def replay_score_run(self, request: ask.ReplayScoreRun) -> Any:
        return self.work.run(scores.replay_score_run, request)

    @answers(ask.GetFundDraws)
    def get_fund_draws(self, request: ask.GetFundDraws) -> Any:
        return self.work.read(views.scores.get_fund_draws, request)

    @answers(ask.DrawFundTie)
    def draw_fund_tie(self, request: ask.DrawFundTie) -> Any:
        return self.work.run(draws.draw_fund_tie, request)
