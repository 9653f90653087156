"""Screening."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import screening
from services.technical_fund.views import naming
from services.technical_fund.views import screening as views


class ScreeningDoors(Doors):
    """Screening."""

    @answers(ask.RunScreening)
    def run_screening(self, request: ask.RunScreening) -> Any:
        return self.work.run(screening.run_screening, request)

    @answers(ask.OverrideScreeningRule)
    def override_screening_rule(self, request: ask.OverrideScreeningRule) -> Any:
        return self.work.run(screening.override_screening_rule, request)

    @answers(ask.FindApplicationEligible)
    def find_application_eligible(self, request: ask.FindApplicationEligible) -> Any:
        return self.work.run(screening.find_application_eligible, request)

    @answers(ask.FindApplicationIneligible)
    def find_application_ineligible(self, request: ask.FindApplicationIneligible) -> Any:
        return self.work.run(screening.find_application_ineligible, request)

    @answers(ask.ReinstateFundApplication)
    def reinstate_fund_application(self, request: ask.ReinstateFundApplication) -> Any:
        return self.work.run(screening.reinstate_fund_application, request)

    @answers(ask.GetScreening)
    def get_screening(self, request: ask.GetScreening) -> Any:
        return self.work.read(views.get_screening, request)

    @answers(ask.GetScreeningOutcome)
    def get_screening_outcome(self, request: ask.GetScreeningOutcome) -> Any:
        return self.work.read(views.get_screening_outcome, request)

    @answers(ask.ListScreenings)
    def list_screenings(self, request: ask.ListScreenings) -> Any:
        return naming.with_names(self.work.read(views.list_screenings, request), self.neighbours)
