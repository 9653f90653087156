"""Runs of the matching."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import runs


class RunDoors(Doors):
    """Who could review what, computed and explained."""

    @answers(ask.StartAssignmentRun)
    def start_assignment_run(self, request: ask.StartAssignmentRun) -> Any:
        return self.work.run(runs.start_assignment_run, request)

    @answers(ask.ListFundRuns)
    def list_fund_runs(self, request: ask.ListFundRuns) -> Any:
        return self.work.read(views.runs.list_fund_runs, request)

    @answers(ask.GetFundRun)
    def get_fund_run(self, request: ask.GetFundRun) -> Any:
        return self.work.read(views.runs.get_fund_run, request)

    @answers(ask.ListFundRunPairs)
    def list_fund_run_pairs(self, request: ask.ListFundRunPairs) -> Any:
        return self.work.read(views.runs.list_fund_run_pairs, request)

    @answers(ask.ExplainFundRunPair)
    def explain_fund_run_pair(self, request: ask.ExplainFundRunPair) -> Any:
        return self.work.read(views.runs.explain_fund_run_pair, request)

    @answers(ask.PriceFundRunPair)
    def price_fund_run_pair(self, request: ask.PriceFundRunPair) -> Any:
        return self.work.run(runs.price_fund_run_pair, request)

    @answers(ask.ReplayFundRun)
    def replay_fund_run(self, request: ask.ReplayFundRun) -> Any:
        return self.work.run(runs.replay_fund_run, request)

    @answers(ask.ApplyFundRun)
    def apply_fund_run(self, request: ask.ApplyFundRun) -> Any:
        return self.work.run(runs.apply_fund_run, request)

    @answers(ask.DiscardFundRun)
    def discard_fund_run(self, request: ask.DiscardFundRun) -> Any:
        return self.work.run(runs.discard_fund_run, request)
