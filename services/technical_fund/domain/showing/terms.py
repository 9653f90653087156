"""The terms as they are shown."""

from dataclasses import asdict

from contracts.technical_fund import FundTermsView
from services.technical_fund.domain.terms import Terms


def terms_view(terms: Terms) -> FundTermsView:
    return FundTermsView(**asdict(terms.content), changed_at=terms.changed_at, version=terms.version)
