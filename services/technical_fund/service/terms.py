"""The terms of the Fund."""

from typing import Any

from chassis.entrypoints import answers
from contracts import technical_fund as ask
from services.technical_fund import views
from services.technical_fund.service.doors import Doors
from services.technical_fund.usecases import terms


class TermsDoors(Doors):
    """The terms of the Fund."""

    @answers(ask.GetFundTerms)
    def get_fund_terms(self, request: ask.GetFundTerms) -> Any:
        return self.work.read(views.terms.get_fund_terms, request)

    @answers(ask.SetFundTerms)
    def set_fund_terms(self, request: ask.SetFundTerms) -> Any:
        return self.work.run(terms.set_fund_terms, request)
