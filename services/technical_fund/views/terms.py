"""The terms, for everybody."""

from contracts.technical_fund import FundTermsView, GetFundTerms
from services.technical_fund.domain.showing.terms import terms_view
from services.technical_fund.views.ports import Reading


def get_fund_terms(unit: Reading, request: GetFundTerms) -> FundTermsView:
    return terms_view(unit.terms.current())
