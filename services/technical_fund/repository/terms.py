"""The terms."""

from chassis.repository import Repository
from services.technical_fund.domain.terms import THE_TERMS, Terms


class StoredTerms(Repository[Terms]):
    """One document."""

    aggregate = Terms
    name = "terms"

    def current(self) -> Terms:
        return self.find(THE_TERMS) or Terms()
