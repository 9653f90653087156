"""Setting the terms."""

from contracts.technical_fund import FundTermsView, SetFundTerms
from services.technical_fund.domain.currencies import check_currency
from services.technical_fund.domain.showing.terms import terms_view
from services.technical_fund.usecases.ports import Fund


def set_fund_terms(unit: Fund, request: SetFundTerms) -> FundTermsView:
    check_currency(request.terms.currency, "/terms/currency")
    terms = unit.terms.current()
    unit.expect(terms)
    terms.set(request.terms, at=unit.now)
    unit.terms.save(terms) if terms.version else unit.terms.add(terms)
    return terms_view(terms)
